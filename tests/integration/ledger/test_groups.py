"""Group purchases in the ledger: counting, paying everybody once, returns, ends, joins, erasure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core.ledger import (
    awards,
    group_awards,
    group_parts,
    group_rows,
    groups,
    orders,
    people,
    programs,
    raw,
    redact,
)
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.program.awards import NOTHING
from core.program.defaults import default_document
from functions.scheduled import groups as scheduled
from tests.support.capacity import measured
from tests.support.group_town import Town
from tests.unit.core.worlds import STORE, T0

KEY = b"master key of the tests"


def town(books: Books, **event: Any) -> Town:
    return Town(books, **event)


def test_reaching_the_target_pays_everyone_who_joined_once(books: Books) -> None:
    at = town(books)
    for number, pieces in ((1, 4), (2, 5)):
        at.order(number, pieces)
        at.clock()
    assert (at.units, at.given(1), at.given(2)) == (9, 0, 0)
    at.order(3, 1)
    assert at.given(3) == 100, "whose order reached it is paid with it"
    for _ in range(3):
        at.clock()
        at.follow(1)
    assert [at.given(one) for one in (1, 2, 3)] == [100, 100, 100]
    assert verify(master_key=KEY).mismatches == []
    said = "Rice of the new year (target of 10 pieces reached, 4 of them yours): 100 points."
    assert at.texts(1)[-1] == said


def test_those_who_join_later_are_paid_as_well_and_two_orders_of_one_member_once(
    books: Books,
) -> None:
    at = town(books)
    at.order(1, 10)
    at.order(2, 1)
    at.order(3, 1, customer=2)
    assert (at.given(1), at.given(2), at.units) == (100, 100, 12)


@pytest.mark.units
def test_a_deliverys_own_transaction_knows_nothing_of_the_group(books: Books) -> None:
    at = town(books)
    at.order(1, 3, customer=1)
    with measured() as usage:
        at.order(2, 3, customer=1, follow=False)
    assert (usage.write_units, usage.read_units) == (6, 2)
    with measured() as usage:
        at.follow(2)
    assert usage.write_units == 4, "the member's parts and the count"
    with measured() as usage:
        at.follow(2)
    assert usage.write_units == 0


def test_an_order_that_is_returned_loses_its_award_and_gets_it_back_with_its_pieces(
    books: Books,
) -> None:
    at = town(books)
    at.order(1, 12)
    at.order(2, 3)
    at.order(2, 3, state="void")
    assert (at.units, at.given(2), at.given(1)) == (12, 0, 100)
    at.order(2, 3)
    assert (at.units, at.given(2)) == (15, 100)
    at.delete(2)
    assert (at.units, at.given(2)) == (12, 0)
    assert verify(master_key=KEY).mismatches == []


def test_returned_pieces_are_counted_back(books: Books) -> None:
    at = town(books)
    at.order(1, 5)
    at.refund(1, 5, back=2)
    assert at.units == 3


def test_a_lost_target_leaves_what_was_given_and_pays_nobody_who_joins_until_it_is_reached_again(
    books: Books,
) -> None:
    at = town(books)
    at.order(1, 6)
    at.order(2, 6)
    at.clock()
    at.order(2, 6, state="void")
    at.order(3, 2)
    at.clock()
    assert [at.given(one) for one in (1, 2, 3)] == [100, 0, 0]
    at.order(4, 2)
    at.clock()
    assert [at.given(one) for one in (1, 2, 3, 4)] == [100, 0, 100, 100]


def test_a_lost_target_takes_back_what_was_given_where_the_merchant_chose_so(
    books: Books,
) -> None:
    at = town(books, lost="take_back")
    at.order(1, 6)
    at.order(2, 6)
    at.clock()
    at.order(2, 6, state="void")
    at.clock()
    assert [at.given(one) for one in (1, 2)] == [0, 0]
    assert any("below its target of 10 pieces after returns" in text for text in at.texts(1))
    at.order(2, 6)
    at.clock()
    assert [at.given(one) for one in (1, 2)] == [100, 100]
    assert verify(master_key=KEY).mismatches == []


def test_a_missed_target_gives_what_is_for_that_and_an_extension_the_rest(books: Books) -> None:
    at = town(books, missed_award={"points": 5})
    at.order(1, 9)
    assert not at.clock(5)
    assert at.clock(5), "past its end there is nothing more to look for"
    assert (at.state.closed, at.given(1)) == ("missed", 5)
    at.publish(until="2026-10-31")
    assert not at.clock()
    assert (at.state.closed, at.given(1)) == ("", 5)
    at.order(2, 1, placed_at_s=at.now_s)
    at.clock()
    assert (at.given(1), at.given(2)) == (100, 100)
    assert at.clock(40)
    assert at.state.closed == "reached"


def test_what_is_paid_after_the_last_day_counts_while_the_event_settles(books: Books) -> None:
    at = town(books, settle_days=3)
    at.order(1, 9)
    at.order(2, 1, state="pending")
    at.clock(11)
    at.order(2, 1)
    at.clock()
    assert (at.given(1), at.given(2)) == (100, 100)


def test_an_early_bird_gets_theirs_at_once_and_loses_it_with_the_order(books: Books) -> None:
    at = town(books, early_bird={"until": "2026-09-22", "award": {"points": 7}})
    at.order(1, 2)
    at.order(2, 2, placed_at_s=T0 + 3 * 86_400, stamp_s=T0 + 3 * 86_400)
    assert (at.given(1), at.given(2)) == (7, 0)
    at.order(1, 2, state="void")
    assert at.given(1) == 0


def test_awards_wait_for_the_hold_and_the_count_does_not(books: Books) -> None:
    at = town(books)
    at.program["earning"]["hold"] = {"days": 7}
    at.publish()
    at.now_s += 60
    at.order(1, 12, placed_at_s=at.now_s)
    at.clock()
    assert (at.state.reached, at.given(1)) == (True, 0)
    at.now_s += 7 * 86_400
    orders.ripen(at.books, STORE, "1", at.now_s * 1000)
    at.follow(1)
    assert at.given(1) == 100


def test_a_reward_that_cannot_be_given_is_not_tried_at_every_look(books: Books) -> None:
    at = town(books)
    at.program["rewards"][0]["stock"] = 0
    at.publish(organiser={"award": {"reward": "off-small"}})
    group_awards.organise(at.books, "rice", at.member_id(80), STORE)
    at.order(1, 12)
    for _ in range(3):
        at.clock()
    assert ["could not be given" in text for text in at.texts(80)] == [True]


def test_the_organiser_is_rewarded_once_or_for_each_piece_and_another_takes_over(
    books: Books,
) -> None:
    at = town(books, organiser={"award": {"points": 3}, "per": "unit"})
    group_awards.organise(at.books, "rice", at.member_id(80), STORE)
    at.order(1, 12)
    at.clock()
    assert at.given(80) == 0
    at.clock(10)
    assert at.given(80) == 36
    at.refund(1, 12, back=2)
    assert at.given(80) == 30, "what comes back after the end is taken off"
    group_awards.organise(at.books, "rice", at.member_id(81), STORE)
    at.clock()
    assert (at.given(80), at.given(81)) == (0, 30)
    at.publish(organiser={"award": {"points": 50}})
    at.clock()
    assert at.given(81) == 50
    assert any("organiser, 10 pieces" in text for text in at.texts(81))


def test_paying_everybody_goes_on_where_it_stopped(books: Books) -> None:
    at = town(books)
    for number in range(1, 61):
        at.order(number, 0 if number == 60 else 1, customer=number)
    at.publish(target={"units": 5_000})
    at.clock()
    at.publish(target={"units": 59}, award={"points": 1})
    pages = iter([False, False, True])
    assert not at.clock(hurry=lambda: next(pages))
    paying = groups.paying(at.ledger, "rice")
    assert paying is not None
    assert (paying.looked_at, paying.done) == (50, 0)
    at.clock()
    paying = groups.paying(at.ledger, "rice")
    assert paying is not None
    assert (paying.looked_at, paying.done) == (59, 1)
    assert {at.given(one) for one in range(1, 60)} == {100}, "by the program they joined under"
    assert at.given(60) == 0


def test_a_burst_of_orders_is_counted_exactly(books: Books) -> None:
    """As many at once as the codes queue lets through, each followed twice."""
    at = town(books, target={"units": 150})
    for number in range(1, 61):
        at.order(number, 3, follow=False)
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(at.follow, [number for number in range(1, 61) for _ in (0, 1)]))
    at.clock()
    count, state = group_rows.read(at.ledger, "rice")
    assert (count.units, count.orders, count.members) == (180, 60, 60)
    assert state.round == 1
    assert {at.given(one) for one in range(1, 61)} == {100}


def test_an_older_look_at_an_order_cannot_undo_a_newer_one(books: Books) -> None:
    at = town(books)
    at.order(1, 4)
    order, _ = at.books.read(STORE, "1", None)
    at.order(1, 4, state="void")
    groups.follow(at.books, order, "2026-09-21", at.now_s * 1000)
    assert at.units == 0


def test_an_award_is_not_written_when_the_group_changed_in_between(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slower of two who pay knows an older state: it looks again."""
    at = town(books, lost="take_back")
    at.order(1, 6)
    at.order(2, 6, follow=False)
    bring, meanwhile = awards.bring, [lambda: at.order(2, 6, state="void")]
    at.follow(2)
    assert at.given(2) == 100

    def slow(*given: Any, **named: Any) -> Any:
        if meanwhile:
            meanwhile.pop()()
        return bring(*given, **named)

    monkeypatch.setattr(awards, "bring", slow)
    group_awards.pay(at.books, "rice", at.member_id(1), at.now_s * 1000)
    assert at.given(1) == 0
    at.clock()
    assert (at.given(1), at.given(2)) == (0, 0)


