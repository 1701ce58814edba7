"""The cart says what the order will earn: by the same functions, so by the same number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.estimate import VISITOR, Cart, Estimate, Usable, estimate
from core.explain_estimate import club_text, estimate_text, guest_text
from core.member import MemberState
from core.program.defaults import default_document
from core.program.model import Program, Programs, load
from core.snapshot import Line
from tests.unit.core.test_earning_rules import program as earning_program
from tests.unit.core.test_program_laws import CUP, TEA, earnings
from tests.unit.core.worlds import STORE, T0, TZ, Books, program, snapshot

LANGUAGES = {"en", "zh-Hant", "zh-Hans", "ja"}


def lines(tea: int, cups: int) -> tuple[Line, ...]:
    return (
        Line("1", "tea", "0", tea, tea * TEA, list_minor=tea * TEA * 5 // 4, tax_minor=tea * 50),
        Line("2", "cup", "0", cups, cups * CUP, list_minor=cups * CUP, tax_minor=cups * 15),
    )


def of(
    made: Program, *some: Line, member: MemberState = VISITOR, currency: str = "USD", **more: int
) -> Estimate:
    return estimate(Cart(currency, some, **more), member, STORE, Programs([made]), T0, TZ)


@settings(max_examples=200, deadline=None)
@given(
    earning=earnings(),
    before=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=4),
    tea=st.integers(0, 4),
    cups=st.integers(0, 5),
)
def test_what_a_cart_is_said_to_earn_is_what_the_order_of_the_same_lines_earns(
    earning: dict[str, Any], before: Sequence[tuple[int, int]], tea: int, cups: int
) -> None:
    """Whatever the program, and whatever the member has had of what is limited."""
    books = Books(Programs([earning_program(**earning)]))
    for number, bought in enumerate(before):
        books.deliver(snapshot(order_id=f"b{number}", lines=lines(*bought)))
    found = estimate(
        Cart("USD", lines(tea, cups)),
        *(books.member, STORE, books.programs, T0, TZ),
        spent=lambda keys: books.spent,
    )
    books.deliver(snapshot(lines=lines(tea, cups)))
    order = books.order()
    assert found.points == order.available + order.pending
    assert found.why == books.entries[-1].why


def test_asking_changes_nothing() -> None:
    books = Books()
    books.deliver(snapshot())
    before = books.member
    assert of(program(), *lines(9, 9), member=books.member).points == 117
    assert books.member == before


TIERS = [
    {"id": "member", "name": {"en": "Member"}, "from": "0", "multiplier": "1"},
    {
        "id": "club",
        "name": {"en": "Club", "zh-Hant": "俱樂部"},
        "from": "0",
        "multiplier": "2",
        "membership": {"products": ["77", "78"], "months": 12},
        "perks": {"discount_percent": 10, "free_shipping": True},
    },
]


def club(**perks: Any) -> Program:
    tiers = [TIERS[0], TIERS[1] | {"perks": perks}]
    return load(default_document("USD") | {"tiers": tiers}, 1, 0)


def test_the_paid_club_shows_what_it_would_save_on_this_cart_and_earn_more() -> None:
    found = of(club(discount_percent=10), Line("1", "10", "", 1, 10_000)).club
    assert found is not None
    assert (found.tier.id, found.product_id) == ("club", "77")
    assert (found.saving_minor, found.points_more) == (1_000, 80)  # 90.00 × 2 - 100
    assert club_text(found, "USD") == {
        "en": "As Club you would save $10 on this cart and earn 80 more points.",
        "zh-Hant": "成為「俱樂部」，這個購物車可省 $10，並多得 80 點。",
        "zh-Hans": "成为“Club”，此购物车可省 $10，并多得 80 积分。",
        "ja": "「Club」なら、このカートで$10お得になり、さらに80ポイント多く付きます。",
    }


def test_the_club_without_a_discount_is_told_by_its_points_alone() -> None:
    found = of(club(priority=True), Line("1", "10", "", 1, 10_000)).club
    assert found is not None
    assert (found.saving_minor, found.points_more) == (0, 100)
    assert club_text(found, "USD")["en"] == (
        "As Club you would earn 100 more points with this cart."
    )


def test_free_shipping_of_the_club_is_part_of_what_it_saves() -> None:
    cart = (Line("1", "10", "", 1, 10_000),)
    found = of(club(free_shipping=True), *cart, shipping_minor=500).club
    assert found is not None
    assert found.saving_minor == 500


def test_gift_cards_get_no_discount_and_a_cart_of_nothing_else_no_offer() -> None:
    card = Line("1", "10", "", 1, 10_000, gift_card=True)
    assert of(club(discount_percent=10), card).club is None


def test_who_is_in_the_club_or_has_it_in_the_cart_is_offered_none() -> None:
    cart = Line("1", "10", "", 1, 10_000)
    inside = MemberState("m", tiers=(("club", T0 - 1),))
    assert of(club(discount_percent=10), cart, member=inside).club is None
    assert of(club(discount_percent=10), cart, Line("2", "78", "", 1, 5_000)).club is None


def test_a_program_without_a_paid_club_offers_none() -> None:
    assert of(program(), Line("1", "10", "", 1, 10_000)).club is None


@pytest.mark.parametrize("had", [5, 10, 100])
def test_a_tier_that_takes_off_as_much_already_saves_nothing(had: int) -> None:
    tiers = [TIERS[0] | {"perks": {"discount_percent": had}}, TIERS[1] | {"multiplier": "1"}]
    made = load(default_document("USD") | {"tiers": tiers}, 1, 0)
    found = of(made, Line("1", "10", "", 1, 9_500)).club
    # 95.00 after 5 % were 100.00: another 5 % of that.
    assert (found and found.saving_minor) == (500 if had == 5 else None)


@pytest.mark.parametrize(
    ("hold", "usable"),
    [
        (None, Usable("paid")),
        ({"days": 14}, Usable("days", 14)),
        ({"days": 7, "after": "fulfilled"}, Usable("days", 7, "fulfilled")),
    ],
)
def test_when_the_points_can_be_used_is_said(hold: dict[str, Any] | None, usable: Usable) -> None:
    earning: dict[str, Any] = {"hold": hold} if hold else {}
    found = of(earning_program(**earning), *lines(1, 0))
    assert found.usable == usable
    texts = estimate_text(found, "USD")
    assert set(texts) == LANGUAGES
    for text in texts.values():
        assert "10" in text
        assert not hold or str(hold["days"]) in text


@pytest.mark.parametrize(
    ("currency", "earning", "said"),
    [
        ("EUR", {}, "EUR"),
        ("USD", {"minimum": {"USD": "500"}}, "$500"),
        ("USD", {"exclude": {"products": ["tea", "cup"]}}, "nothing in it earns points"),
    ],
)
def test_a_cart_that_earns_nothing_says_why(
    currency: str, earning: dict[str, Any], said: str
) -> None:
    found = of(earning_program(**earning), *lines(1, 1), currency=currency)
    texts = estimate_text(found, currency)
    assert found.points == 0
    assert said in texts["en"]
    assert set(texts) == LANGUAGES
    assert len(set(texts.values())) == len(LANGUAGES)


def test_a_guest_is_told_what_joining_makes_of_the_own_orders() -> None:
    for points in (0, 1, 120):
        texts = guest_text(points)
        assert set(texts) == LANGUAGES
        assert all(str(points) in text for text in texts.values()) == bool(points)
    assert "1 point." not in guest_text(120)["en"]
    assert " 1 point." in guest_text(1)["en"]
