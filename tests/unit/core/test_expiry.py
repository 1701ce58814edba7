"""When points end: none, a fixed date, months after earning, inactivity; and what moves it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import due, expiry
from core import lots as lot
from core.calendar import start_s
from core.errors import BadInput
from core.explain import explain
from core.joining import join
from core.member import MemberState
from core.program.defaults import default_document
from core.program.model import Programs
from core.program.schema import validate
from tests.unit.core.worlds import T0, TZ, Books, program, snapshot

YEARLY = {"kind": "yearly", "month": 12}
IDLE = {"kind": "inactivity", "months": 3}


def last_day(on: str, **rule: Any) -> str:
    return program(expiry=rule).expiry.last_day(start_s(on), TZ)


@pytest.mark.parametrize(
    ("on", "months", "ends"),
    [
        ("2026-03-05", 0, "2026-12-31"),
        ("2026-12-31", 0, "2026-12-31"),
        ("2026-03-05", 12, "2027-12-31"),
        ("2026-12-05", 1, "2027-12-31"),
    ],
)
def test_fixed_date_each_year_or_of_the_year_after(on: str, months: int, ends: str) -> None:
    assert last_day(on, kind="yearly", month=12, months=months) == ends


def test_none_and_months_after_earning() -> None:
    assert last_day("2026-03-05", kind="none") == lot.NEVER
    assert last_day("2026-03-05", kind="months", months=6) == "2026-09-30"


def bought(books: Books, order_id: str, on: str, minor: int = 10_000, **more: Any) -> None:
    """An order placed on a day, heard of on the day the books are at."""
    at_s = start_s(on)
    books.now_s = max(books.now_s, at_s)
    stamps = {"stamp_s": books.now_s, "placed_at_s": at_s}
    books.deliver(snapshot(minor, order_id=order_id, **(stamps | more)))


def idle(**policies: Any) -> Books:
    books = Books(Programs([program(expiry=IDLE)]))
    books.now_s = start_s("2026-01-10")
    return books


def settle(books: Books, on: str) -> None:
    books.now_s = start_s(on)
    rules = books.programs.in_force(books.now_s)
    while step := due.settle(books.member, rules, books.now_s, TZ):
        books.post(*step)


def test_inactivity_any_purchase_renews_all_points() -> None:
    books = idle()
    bought(books, "1", "2026-01-10")
    assert books.member.lots == (("2026-04-30", 100),)
    bought(books, "2", "2026-04-02")
    assert books.member.lots == (("2026-07-31", 200),)
    said = explain(_shown(books), {})
    assert said["en"].endswith("All points now last until 2026-07-31.")
    assert "2026-07-31" in said["zh-Hant"]


def test_a_purchase_that_earns_nothing_renews_as_well() -> None:
    books = idle()
    bought(books, "1", "2026-01-10")
    bought(books, "2", "2026-04-02", minor=10)
    assert books.member.lots == (("2026-07-31", 100),)


def test_an_unpaid_order_renews_nothing() -> None:
    books = idle()
    bought(books, "1", "2026-01-10")
    bought(books, "2", "2026-04-02", state="pending")
    assert books.member.lots == (("2026-04-30", 100),)


def test_without_a_purchase_points_end_after_the_months_of_inactivity() -> None:
    books = idle()
    bought(books, "1", "2026-01-10")
    settle(books, "2026-04-29")
    assert books.balance == (100, 0, 0)
    settle(books, "2026-05-01")
    assert books.balance == (0, 0, 0)


def test_a_refund_of_the_renewing_order_takes_its_points_and_leaves_the_others_renewed() -> None:
    books = idle()
    bought(books, "1", "2026-01-10")
    bought(books, "2", "2026-04-02")
    bought(books, "2", "2026-04-02", stamp_s=start_s("2026-04-20"), refunds=[10_000])
    assert books.member.lots == (("2026-07-31", 100),)


def test_a_purchase_heard_of_after_the_points_ended_brings_them_back() -> None:
    books = idle()
    bought(books, "1", "2026-01-10")
    settle(books, "2026-05-01")
    bought(books, "2", "2026-04-30")
    assert (books.member.lots, books.member.expired) == ((("2026-07-31", 200),), ())
    settle(books, "2026-08-02")
    bought(books, "2", "2026-04-30", codes=("rg-x",))
    assert books.balance == (0, 0, 0)


def test_a_late_refund_of_points_that_were_renewed_and_ended_makes_no_debt() -> None:
    books = idle()
    bought(books, "1", "2026-01-10")
    bought(books, "2", "2026-04-02")
    settle(books, "2026-08-02")
    bought(books, "1", "2026-01-10", state="void")
    assert books.balance == (0, 0, 0)
    bought(books, "1", "2026-01-10", stamp_s=books.now_s + 1)
    assert books.balance == (0, 0, 0)


def test_points_paid_late_last_as_long_as_the_others() -> None:
    books = idle()
    bought(books, "1", "2026-01-10", state="pending")
    bought(books, "2", "2026-04-02")
    bought(books, "1", "2026-01-10", stamp_s=start_s("2026-04-03"))
    assert books.member.lots == (("2026-07-31", 200),)


def test_changing_the_policy_never_ends_points_earlier_than_was_promised() -> None:
    """Inactivity, switched on, shortens neither endless points nor those with a later end."""
    books = Books(
        Programs(
            [
                program(expiry={"kind": "none"}),
                program(
                    version=2,
                    at_s=start_s("2026-02-01"),
                    expiry={"kind": "months", "months": 24},
                ),
                program(version=3, at_s=start_s("2026-03-01"), expiry=IDLE),
                program(version=4, at_s=start_s("2026-04-01"), expiry=YEARLY),
            ]
        )
    )
    books.now_s = start_s("2026-01-10")
    bought(books, "1", "2026-01-10")
    bought(books, "2", "2026-02-10")
    bought(books, "3", "2026-03-10")
    assert books.member.lots == (("2026-06-30", 100), ("2028-02-29", 100), (lot.NEVER, 100))
    bought(books, "4", "2026-04-10")
    ends = [on for on, _ in books.member.lots]
    assert ends == ["2026-06-30", "2026-12-31", "2028-02-29", lot.NEVER]


def test_merchants_can_extend_and_nothing_earned_later_ends_before() -> None:
    member = MemberState("m").with_lots((("2026-10-31", 5), ("2027-12-31", 7)))
    step = expiry.extended(member, "2027-03-31", "2026-09-21")
    assert step is not None
    after, entry = step
    assert after.lots == (("2027-03-31", 5), ("2027-12-31", 7))
    assert (entry.kind, entry.points) == ("extend", 0)
    assert lot.total(entry.lots) == 0
    assert after.credit(3, "2026-11-30").lots[0] == ("2027-03-31", 8)
    assert expiry.extended(after, "2027-03-31", "2026-09-21") is None
    with pytest.raises(BadInput, match="has passed"):
        expiry.extended(member, "2026-08-31", "2026-09-21")


def test_reminders_become_due_n_days_before_and_are_given_once() -> None:
    rules = program(expiry={"kind": "months", "months": 1, "remind_days": 14})
    member = MemberState("m").with_lots((("2026-10-31", 5),))
    assert due.due_on(member, rules, T0, TZ) == "2026-10-17"
    assert due.settle(member, rules, start_s("2026-10-16"), TZ) is None
    step = due.settle(member, rules, start_s("2026-10-17"), TZ)
    assert step is not None
    after, entry = step
    assert (entry.kind, entry.points, entry.flags) == ("remind", 0, ("remind",))
    assert entry.why["lots"] == [["2026-10-31", 5]]
    assert due.settle(after, rules, start_s("2026-10-17"), TZ) is None
    assert due.due_on(after, rules, start_s("2026-10-17"), TZ) == "2026-11-01"
    longer = expiry.extended(after, "2026-12-31", "2026-10-18")
    assert longer is not None
    assert due.due_on(longer[0], rules, T0, TZ) == "2026-12-17"


def test_a_reminder_and_an_extension_are_told_in_both_languages() -> None:
    entry = {"kind": "remind", "points": 0, "source": {"type": "schedule"}}
    why = {"reason": "remind", "lots": [["2026-10-31", 5]]}
    assert (
        explain({**entry, "why": why}, {}).items()
        >= {
            "en": "Reminder: 5 points end on 2026-10-31.",
            "zh-Hant": "提醒您：5 點將於 2026-10-31 到期。",
        }.items()
    )
    why = {"reason": "extend", "until": "2027-03-31", "note": "Sorry for the wait."}
    assert (
        explain({**entry, "why": why}, {}).items()
        >= {
            "en": "The store lets your points last until 2027-03-31. Sorry for the wait.",
            "zh-Hant": "商店已將您的點數效期延長至 2027-03-31。Sorry for the wait.",
        }.items()
    )


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ({"kind": "inactivity"}, "say after how many months"),
        ({"kind": "yearly"}, "say with which month"),
        ({"kind": "months", "months": 3, "month": 12}, "only yearly"),
        ({"kind": "none", "remind_days": 7}, "need no reminder"),
    ],
)
def test_an_expiry_that_cannot_be_is_refused_with_what_is_missing(
    rule: dict[str, Any], what: str
) -> None:
    with pytest.raises(BadInput, match=what):
        validate(default_document("USD") | {"expiry": rule})


def test_every_kind_that_ends_points_has_its_months_for_the_previous_release() -> None:
    document = validate(default_document("USD") | {"expiry": YEARLY})
    assert document["expiry"] == {"kind": "yearly", "months": 0, "month": 12}


def test_what_one_of_two_joined_members_was_promised_holds_for_both() -> None:
    source = replace(MemberState("a").with_lots((("2026-10-31", 5),)), kept_until="")
    target = MemberState("b", kept_until="2027-03-31").with_lots((("2027-03-31", 7),))
    emptied, _, received, _ = join(source, target, "platform_merge")
    assert (emptied.lots, received.lots) == ((), (("2027-03-31", 12),))


def _shown(books: Books) -> dict[str, Any]:
    entry = books.entries[-1]
    return {
        "kind": entry.kind,
        "points": entry.points,
        "source": entry.source,
        "why": entry.why,
    }
