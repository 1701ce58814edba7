"""The card that a member shows at the counter."""

from __future__ import annotations

import pytest

from core.cards import LIFE_S, card, is_card, member_of
from core.errors import BadInput
from core.identity import Ledger
from tests.unit.core.worlds import T0

LEDGER = Ledger.open("woo-0123456789ab", b"master key of the tests")
MEMBER = LEDGER.guest_id("jia@example.com")


def test_a_card_names_the_member_to_its_ledger() -> None:
    shown = card(LEDGER, MEMBER, T0)
    assert member_of(LEDGER, shown, T0 + LIFE_S) == MEMBER
    assert member_of(LEDGER, f" {shown.lower()} ", T0) == MEMBER, "as scanners may type it"
    assert is_card(shown)
    assert shown.isalnum()
    assert shown.isupper()


def test_a_card_ends_after_ten_minutes() -> None:
    with pytest.raises(BadInput) as refusal:
        member_of(LEDGER, card(LEDGER, MEMBER, T0), T0 + LIFE_S + 1)
    assert refusal.value.code == "old_card"


def test_nobody_can_make_a_card_or_change_one() -> None:
    shown = card(LEDGER, MEMBER, T0)
    other = Ledger.open("woo-ba9876543210", b"master key of the tests")
    forged = [shown[:9] + ("A" if shown[9] != "A" else "B") + shown[10:], "RG", "RG1", shown + "A"]
    for text in (card(other, MEMBER, T0), *forged):
        with pytest.raises(BadInput) as refusal:
            member_of(LEDGER, text, T0)
        assert refusal.value.code == "bad_card"


def test_an_address_and_a_customer_id_are_no_cards() -> None:
    assert not any(map(is_card, ("jia@example.com", "42", "rg-abcd-efgh-ijkl", "")))
