"""Referral over random histories: whatever comes, in whatever order and however often, what was
given is what the friends' frozen orders say now."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.identity import Ledger
from core.ledger import following, programs, referrals
from core.ledger.posting import Books
from core.ledger.table import Row
from core.ledger.verify import verify
from core.program.defaults import default_document
from core.referrals import packed
from tests.integration.ledger.test_referrals import KEY, Town
from tests.simulation.aws import AWS, installed
from tests.unit.core.worlds import STORE

CAP = 2
FRIENDS = ("ann", "bob", "eve")
# Whose order, which of two, its state, and how often what follows from it is done.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(FRIENDS),
        st.integers(0, 1),
        st.sampled_from(["pending", "paid", "void"]),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=14,
)


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_what_was_given_is_what_the_first_orders_say_now_and_never_more_than_the_cap(
    steps: list[tuple[str, int, str, int]],
) -> None:
    with installed(AWS("regulars-memory")):
        town = _town()
        told = packed(town.code("jia"), ())
        seen: dict[str, tuple[str, str]] = {}
        for friend, number, state, often in steps:
            order_id = f"{friend}-{number}"
            seen[order_id] = (friend, state)
            town.send(friend, order_id, state, referral=told)
            for _ in range(often):
                following.follow(town.books, STORE, order_id, town.at_s * 1000)
        for _ in range(2):
            for order_id in seen:
                following.follow(town.books, STORE, order_id, town.at_s * 1000)
        _holds(town, seen)
        before = _items()
        for order_id in seen:
            following.follow(town.books, STORE, order_id, town.at_s * 1000)
        assert _items() == before, "doing it again changes nothing"


def _town() -> Town:
    ledger = Ledger.open("woo-0123456789ab", KEY)
    programs._cached.clear()
    programs.publish(ledger, default_document("USD"), "test", 0)
    books = Books(ledger, programs.programs(ledger), ZoneInfo("Asia/Taipei"))
    return Town(books, rule={"cap": {"times": CAP, "per": "ever"}})


def _holds(town: Town, seen: dict[str, tuple[str, str]]) -> None:
    ledger = town.books.ledger
    points, lines = town.told("jia")
    given_now = [status for status, _ in lines].count("given")
    assert points == 200 * given_now
    assert given_now <= CAP
    for friend in FRIENDS:
        came = referrals.find(ledger, town.member_id(friend))
        paid = {one for one, (who, state) in seen.items() if who == friend and state == "paid"}
        if came is None:
            assert not paid
            continue
        line = referrals.line_of(ledger, came)
        assert line is not None
        counts = came.order.partition("/")[2] in paid
        if line.status == "refused":
            assert (line.reason, bool(came.order)) == ("cap", True)
        else:
            assert (line.status == "given") == counts
        assert town.told(friend)[0] == (50 if counts else 0)
        assert came.order or not paid
    assert verify(master_key=KEY).mismatches == []


def _items() -> list[str]:
    return sorted(str(row.serialize()) for row in Row.scan(consistent_read=True))
