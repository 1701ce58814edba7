"""Orders: what each newest state leaves in the books."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import calendar, orders, weighing
from core.program.model import Programs
from core.snapshot import CustomerRef, Line
from tests.unit.core.worlds import T0, TZ, Books, exact, program, snapshot

DAY = 86_400
EXPIRING: dict[str, Any] = {"expiry": {"kind": "months", "months": 1}}


@pytest.fixture
def books() -> Books:
    return Books()


def test_points_are_pending_until_the_order_is_paid(books: Books) -> None:
    books.deliver(snapshot(state="pending"))
    assert books.balance == (0, 250, 0)
    books.deliver(snapshot(state="paid", stamp_s=T0 + 1))
    assert books.balance == (250, 0, 0)


def test_an_order_that_was_never_paid_and_is_cancelled_leaves_nothing(books: Books) -> None:
    books.deliver(snapshot(state="pending"))
    books.deliver(snapshot(state="void", stamp_s=T0 + 1))
    assert books.balance == (0, 0, 0)


def test_points_are_rounded_down_once_per_order(books: Books) -> None:
    lines = tuple(Line(str(number), "10", "0", 1, 60) for number in range(5))
    books.deliver(snapshot(lines=lines))
    assert books.balance == (3, 0, 0)


def test_gift_cards_and_excluded_products_earn_nothing(books: Books) -> None:
    lines = (Line("1", "10", "0", 1, 1000), Line("2", "11", "0", 1, 5000, gift_card=True))
    books.deliver(snapshot(lines=lines))
    assert books.balance == (10, 0, 0)


def test_only_gift_cards_earn_zero_and_the_entry_says_why(books: Books) -> None:
    books.deliver(snapshot(lines=(Line("2", "11", "0", 1, 5000, gift_card=True),)))
    assert [(entry.points, entry.why["reason"]) for entry in books.entries] == [
        (0, "nothing_eligible")
    ]


def test_a_currency_without_a_rate_earns_zero_and_the_entry_says_why(books: Books) -> None:
    books.deliver(snapshot(currency="TWD"))
    assert [(entry.points, entry.why["reason"]) for entry in books.entries] == [(0, "no_rate")]


def test_a_repeat_writes_nothing_and_an_older_state_neither(books: Books) -> None:
    books.deliver(snapshot(stamp_s=T0 + 5))
    assert books.deliver(snapshot(stamp_s=T0 + 5, received_at_ms=(T0 + 99) * 1000)) == "repeat"
    assert books.deliver(snapshot(state="pending", stamp_s=T0)) == "stale"
    assert len(books.entries) == 1


def test_of_two_states_with_one_stamp_the_later_received_counts_and_is_rechecked(
    books: Books,
) -> None:
    books.deliver(snapshot())
    books.deliver(snapshot(state="void", received_at_ms=T0 * 1000 + 1))
    assert books.balance == (0, 0, 0)
    assert "recheck" in books.entries[-1].flags
    assert books.deliver(snapshot(received_at_ms=T0 * 1000 - 1)) == "stale"


def test_the_stores_own_answer_to_a_recheck_is_not_rechecked(books: Books) -> None:
    books.deliver(snapshot())
    books.deliver(snapshot(state="void", source="store", received_at_ms=T0 * 1000 + 1))
    assert "recheck" not in books.entries[-1].flags


def test_a_partial_refund_takes_its_share_and_a_full_one_all(books: Books) -> None:
    books.deliver(snapshot())
    books.deliver(snapshot(refunds=[5_000], stamp_s=T0 + 1))
    assert books.balance == (200, 0, 0)
    books.deliver(snapshot(refunds=[5_000, 20_000], stamp_s=T0 + 2))
    assert books.balance == (0, 0, 0)


def test_a_refund_larger_than_the_goods_takes_no_more_than_the_order_earned(books: Books) -> None:
    books.deliver(snapshot(extras_minor=800))
    books.deliver(snapshot(extras_minor=800, refunds=[25_800], stamp_s=T0 + 1))
    assert books.balance == (0, 0, 0)


def test_a_refund_without_lines_is_estimated_and_corrected_by_its_lines(books: Books) -> None:
    books.deliver(snapshot(extras_minor=800))
    books.deliver(snapshot(extras_minor=800, refunds=[5_800], stamp_s=T0 + 1))
    assert books.balance == (192, 0, 0)
    assert "estimated" in books.entries[-1].flags
    books.deliver(
        snapshot(
            extras_minor=800,
            refunds=[replace(exact("0", 5_000), net_minor=5_800)],
            stamp_s=T0 + 1,
            source="store",
        )
    )
    assert books.balance == (200, 0, 0)
    books.deliver(snapshot(extras_minor=800, refunds=[5_800], stamp_s=T0 + 9))
    assert books.balance == (200, 0, 0)


def test_a_refund_of_an_order_without_extras_needs_no_lines(books: Books) -> None:
    books.deliver(snapshot())
    books.deliver(snapshot(refunds=[5_000], stamp_s=T0 + 1))
    assert "estimated" not in books.entries[-1].flags


def test_cancelling_and_uncancelling_neither_mints_nor_burns(books: Books) -> None:
    for turn in range(6):
        books.deliver(snapshot(state="void" if turn % 2 else "paid", stamp_s=T0 + turn))
        assert books.balance == ((0 if turn % 2 else 250), 0, 0)


def test_a_refund_of_points_already_spent_makes_a_visible_debt(books: Books) -> None:
    books.deliver(snapshot())
    books.member = books.member.with_lots((("", 100),))
    books.deliver(snapshot(state="void", stamp_s=T0 + 1))
    assert books.balance == (0, 0, 150)


def test_debt_is_paid_by_the_next_points(books: Books) -> None:
    books.deliver(snapshot())
    books.member = books.member.with_lots(())
    books.deliver(snapshot(state="void", stamp_s=T0 + 1))
    books.deliver(snapshot(30_000, order_id="23"))
    assert books.balance == (50, 0, 0)


def test_a_program_that_forgives_makes_no_debt_and_undoes_the_forgiveness_first() -> None:
    policies: dict[str, Any] = {"policies": {"spent_refund": "forgive", "code_days": 90}}
    books = Books(Programs([program(**policies)]))
    books.deliver(snapshot())
    books.member = books.member.with_lots((("", 100),))
    books.deliver(snapshot(state="void", stamp_s=T0 + 1))
    assert books.balance == (0, 0, 0)
    books.deliver(snapshot(stamp_s=T0 + 2))
    assert books.balance == (100, 0, 0)


def test_points_that_expired_are_not_asked_back() -> None:
    books = Books(Programs([program(**EXPIRING)]))
    books.deliver(snapshot())
    ((expires_on, points),) = books.member.lots
    books.member = books.member.with_lots(()).with_expired(expires_on, points)
    books.now_s = T0 + 90 * DAY
    books.deliver(snapshot(state="void", stamp_s=T0 + 90 * DAY))
    assert books.balance == (0, 0, 0)
    assert books.entries[-1].why["excused"] == 250


def test_a_decrease_borrowed_from_other_lots_is_given_back_to_them() -> None:
    books = Books(Programs([program(**EXPIRING)]))
    books.deliver(snapshot())
    books.deliver(snapshot(order_id="23", placed_at_s=T0 + 40 * DAY))
    first, second = books.member.lots
    books.member = books.member.with_lots(((first[0], 50), second))
    books.deliver(snapshot(state="void", stamp_s=T0 + 1))
    assert books.member.lots == ((second[0], 50),)
    books.deliver(snapshot(stamp_s=T0 + 2))
    assert list(books.member.lots) == [(first[0], 50), (second[0], 250)]


def test_the_rules_in_force_when_the_order_was_placed_decide_its_refund() -> None:
    double: dict[str, Any] = {
        "earning": {
            "rules": [{"id": "base", "kind": "per_amount", "points": 2, "per": {"USD": "1"}}],
            "exclude": {"gift_cards": True, "products": []},
        }
    }
    books = Books(Programs([program(), program(version=2, at_s=T0 + 10, **double)]))
    books.deliver(snapshot())
    books.now_s = T0 + 100
    books.deliver(snapshot(refunds=[5_000], stamp_s=T0 + 100))
    assert books.balance == (200, 0, 0)
    books.deliver(snapshot(order_id="23", placed_at_s=T0 + 50))
    assert books.balance == (700, 0, 0)


def test_a_deletion_takes_the_points_and_an_older_delivery_does_not_bring_them_back(
    books: Books,
) -> None:
    books.deliver(snapshot(stamp_s=T0 + 5))
    books.now_s = T0 + 20
    assert books.delete()
    assert books.balance == (0, 0, 0)
    assert books.deliver(snapshot(stamp_s=T0 + 5, received_at_ms=(T0 + 30) * 1000)) == "stale"
    assert not books.delete()


def test_a_newer_stamp_lifts_a_deletion_and_is_rechecked(books: Books) -> None:
    books.deliver(snapshot())
    books.delete()
    books.deliver(snapshot(stamp_s=T0 + 60))
    assert books.balance == (250, 0, 0)
    assert "recheck" in books.entries[-1].flags


def test_the_stores_own_answer_lifts_a_deletion_of_the_same_stamp(books: Books) -> None:
    books.deliver(snapshot())
    books.delete()
    books.deliver(snapshot(source="store", received_at_ms=T0 * 1000 + 9))
    assert books.balance == (250, 0, 0)


def test_a_deletion_of_an_unknown_order_keeps_late_deliveries_out(books: Books) -> None:
    books.now_s = T0 + 100
    assert books.delete()
    assert books.deliver(snapshot(stamp_s=T0 + 50)) == "stale"
    assert books.balance == (0, 0, 0)


def test_a_status_nobody_mapped_keeps_what_the_order_has(books: Books) -> None:
    books.deliver(snapshot())
    books.deliver(snapshot(state="unmapped", status="at-cvs-store", stamp_s=T0 + 1))
    assert books.balance == (250, 0, 0)
    books.deliver(snapshot(state="unmapped", status="at-cvs-store", order_id="23"))
    assert books.balance == (250, 250, 0)


def test_an_order_that_names_nobody_earns_nothing_until_somebody_is_named() -> None:
    books = Books()
    nobody = snapshot(customer=CustomerRef())
    decision = orders.decide(books.order(), None, nobody, "news", books.programs, T0, None)  # type: ignore[arg-type]
    assert decision.entry is None
    assert not decision.order.decided


def test_late_events_about_an_erased_members_orders_move_nothing(books: Books) -> None:
    books.deliver(snapshot())
    books.member = replace(books.member.with_lots(()), erased_at_s=T0 + 10)
    books.deliver(snapshot(state="void", stamp_s=T0 + 20))
    assert books.balance == (0, 0, 0)


def test_a_tie_that_changes_only_what_is_forgiven_is_rechecked() -> None:
    policies: dict[str, Any] = {"policies": {"spent_refund": "forgive", "code_days": 90}}
    books = Books(Programs([program(**policies)]))
    books.deliver(snapshot())
    books.member = books.member.with_lots(())
    books.deliver(snapshot(state="void", received_at_ms=T0 * 1000 + 1))
    assert books.balance == (0, 0, 0)
    assert "recheck" in books.entries[-1].flags


def test_an_estimate_of_zero_on_first_sight_is_worth_asking_for_the_lines(books: Books) -> None:
    books.deliver(snapshot(5_000, extras_minor=6_000, refunds=[6_000]))
    assert books.balance == (0, 0, 0)
    assert "estimated" in books.entries[-1].flags


def test_spend_stays_in_the_month_of_the_first_decision_when_the_order_is_dated_anew(
    books: Books,
) -> None:
    books.deliver(snapshot())
    moved = T0 - 60 * DAY
    books.deliver(snapshot(refunds=[5_000], stamp_s=T0 + 1, placed_at_s=moved))
    assert books.member.spend == (("2026-09", 20_000),)


def test_an_order_of_a_store_whose_clock_is_ahead_is_closed_by_an_erasure_after_it(
    books: Books,
) -> None:
    ahead: dict[str, Any] = {"placed_at_s": T0 + 40, "received_at_ms": T0 * 1000}
    books.deliver(snapshot(state="pending", stamp_s=T0 + 40, **ahead))
    assert books.order().placed_at_s == T0
    books.member = replace(books.member, pending=0, erased_at_s=T0 + 1)
    books.deliver(snapshot(state="void", stamp_s=T0 + 41, **ahead))
    assert books.balance == (0, 0, 0)


def test_an_order_that_leaves_an_erased_member_makes_no_debt(books: Books) -> None:
    books.deliver(snapshot())
    erased = replace(books.member.with_lots(()), erased_at_s=T0 + 10)
    released = orders.release(books.order(), erased, books.programs, T0 + 20, TZ)
    assert released.entry is None
    assert (released.order.available, released.order.spend_minor) == (0, 0)


def test_an_edit_that_raises_the_total_raises_the_points_and_one_that_lowers_it_takes_them(
    books: Books,
) -> None:
    for turn, (goods, points) in enumerate([(25_000, 250), (40_000, 400), (10_000, 100)]):
        books.deliver(snapshot(goods, stamp_s=T0 + turn))
        assert books.balance == (points, 0, 0)


def test_a_tier_multiplies_orders_placed_after_it_was_reached_and_no_older_ones(
    books: Books,
) -> None:
    books.member = books.member.with_tier("silver", T0)
    books.deliver(snapshot(order_id="older", placed_at_s=T0 - 1))
    assert books.balance == (250, 0, 0)
    books.deliver(snapshot(order_id="newer", placed_at_s=T0 + 1))
    assert books.balance == (250 + 312, 0, 0)


def test_the_tier_an_order_was_placed_in_stays_its_own(books: Books) -> None:
    books.deliver(snapshot())
    books.member = books.member.with_tier("gold", T0 - 5)
    books.deliver(snapshot(refunds=[5_000], stamp_s=T0 + 1))
    assert books.balance == (200, 0, 0)


def test_spend_lifts_into_the_next_tier_at_once_and_the_entry_says_so(books: Books) -> None:
    books.deliver(snapshot(50_000))
    assert books.member.tier_id == "silver"
    assert books.entries[-1].why["tier_reached"] == "silver"
    books.deliver(snapshot(50_000, state="void", stamp_s=T0 + 1))
    assert (books.member.tier_id, books.member.spend) == ("silver", ())


def test_a_version_published_for_the_past_does_not_reopen_an_order(books: Books) -> None:
    double: dict[str, Any] = {
        "earning": {
            "rules": [{"id": "base", "kind": "per_amount", "points": 2, "per": {"USD": "1"}}],
            "exclude": {"gift_cards": True, "products": []},
        }
    }
    books.deliver(snapshot())
    books.programs = Programs([program(), program(version=2, at_s=T0 - 10, **double)])
    books.deliver(snapshot(refunds=[5_000], stamp_s=T0 + 1))
    assert books.balance == (200, 0, 0)


def test_spend_in_another_currency_earns_by_its_own_rate_and_counts_for_no_tier() -> None:
    rates: dict[str, Any] = {
        "earning": {
            "rules": [
                {"id": "base", "kind": "per_amount", "points": 1, "per": {"USD": "1", "TWD": "30"}}
            ],
            "exclude": {"gift_cards": True, "products": []},
        }
    }
    books = Books(Programs([program(**rates)]))
    books.deliver(snapshot(300_000, currency="TWD"))
    assert (books.balance, books.member.spend, books.member.tier_id) == ((100, 0, 0), (), None)


def test_an_order_is_listed_once_and_remembers_every_code_it_carried(books: Books) -> None:
    books.deliver(snapshot(codes=("rg-a",)))
    books.deliver(snapshot(20_000, codes=("rg-b",), stamp_s=T0 + 1))
    assert ["list" in entry.flags for entry in books.entries] == [True, False]
    assert books.order().codes == ("rg-a", "rg-b")


def test_points_given_back_on_the_last_day_of_their_lot_can_still_be_spent() -> None:
    books = Books(Programs([program(**EXPIRING)]))
    books.deliver(snapshot())
    books.deliver(snapshot(state="void", stamp_s=T0 + 1))
    books.now_s = calendar.start_s("2026-10-31")
    books.deliver(snapshot(stamp_s=T0 + 2))
    assert books.member.lots == (("2026-10-31", 250),)
    books.deliver(snapshot(state="void", stamp_s=T0 + 3))
    books.now_s = calendar.start_s("2026-11-01")
    books.deliver(snapshot(stamp_s=T0 + 4))
    assert not books.member.lots
    assert books.member.expired == (("2026-10-31", 250),)


def test_the_store_s_own_answer_counts_after_its_clock_was_set_back(books: Books) -> None:
    books.deliver(snapshot(state="pending", stamp_s=T0 + 40, received_at_ms=T0 * 1000))
    later_ms = T0 * 1000 + weighing.SETTLED_MS
    assert books.deliver(snapshot(stamp_s=T0, received_at_ms=later_ms)) == "stale"
    assert books.deliver(snapshot(stamp_s=T0, received_at_ms=later_ms, source="store")) == "tie"
    assert books.balance == (250, 0, 0)
    assert books.order().stamp_s == T0 + 40


def test_an_answer_from_a_copy_that_lags_behind_changes_nothing(books: Books) -> None:
    books.deliver(snapshot(stamp_s=T0 + 40, received_at_ms=T0 * 1000))
    soon_ms = T0 * 1000 + weighing.SETTLED_MS - 1
    before = snapshot(state="pending", stamp_s=T0, received_at_ms=soon_ms, source="store")
    assert books.deliver(before) == "stale"
    assert books.balance == (250, 0, 0)
