"""Laws of segments and of what members own, over random programs and histories."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core import segments
from core.member import MemberState
from core.program.satisfiable import everybody, nobody, together
from core.snapshot import Line, Refund, RefundLine
from tests.unit.core.segment_worlds import CATS, books, buy, program, segment, twice_for

MONTH = "2026-11"
_OPTIONS = st.lists(st.sampled_from(["cat", "dog", "bird"]), min_size=1, max_size=3, unique=True)
_TIERS = st.lists(
    st.sampled_from(["member", "silver", "gold"]), min_size=1, max_size=3, unique=True
)
_COUNTS = st.one_of(
    st.builds(lambda least: {"least": least}, st.integers(0, 4)),
    st.builds(lambda most: {"most": most}, st.integers(0, 4)),
    st.builds(lambda a, b: {"least": a, "most": a + b}, st.integers(0, 3), st.integers(0, 2)),
)
_MONTHS = st.one_of(st.just({}), st.builds(lambda n: {"months": n}, st.integers(1, 12)))


def _joined(kind: str, *parts: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind}
    for part in parts:
        found |= part
    return found


_STRAIGHT = st.one_of(
    st.builds(lambda o: {"kind": "profile", "field": "pet", "options": o}, _OPTIONS),
    st.builds(lambda t: {"kind": "tier", "tiers": t}, _TIERS),
    st.builds(lambda n: {"kind": "recency", "months": n}, st.integers(1, 12)),
    st.builds(lambda c, m: _joined("orders", c, m), _COUNTS, _MONTHS),
    st.builds(
        lambda c, m: _joined("spend", {k: str(v) for k, v in c.items()}, m), _COUNTS, _MONTHS
    ),
    st.builds(lambda c: _joined("owns", {"set": "kettles"}, c), _COUNTS),
)
_CONDITIONS = st.builds(
    lambda one, turned: one | ({"not": True} if turned else {}), _STRAIGHT, st.booleans()
)
_SEGMENTS = st.builds(
    lambda rows, join: (rows, join),
    st.lists(_CONDITIONS, min_size=1, max_size=4),
    st.sampled_from(["all", "any"]),
)
_MEMBERS = st.builds(
    lambda pet, tier, months, own: MemberState(
        "m",
        profile=(("pet", (pet,)),) if pet else (),
        tiers=((tier, 1),) if tier else (),
        spend=tuple(sorted((key, n * 100) for key, n in months.items() if n)),
        activity=tuple(sorted((key, 0, n) for key, n in months.items() if n)),
        counters=(("own:kettles", own),) if own else (),
    ),
    st.sampled_from(["", "cat", "dog", "bird"]),
    st.sampled_from(["", "silver", "gold"]),
    st.dictionaries(
        st.sampled_from(["2025-12", "2026-05", "2026-10", "2026-11"]), st.integers(0, 3)
    ),
    st.integers(0, 4),
)


@settings(max_examples=150, deadline=None)
@given(_SEGMENTS, _SEGMENTS, st.lists(_MEMBERS, min_size=1, max_size=6))
def test_the_linter_never_says_nobody_of_a_segment_that_somebody_is_in(
    one: Any, other: Any, members: list[MemberState]
) -> None:
    by = program(segment("a", *one[0], join=one[1]), segment("b", *other[0], join=other[1]))
    for member in members:
        held = segments.holding(member, by, MONTH)
        for each in by.segments:
            if each.id in held:
                assert not nobody(each, by)
            else:
                assert not everybody(each, by)
        if len(held) == 2:
            assert together(by.segments[0], by.segments[1], by)


_BACK = st.sampled_from([0, 0, 30, 100])
_PIECES = st.lists(st.integers(0, 3), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("123"), st.sampled_from(["paid", "pending", "void"]), _PIECES),
        max_size=8,
    )
)
def test_what_a_member_owns_is_what_their_paid_orders_keep(history: list[Any]) -> None:
    of = books(segment("owners", {"kind": "owns", "set": "kettles"}))
    newest: dict[str, int] = {}
    lines = tuple(Line(str(number), "10", "0", 3, 3_000) for number in range(3))
    for step, (order_id, state, back) in enumerate(history):
        refund_lines = tuple(
            RefundLine(str(number), count * 1_000, count)
            for number, count in enumerate(back)
            if count
        )
        refunds = [Refund("r", sum(one.net_minor for one in refund_lines), refund_lines)]
        stamp_s = of.now_s + step
        buy(of, order_id, "2026-11-01", state=state, lines=lines, refunds=refunds, stamp_s=stamp_s)
        newest[order_id] = 9 - sum(back) if state == "paid" else 0
        assert of.member.counted("own:kettles") == sum(newest.values())


_STEPS = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(["cat", "dog", ""]), st.just(0)),
    st.tuples(st.sampled_from("1234"), st.sampled_from(["paid", "pending", "void"]), _BACK),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_STEPS, max_size=14))
def test_an_orders_points_follow_its_newest_snapshot_and_the_segments_it_began_with(
    history: list[tuple[str, str, int]],
) -> None:
    """Whatever is answered and bought meanwhile, refunds and cancellations included."""
    buyers = {"kind": "orders", "least": 1}
    of = books(segment("s", CATS, buyers, join="any"), earning=twice_for("s"))
    twice: dict[str, bool] = {}
    newest: dict[str, tuple[str, int]] = {}
    for step, (what, state, back) in enumerate(history):
        if what == "answer":
            said = (("pet", (state,)),) if state else ()
            of.member = replace(of.member, profile=said)
            continue
        bought = sum(kept == "paid" and gone < 100 for kept, gone in newest.values())
        twice.setdefault(what, bought > 0 or of.member.profile == (("pet", ("cat",)),))
        refunds = [back * 100] if back else []
        buy(of, what, "2026-11-01", state=state, refunds=refunds, stamp_s=of.now_s + step)
        newest[what] = (state, back)
        for order_id, (now, gone) in newest.items():
            order, worth = of.order(order_id), (100 - gone) * (2 if twice[order_id] else 1)
            assert order.available == (worth if now == "paid" else 0)
            assert order.pending == (worth if now == "pending" else 0)
    assert of.member.available - of.member.debt == sum(one.available for one in of.orders.values())
