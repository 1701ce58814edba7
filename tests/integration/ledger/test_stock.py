"""A reward that there are only so many of: taken with the points, given back with them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import LedgerBusy, RewardClosed
from core.ledger import members, people, programs, redemptions, tallies
from core.ledger.posting import Books
from core.ledger.redact import empty_ledger
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from tests.support.capacity import measured
from tests.unit.core.worlds import STORE, T0

NOW_MS = T0 * 1000


@pytest.fixture(name="scarce")
def _scarce(books: Books) -> Books:
    """A program with three of a reward, and eight members who can pay for it."""
    document = default_document("USD")
    document["rewards"][0] |= {"stock": 3}
    programs.publish(books.ledger, validate(document), "test", 0)
    for number in range(8):
        members.adjust(books, _id(books, number), 100, "welcome", f"c{number}", NOW_MS)
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def _id(books: Books, number: int) -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id=str(number))) or ""


def hold(books: Books, number: int) -> Redemption:
    reward = books.programs.newest.reward("off-small")
    return redemptions.hold(books, _id(books, number), Contact(), reward, "k", STORE, NOW_MS)


def taken(books: Books) -> int:
    return tallies.read(books.ledger, "off-small").taken


def test_of_many_who_want_the_last_ones_at_once_no_more_get_one_than_there_are(
    scarce: Books,
) -> None:
    def one(number: int) -> bool:
        while True:
            try:
                hold(scarce, number)
            except RewardClosed:
                return False
            except LedgerBusy:
                continue
            return True

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(one, range(8)))
    assert sum(got) == taken(scarce) == 3
    spent = [scarce.member(_id(scarce, number)).available == 0 for number in range(8)]
    assert spent == got, "who got none has kept their points"
    assert verify().mismatches == []


def test_what_is_given_back_can_be_had_by_somebody_else(scarce: Books) -> None:
    first, *_ = [hold(scarce, number) for number in range(3)]
    with pytest.raises(RewardClosed) as refusal:
        hold(scarce, 3)
    assert refusal.value.code == "reward_out_of_stock"
    for _ in range(2):
        redemptions.returned(scarce, first.redemption_id, "no_code", NOW_MS)
    assert taken(scarce) == 2, "given back once"
    hold(scarce, 3)
    redemptions.used(scarce, first.code, "77", NOW_MS)
    assert taken(scarce) == 4, "a code that was used after its return was one too many"


def test_what_an_erased_member_never_got_is_there_for_others(scarce: Books) -> None:
    made = hold(scarce, 0)
    people.erase(scarce, _id(scarce, 0), NOW_MS + 1000)
    redemptions.returned(scarce, made.redemption_id, "no_code", NOW_MS + 2000)
    assert taken(scarce) == 0


def test_a_redacted_ledger_keeps_no_tally(scarce: Books) -> None:
    hold(scarce, 0)
    assert empty_ledger(scarce.ledger, [STORE], lambda: False)
    assert not [row for row in Row.scan() if isinstance(row, tallies.TallyRow)]


def test_what_is_left_is_shown_and_may_be_a_few_seconds_old(scarce: Books) -> None:
    assert tallies.shown(scarce.ledger, ["off-small", "other"])["off-small"].taken == 0
    hold(scarce, 0)
    shown = tallies.shown(scarce.ledger, ["off-small"])
    assert shown["off-small"].taken == 1, "but not where it was taken"
    with measured() as usage:
        tallies.shown(scarce.ledger, ["off-small"])
    assert usage.calls == []