def test_an_order_that_moves_takes_its_pieces_and_its_award_along(books: Books) -> None:
    at = town(books)
    at.order(1, 12)
    at.order(1, 12, customer=2, follow=False)
    at.follow(1, was=at.member_id(1))
    assert (at.units, at.given(1), at.given(2)) == (12, 0, 100)
    assert group_rows.read(at.ledger, "rice")[0].members == 1


def test_members_who_are_joined_before_it_is_reached_are_paid_once(books: Books) -> None:
    at = town(books)
    at.order(1, 4)
    at.order(2, 4)
    people.join(at.books, at.member_id(1), at.member_id(2), "platform_merge", at.now_s * 1000)
    mine = groups.parts_in(at.ledger, ["rice"], at.member_id(2))["rice"]
    assert (mine.units, mine.orders) == (8, 2)
    at.order(3, 4)
    at.clock()
    at.follow(1)
    assert [at.given(one) for one in (1, 2, 3)] == [0, 100, 100]
    at.order(2, 4, state="void")
    at.order(4, 9)
    assert at.given(2) == 100, "the other's order still takes part"
    at.order(1, 4, state="void")
    at.clock()
    assert at.given(2) == 0
    assert verify(master_key=KEY).mismatches == []


def test_members_who_were_paid_apart_keep_it_when_they_are_joined(books: Books) -> None:
    at = town(books)
    at.order(1, 6)
    at.order(2, 6)
    at.clock()
    people.join(at.books, at.member_id(1), at.member_id(2), "platform_merge", at.now_s * 1000)
    at.clock()
    at.follow(1)
    at.follow(2)
    assert at.books.member(at.member_id(2)).available == 60 + 60 + 200
    at.order(1, 6, state="void")
    at.order(2, 6, state="void")
    assert awards.find(at.books, at.member_id(1), "group:rice").wish == NOTHING
    assert awards.find(at.books, at.member_id(2), "group:rice").wish == NOTHING


