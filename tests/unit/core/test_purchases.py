"""Which products an order brings its member, small enough for its row."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.member import MemberState
from core.order import OrderState
from core.orders import decide
from core.program.model import Programs
from core.purchases import products_of
from core.snapshot import Line
from tests.unit.core.worlds import STORE, T0, TZ, program, snapshot

IDS = st.integers(1, 10**14).map(str)


@given(st.lists(st.tuples(IDS, st.integers(0, 10**6)), max_size=30))
def test_each_stands_once_the_dearest_first_and_there_is_always_room(
    bought: list[tuple[str, int]],
) -> None:
    lines = tuple(Line(str(n), one, "0", 1, net) for n, (one, net) in enumerate(bought, 1))
    found = products_of(snapshot(lines=lines))
    assert len(",".join(found)) <= 120
    assert len(set(found)) == len(found)
    dearest = sorted(lines, key=lambda line: -line.net_minor)
    wanted = list(dict.fromkeys(line.product_id for line in dearest))
    assert list(found) == wanted[: len(found)]
    assert len(found) == len(wanted) or len(found) >= 7


def test_gift_cards_and_what_is_no_product_are_none() -> None:
    lines = (
        Line("1", "10", "0", 1, 500, gift_card=True),
        Line("2", "", "0", 1, 500),
        Line("3", "11", "0", 1, 100),
    )
    assert products_of(snapshot(lines=lines)) == ("11",)


def test_an_order_keeps_them_for_its_member_and_for_nobody_else() -> None:
    rules, made = Programs([program()]), snapshot()
    order, member = OrderState(STORE, "22"), MemberState("m")
    erased = replace(member, version=1, erased_at_s=T0 + 1)
    off = Programs([program(personal={"on": False})])
    for holder, programs, kept in (
        (member, rules, ("10",)),
        (None, rules, ()),
        (erased, rules, ()),
        (member, off, ()),
    ):
        before = replace(order, products=("9",)) if holder is not member else order
        decision = decide(before, holder, made, "news", programs, T0, TZ)
        assert decision.order.products == kept
