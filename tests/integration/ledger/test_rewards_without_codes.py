"""Rewards that no store makes a code for: experiences, donations and partners' vouchers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core.errors import BadInput, Conflict, LedgerBusy, RewardClosed
from core.ledger import members, programs, redemptions, stores, tallies, tasks, vouchers
from core.ledger.due import DueRow
from core.ledger.posting import Books
from core.ledger.redeeming import carry_out
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0

NOW_MS = T0 * 1000
NOBODY: Any = None  # a store that must not be asked


@pytest.fixture(name="offers")
def _offers(books: Books) -> Books:
    """A tasting, a gift to the shelter and a cinema ticket; six members who can pay for two."""
    named = {"name": {"en": "x"}, "points": 100}
    document = default_document("USD")
    document["rewards"] = [
        {"id": "tasting", "kind": "experience", "limit_per_member": 1, **named},
        {"id": "shelter", "kind": "donation", "value": "5", **named},
        {"id": "cinema", "kind": "voucher", **named},
    ]
    programs.publish(books.ledger, validate(document), "test", 0)
    for number in range(6):
        members.adjust(books, _id(books, number), 200, "welcome", f"c{number}", NOW_MS)
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def _id(books: Books, number: int) -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id=str(number))) or ""


def hold(books: Books, reward: str, number: int = 0, key: str = "k") -> Redemption:
    chosen = books.programs.newest.reward(reward)
    return redemptions.hold(books, _id(books, number), Contact(), chosen, key, STORE, NOW_MS)


def available(books: Books, number: int = 0) -> int:
    return books.member(_id(books, number)).available


def explained(books: Books, number: int = 0) -> dict[str, str]:
    page, _ = members.entries(books.ledger, _id(books, number), books.programs.newest)
    text: dict[str, str] = page[-1]["why"]["text"]
    return text


def test_an_experience_waits_for_the_merchant_until_it_was_done(offers: Books) -> None:
    made = hold(offers, "tasting")
    assert (made.status, available(offers)) == ("issued", 100)
    assert tasks.open_ids(offers.ledger) == [made.redemption_id]
    assert explained(offers)["en"] == "Redeemed 100 points for an experience."
    for _ in range(2):
        assert redemptions.done(offers.ledger, made.redemption_id).status == "used"
    assert tasks.open_ids(offers.ledger) == []
    with pytest.raises(Conflict):
        redemptions.begin_return(offers.ledger, made.redemption_id, NOW_MS)
    assert verify(master_key=b"master key of the tests").mismatches == []


def test_an_experience_that_has_not_taken_place_can_be_given_back_without_asking_a_store(
    offers: Books,
) -> None:
    made = hold(offers, "tasting")
    redemptions.begin_return(offers.ledger, made.redemption_id, NOW_MS)
    back = carry_out(offers, NOBODY, made.redemption_id, NOW_MS)
    assert (back.status, available(offers)) == ("returned", 200)
    assert tasks.open_ids(offers.ledger) == []
    assert "given back" in explained(offers)["en"]
    with pytest.raises(Conflict):
        redemptions.done(offers.ledger, made.redemption_id)
    hold(offers, "tasting", key="again")


def test_an_experience_that_nobody_came_for_ends_with_its_task(offers: Books) -> None:
    made = hold(offers, "tasting")
    due = [row for row in Row.scan() if isinstance(row, DueRow)]
    assert [row.work for row in due if row.name == made.redemption_id] == ["code"]
    redemptions.expired(offers.ledger, made.redemption_id)
    assert redemptions.find(offers.ledger, made.redemption_id).status == "expired"
    assert tasks.open_ids(offers.ledger) == []


def test_donations_add_up_and_do_not_come_back(offers: Books) -> None:
    made = [hold(offers, "shelter", number) for number in range(3)]
    assert [one.status for one in made] == ["used"] * 3
    assert tallies.read(offers.ledger, "shelter").worth_minor == 1500
    assert explained(offers)["zh-Hant"] == "以 100 點捐贈公益。"
    assert hold(offers, "shelter").redemption_id == made[0].redemption_id, "the same key again"
    assert tallies.read(offers.ledger, "shelter").worth_minor == 1500
    with pytest.raises(Conflict):
        redemptions.begin_return(offers.ledger, made[0].redemption_id, NOW_MS)


def test_each_partner_voucher_is_given_once_however_many_want_one(offers: Books) -> None:
    assert vouchers.add(offers.ledger, "cinema", ["A-1", " B-2 ", "", "A-1", "C-3", "D-4"]) == 4

    def one(number: int) -> str | None:
        while True:
            try:
                return hold(offers, "cinema", number).voucher
            except RewardClosed:
                return None
            except LedgerBusy:
                continue

    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(one, range(6)))
    assert sorted(code for code in got if code) == ["A-1", "B-2", "C-3", "D-4"]
    assert sorted(available(offers, n) for n in range(6)) == [100] * 4 + [200] * 2
    assert explained(offers, got.index("A-1"))["en"].endswith("a partner's voucher.")
    assert verify().mismatches == []


def test_a_code_that_was_given_is_not_given_again_when_its_file_is_uploaded_again(
    offers: Books,
) -> None:
    assert vouchers.add(offers.ledger, "cinema", ["A-1"]) == 1
    assert hold(offers, "cinema").voucher == "A-1"
    assert vouchers.add(offers.ledger, "cinema", ["A-1"]) == 0
    with pytest.raises(RewardClosed) as refusal:
        hold(offers, "cinema", 1)
    assert (refusal.value.code, available(offers, 1)) == ("reward_out_of_stock", 200)
    assert vouchers.add(offers.ledger, "cinema", ["A-1", "B-2"]) == 1
    assert hold(offers, "cinema", 1).voucher == "B-2"


def test_more_codes_than_a_transaction_holds_are_added_all_the_same(offers: Books) -> None:
    codes = [f"CODE-{number}" for number in range(100)]
    assert vouchers.add(offers.ledger, "cinema", codes) == 100
    assert tallies.read(offers.ledger, "cinema").pool == 100


def test_a_line_that_can_be_no_code_adds_none_of_the_file(offers: Books) -> None:
    with pytest.raises(BadInput):
        vouchers.add(offers.ledger, "cinema", ["A-1", "B\x00"])
    assert tallies.read(offers.ledger, "cinema").pool == 0


def test_the_store_is_told_when_few_vouchers_are_left(offers: Books) -> None:
    def told() -> list[str]:
        return [one["detail"] for one in stores.health(STORE) if one["what"] == "vouchers_low"]

    vouchers.add(offers.ledger, "cinema", [f"C-{number}" for number in range(vouchers.LOW + 2)])
    hold(offers, "cinema", 0)
    assert told() == []
    hold(offers, "cinema", 1)
    assert told() == ["cinema"]
