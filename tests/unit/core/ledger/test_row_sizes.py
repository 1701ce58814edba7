"""Rows stay under 1 KB, the size at which DynamoDB's price steps up."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from core import profile, redemptions
from core.calendar import day
from core.due import settle
from core.errors import InsufficientPoints
from core.identity import Ledger
from core.ledger.rows import entry_row, member_row, order_row
from core.member import Contact
from core.program.model import Program, Programs
from core.referrals import packed
from tests.unit.core.worlds import T0, TZ, Books, program, snapshot

DAY = 86_400
LEDGER = Ledger.open("woo-0123456789ab", b"master key of the tests")
CONTACT = Contact(
    {"woo-0123456789ab": "1234567890123"}, "a.rather.long.address.of.a.shopper@mail.example.com"
)


BY_ALL_FIGURES: list[dict[str, Any]] = [
    {"id": "member", "name": {"en": "Member"}, "from": "0", "multiplier": "1"},
    {
        "id": "gold",
        "name": {"en": "Gold"},
        "from": "9000",
        "points": 9000,
        "orders": 200,
        "multiplier": "1",
        "entry_reward": {"points": 500},
        "membership": {"products": ["10"], "months": 12},
    },
]


REFERRAL = {"id": "friends", "name": {"en": "Friends"}, "referrer": {"points": 200}}
# As much as an order can say.
TOLD = packed("BCDF2345", [f"{kind}{number:08d}" for kind in "aepc" for number in range(3)])


# A member whose answers take all the room there is, who owns things and took part in many.
FILLED: dict[str, Any] = {
    "profile": (
        *(("age", ("25-40",)), ("pet", ("bird", "cat", "dog"))),
        *(("fur", ("dry",)), ("who", ("student", "other"))),
    ),
    "counters": (("did", 300), ("own:kettles", 40)),
}
OWNING: dict[str, Any] = {
    "product_sets": [{"id": "kettles", "name": {"en": "Kettles"}, "products": ["10"]}],
    "segments": [
        {
            "id": "owners",
            "name": {"en": "Owners"},
            "all": [{"kind": "owns", "set": "kettles"}, {"kind": "orders", "least": 3}],
        }
    ],
}


@pytest.mark.parametrize("filled", [{}, FILLED], ids=["", "filled"])
@pytest.mark.parametrize(
    "rules",
    [
        program(),
        program(expiry={"kind": "months", "months": 12}),
        program(
            expiry={"kind": "inactivity", "months": 12, "remind_days": 30},
            tiers=BY_ALL_FIGURES,
            tier_rules={"window": "calendar_year", "down": "one_step"},
        ),
        program(tiers=BY_ALL_FIGURES, **OWNING),
        program(referral=REFERRAL),
    ],
)
def test_rows_stay_under_1_kb_through_two_years_of_500_orders_each(
    rules: Program, filled: dict[str, Any]
) -> None:
    assert not filled or profile.length(filled["profile"]) == profile.MOST
    dice = random.Random(7)
    books = Books(Programs([rules]))
    largest = {"member": 0, "order": 0, "entry": 0}
    for number in range(1000):
        books.now_s = T0 + number * 730 * DAY // 1000
        while step := settle(books.member, rules, books.now_s, TZ):
            books.post(*step)
        refunds = [dice.randrange(100, 2_000_00)] if dice.random() < 0.3 else []
        order_id = str(5_000_000_000_000 + number)
        order = snapshot(
            dice.randrange(1_00, 5_000_00),
            order_id=order_id,
            stamp_s=books.now_s,
            placed_at_s=books.now_s,
            refunds=refunds,
            referral=TOLD,
        )
        books.deliver(order)
        if number % 10 == 9:
            _redeem(books, rules, f"{number:016d}")
        member = replace(books.member, contact=CONTACT, head="h" * 40, due_on="2027-01-01")
        if filled:
            counters = dict(member.counters) | dict(filled["counters"])
            member = replace(member, **filled | {"counters": tuple(sorted(counters.items()))})
        sizes = {
            "member": _size(member_row(LEDGER, member)),
            "order": _size(order_row(LEDGER, replace(books.order(order_id), named="m" * 24))),
            "entry": _size(entry_row(LEDGER, member, books.entries[-1], books.now_s * 1000)),
        }
        largest = {name: max(largest[name], size) for name, size in sizes.items()}
    assert max(largest.values()) <= 1024, largest


def _redeem(books: Books, rules: Any, redemption_id: str) -> None:
    today = day(books.now_s, TZ).isoformat()
    reward = rules.reward("off-small")
    try:
        after, entry, _ = redemptions.hold(
            books.member, reward, rules, redemption_id, "rg-x", "s", books.now_s * 1000, today
        )
    except InsufficientPoints:
        return
    books.post(after, entry)


def _size(row: Any) -> int:
    """An item's size as DynamoDB counts it, a little generously for numbers."""
    item = row.serialize()
    return sum(
        len(name.encode()) + len(str(next(iter(value.values()))).encode())
        for name, value in item.items()
    )
