"""What an import would do is what the books would come to: no more is promised than is given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core import orders, weighing
from core.member import MemberState
from core.order import OrderState
from core.program.defaults import default_document
from core.program.model import Programs, load
from core.program.schema import validate
from core.rehearsal import SPREAD, Rehearsal
from core.snapshot import OrderSnapshot
from tests.unit.core.worlds import T0, TZ, snapshot

DAY_S = 86_400
STATES = st.sampled_from(["paid", "paid", "paid", "pending", "void"])


def programs(**changes: object) -> Programs:
    return Programs([load(validate({**default_document("USD"), **changes}), 1, 0)])


def trial(by: Programs) -> Rehearsal:
    return Rehearsal(by, T0, TZ)


def placed(number: int, days_ago: int, net_minor: int, state: Any = "paid") -> OrderSnapshot:
    one = snapshot(order_id=str(number), state=state, placed_at_s=T0 - days_ago * DAY_S)
    return replace(one, lines=(replace(one.lines[0], net_minor=net_minor),))


def run(rehearsal: Rehearsal, past: list[tuple[OrderSnapshot, str | None]]) -> None:
    for one, member_id in past:
        for unknown in rehearsal.unknown([member_id]):
            rehearsal.know(MemberState(unknown))
        rehearsal.place(one, member_id, OrderState(one.store_id, one.order_id))


@given(
    st.lists(
        st.tuples(st.integers(0, 1200), st.integers(0, 90_000), STATES, st.sampled_from("abc")),
        max_size=25,
    ),
    st.sampled_from([{"kind": "none"}, {"kind": "months", "months": 12}]),
)
def test_its_figures_are_those_that_the_books_come_to(
    wished: list[tuple[int, int, str, str]], expiry: dict[str, object]
) -> None:
    by = programs(expiry=expiry)
    past = [
        (placed(number, days, minor, state), who)
        for number, (days, minor, state, who) in enumerate(sorted(wished, key=lambda one: -one[0]))
    ]
    rehearsal = trial(by)
    run(rehearsal, list(past))
    books = {who: MemberState(who) for who in "abc"}
    for one, who in past:
        order = OrderState(one.store_id, one.order_id)
        assert weighing.weigh(order, one) == "news"
        decided = orders.decide(order, books[who], one, "news", by, T0, TZ)
        after = decided.member or books[who]
        books[who] = replace(after, sequence=after.sequence + (decided.entry is not None))
    summary, shares = rehearsal.summary(), rehearsal.outcome.shares
    for who, share in shares.items():
        assert (share.points, share.pending) == (books[who].available, books[who].pending)
        assert share.points + share.ended + share.pending >= 0
    assert summary["points"] == sum(member.available for member in books.values())
    assert sum(summary["reasons"].values()) == summary["orders"] == len(past)
    for told in (summary["spread"], summary["tiers"]):
        assert sum(one["members"] for one in told) == summary["members"] == len(shares)


def test_points_that_would_have_ended_are_not_given() -> None:
    rehearsal = trial(programs(expiry={"kind": "months", "months": 6}))
    run(rehearsal, [(placed(1, 400, 5_000), "a"), (placed(2, 10, 3_000), "a")])
    share = rehearsal.outcome.shares["a"]
    assert (share.points, share.ended) == (30, 50)
    assert rehearsal.outcome.reasons == {"ended": 1, "earned": 1}


def test_what_the_books_know_already_stays_and_an_order_of_nobody_gives_nothing() -> None:
    rehearsal = trial(programs())
    one = placed(1, 3, 5_000)
    fresh, member = OrderState(one.store_id, "1"), MemberState("a")
    known = orders.decide(fresh, member, one, "news", programs(), T0, TZ).order
    assert rehearsal.place(one, "a", known) == "known"
    assert rehearsal.place(one, None, OrderState(one.store_id, "1")) == "nobody"
    assert rehearsal.summary()["points"] == 0


def test_a_tier_is_reached_by_the_spending_of_the_past() -> None:
    rehearsal = trial(programs())
    run(rehearsal, [(placed(number, 30 - number, 60_000), "a") for number in range(3)])
    assert rehearsal.tier_of("a") == "gold"


def test_an_order_without_points_says_why() -> None:
    rehearsal = trial(programs())
    foreign = replace(placed(3, 1, 5_000), currency="JPY")
    run(rehearsal, [(placed(1, 3, 50), "a"), (placed(2, 2, 5_000, "void"), "a"), (foreign, "a")])
    assert set(rehearsal.outcome.reasons) == {"nothing", "void", "no_rate"}


def test_who_is_shown_are_those_who_get_most_and_some_of_the_others() -> None:
    rehearsal = trial(programs())
    run(rehearsal, [(placed(number, 3, 100 * number), f"m{number}") for number in range(40)])
    most, some = rehearsal.shown()
    assert most[0] == "m39"
    assert len(most) == len(set(some)) == 10
    assert not set(most) & set(some)
    assert [one["to"] for one in rehearsal.summary()["spread"]] == [*SPREAD, None]
