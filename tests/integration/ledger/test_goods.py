"""Goods that do not keep: raced for by batch, and never handed over past their day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from core import calendar
from core.errors import Conflict, LedgerBusy, RewardClosed
from core.ledger import awards, handing, members, programs, redemptions, tallies, tasks
from core.ledger.posting import Books
from core.ledger.redact import empty_ledger
from core.ledger.redeeming import carry_out
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import Contact
from core.program.awards import Award
from core.program.defaults import default_document
from core.program.schema import validate
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from functions.storefront.redemption_shapes import redemption_json
from functions.storefront.reward_shapes import reward_json
from tests.unit.core.worlds import STORE, T0

NOW_MS = T0 * 1000
DAY_MS = 86_400_000
NOBODY: Any = None  # a store that must not be asked


def _day(books: Books, ahead: int) -> str:
    return (calendar.day(T0, books.tz) + timedelta(days=ahead)).isoformat()


@pytest.fixture(name="bakery")
def _bakery(books: Books) -> Books:
    """Two loaves of a batch that ends in two days, three of one that ends in a week, one that ended
    yesterday; eight members who can pay for one."""
    document = default_document("USD")
    lying = [("late", 7, 3), ("soon", 2, 2), ("gone", -1, 9)]
    document["rewards"] = [
        {
            "id": "loaf",
            "kind": "goods",
            "name": {"en": "A loaf", "zh-Hant": "吐司"},
            "points": 100,
            "code_days": 30,
            "batches": [
                {"id": name, "best_before": _day(books, ahead), "stock": stock}
                for name, ahead, stock in lying
            ],
        },
        {
            "id": "free-loaf",
            "kind": "product",
            "name": {"en": "A free loaf"},
            "points": 100,
            "value": "5",
            "products": ["7"],
            "batches": [{"id": "only", "best_before": _day(books, 3), "stock": 1}],
        },
    ]
    programs.publish(books.ledger, validate(document), "test", 0)
    for number in range(8):
        members.adjust(books, _id(books, number), 100, "welcome", f"c{number}", NOW_MS)
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def _id(books: Books, number: int) -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id=str(number))) or ""


def hold(
    books: Books, number: int = 0, reward: str = "loaf", at_ms: int = NOW_MS, key: str = "k"
) -> Redemption:
    chosen = books.programs.newest.reward(reward)
    return redemptions.hold(books, _id(books, number), Contact(), chosen, key, STORE, at_ms)


def taken(books: Books, batch: str, reward: str = "loaf") -> int:
    return tallies.read(books.ledger, f"{reward}.{batch}").taken


def available(books: Books, number: int = 0) -> int:
    return books.member(_id(books, number)).available


def explained(books: Books, number: int = 0) -> dict[str, str]:
    page, _ = members.entries(books.ledger, _id(books, number), books.programs.newest)
    text: dict[str, str] = page[-1]["why"]["text"]
    return text


def test_of_many_who_want_goods_at_once_each_batch_gives_no_more_than_it_has(
    bakery: Books,
) -> None:
    def one(number: int) -> str:
        while True:
            try:
                return hold(bakery, number).batch
            except RewardClosed:
                return ""
            except LedgerBusy:
                continue

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(one, range(8)))
    assert sorted(got) == ["", "", "", "late", "late", "late", "soon", "soon"]
    assert (taken(bakery, "soon"), taken(bakery, "late"), taken(bakery, "gone")) == (2, 3, 0)
    assert [available(bakery, n) for n in range(8)] == [0 if batch else 100 for batch in got]
    assert verify(master_key=b"master key of the tests").mismatches == []


def test_no_promise_outlasts_the_best_before_day(bakery: Books) -> None:
    made, code = hold(bakery), hold(bakery, 1, "free-loaf")
    ends = [calendar.day(one.expires_at_s, bakery.tz).isoformat() for one in (made, code)]
    assert ends == [_day(bakery, 2), _day(bakery, 3)], "not 30 or 90 days"
    assert redemption_json(made)["best_before"] == _day(bakery, 2)
    assert made.status == "issued"
    assert tasks.open_ids(bakery.ledger) == [made.redemption_id]
    assert (
        explained(bakery).items()
        >= {
            "en": f"Redeemed 100 points for goods. From batch soon, best before {_day(bakery, 2)}.",
            "zh-Hant": f"以 100 點兌換商品。批次 soon，賞味期限 {_day(bakery, 2)}。",
        }.items()
    )


def test_goods_are_handed_over_on_their_last_day_and_not_after_it(bakery: Books) -> None:
    first, second = hold(bakery), hold(bakery, 1)
    last_ms = calendar.last_s(first.best_before, bakery.tz) * 1000
    for _ in range(2):
        done = handing.hand_over(bakery, first.redemption_id, last_ms)
        assert done.status == "used"
    for _ in range(2):
        with pytest.raises(Conflict) as refusal:
            handing.hand_over(bakery, second.redemption_id, last_ms + 1000)
        assert refusal.value.code == "past_best_before"
        assert available(bakery, 1) == 100, "the points came back, once"
    assert redemptions.find(bakery.ledger, second.redemption_id).status == "returned"
    assert tasks.open_ids(bakery.ledger) == []
    assert "best-before day of batch soon" in explained(bakery, 1)["en"]
    assert verify(master_key=b"master key of the tests").mismatches == []


def test_goods_that_nobody_fetched_in_time_give_their_points_back(bakery: Books) -> None:
    made = hold(bakery)
    assert not handing.end_past(bakery, made.redemption_id, made.expires_at_s * 1000)
    assert handing.end_past(bakery, made.redemption_id, made.expires_at_s * 1000 + DAY_MS)
    assert redemptions.find(bakery.ledger, made.redemption_id).status == "returned"
    assert (available(bakery), tasks.open_ids(bakery.ledger)) == (100, [])


def test_goods_given_back_can_be_had_by_somebody_else_from_the_same_batch(bakery: Books) -> None:
    first, *_ = [hold(bakery, number) for number in range(2)]
    redemptions.begin_return(bakery.ledger, first.redemption_id, NOW_MS)
    assert carry_out(bakery, NOBODY, first.redemption_id, NOW_MS).status == "returned"
    assert "Goods that had not been handed over" in explained(bakery)["en"]
    assert taken(bakery, "soon") == 1
    assert hold(bakery, 2).batch == "soon"


def test_the_storefront_shows_how_many_are_left_and_until_when_the_next_keeps(
    bakery: Books,
) -> None:
    for number in range(3):
        hold(bakery, number)
    reward = bakery.programs.newest.reward("loaf")
    shown = reward_json(
        reward, "USD", _day(bakery, 0), tallies.shown(bakery.ledger, reward.tallies)
    )
    assert (shown["left"], shown["best_before"]) == (2, _day(bakery, 7))
    later = reward_json(
        reward, "USD", _day(bakery, 8), tallies.shown(bakery.ledger, reward.tallies)
    )
    assert (later["left"], later["reason"]["code"]) == (0, "reward_out_of_stock")
    with pytest.raises(RewardClosed):
        hold(bakery, 5, at_ms=NOW_MS + 8 * DAY_MS)


def test_a_redacted_ledger_keeps_no_batchs_tally(bakery: Books) -> None:
    hold(bakery)
    assert empty_ledger(bakery.ledger, [STORE], lambda: False)
    assert not [row for row in Row.scan() if isinstance(row, tallies.TallyRow)]


def test_what_is_redeemed_at_the_counter_comes_from_the_batch_that_ends_first(
    bakery: Books,
) -> None:
    reward = bakery.programs.newest.reward("loaf")
    member_id = _id(bakery, 0)
    made = redemptions.hold(bakery, member_id, Contact(), reward, "k", STORE, NOW_MS, counter=True)
    assert (made.status, made.batch, taken(bakery, "soon")) == ("used", "soon", 1)
    assert tasks.open_ids(bakery.ledger) == [], "it was handed over"
    redemptions.undone(bakery, made.redemption_id, NOW_MS)
    assert (taken(bakery, "soon"), available(bakery)) == (0, 100)


def test_goods_given_for_no_points_come_from_a_batch_and_end_with_it(bakery: Books) -> None:
    member_id, why = _id(bakery, 0), {"reason": "award", "rule": "thanks"}
    wish = Award(reward_id="loaf")
    awards.give_once(bakery, member_id, "a1", wish, "thanks", why, STORE, NOW_MS)
    [task] = tasks.open_ids(bakery.ledger)
    found = redemptions.find(bakery.ledger, task)
    assert (found.batch, found.points, taken(bakery, "soon")) == ("soon", 0, 1)
    with pytest.raises(Conflict) as refusal:
        handing.hand_over(bakery, task, NOW_MS + 4 * DAY_MS)
    assert refusal.value.code == "past_best_before"
    assert redemptions.find(bakery.ledger, task).status == "expired"
    assert (tasks.open_ids(bakery.ledger), available(bakery)) == ([], 100)
    assert verify(master_key=b"master key of the tests").mismatches == []