def test_an_erased_member_is_given_nothing_for_what_was_ordered_before(books: Books) -> None:
    at = town(books)
    at.order(1, 6)
    at.now_s += 60
    people.erase(at.books, at.member_id(1), at.now_s * 1000)
    at.order(2, 6)
    at.clock()
    assert (at.given(1), at.given(2)) == (0, 100)
    assert at.units == 12, "and their pieces stay bought"
    assert verify(master_key=KEY).mismatches == []


def test_an_organiser_who_was_erased_is_given_nothing(books: Books) -> None:
    at = town(books, organiser={"award": {"points": 50}})
    at.order(80, 1)
    group_awards.organise(at.books, "rice", at.member_id(80), STORE)
    people.erase(at.books, at.member_id(80), at.now_s * 1000)
    at.order(1, 12)
    at.clock()
    assert (at.given(80), at.given(1)) == (0, 100)


def test_a_redacted_ledger_keeps_nothing_of_its_groups(books: Books) -> None:
    at = town(books)
    at.order(1, 6)
    at.order(2, 6)
    group_awards.organise(at.books, "rice", at.member_id(1), STORE)
    at.clock()
    assert len(group_rows.watched()) == 1
    redact.forget_member(at.ledger, at.member_id(1))
    assert groups.member_ids(at.ledger, "rice") == [at.member_id(2)]
    redact.forget_member(at.ledger, at.member_id(2))
    redact.empty_ledger(at.ledger, [STORE], lambda: False)
    left = [raw.key_of(item) for item in raw.scan()]
    assert [pk for pk, _ in left if "#G#" in pk or pk == "GROUPS"] == []


def test_a_published_group_is_watched_until_it_is_over_and_again_when_it_is_extended(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = town(books)
    monkeypatch.setattr(scheduled, "books_by_ledger", lambda ledger_id: at.books)
    assert [row.group_id for row in group_rows.watched()] == ["rice"]
    assert scheduled.look_at_groups(T0, None) == (1, None)
    assert scheduled.look_at_groups(T0, "another") == (0, None)
    assert scheduled.look_at_groups(T0 + 12 * 86_400, None) == (1, None)
    assert group_rows.watched() == []
    at.publish(until="2026-10-31")
    old = group_rows.watched()[0]
    at.publish(until="2026-11-30")
    group_rows.unwatch(old)
    assert len(group_rows.watched()) == 1, "who asked later is not forgotten"


def test_a_group_that_leaves_the_program_goes_on_as_it_was_published_last(books: Books) -> None:
    at = town(books, missed_award={"points": 5})
    at.order(1, 9)
    programs.publish(at.ledger, default_document("USD"), "test", at.now_s - 60)
    assert at.clock(12)
    assert at.given(1) == 5


def test_counting_again_repeats_nothing(books: Books) -> None:
    at = town(books)
    at.order(1, 6)
    before = group_rows.read(at.ledger, "rice")
    for _ in range(3):
        at.follow(1)
        group_parts.advance(at.books, "rice", at.now_s * 1000)
    assert group_rows.read(at.ledger, "rice") == before
