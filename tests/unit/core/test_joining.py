"""Joining two members, and forgetting one."""

from __future__ import annotations

from dataclasses import replace

from core import joining
from core.member import Contact, MemberState
from tests.unit.core.worlds import T0


def test_what_one_owes_is_paid_by_what_the_other_has() -> None:
    owing = MemberState("a", debt=80)
    rich = MemberState("b").with_lots((("2027-01-31", 50), ("", 100)))
    _, _, received, _ = joining.join(owing, rich, "platform_merge")
    assert (received.lots, received.debt) == ((("", 70),), 0)
    _, _, received, _ = joining.join(rich, owing, "platform_merge")
    assert (received.lots, received.debt) == ((("", 70),), 0)


def test_spend_pending_points_and_what_expired_go_along() -> None:
    source = MemberState(
        "a", pending=5, lifetime=9, spend=(("2026-09", 70),), expired=(("2026-08-31", 3),)
    )
    target = MemberState("b", pending=1, lifetime=2, spend=(("2026-09", 30),))
    emptied, out, received, into = joining.join(source, target, "platform_merge")
    assert (received.pending, received.lifetime) == (6, 11)
    assert (received.spend, received.expired) == ((("2026-09", 100),), (("2026-08-31", 3),))
    assert (out.spend, into.spend) == ((("2026-09", -70),), (("2026-09", 70),))
    assert (emptied.spend, emptied.expired) == ((), ())


def test_the_survivors_own_contact_counts_and_the_others_fills_the_gaps() -> None:
    source = MemberState("a", contact=Contact({"s": "1", "t": "5"}, "old@example.com"))
    target = MemberState("b", contact=Contact({"s": "2"}))
    emptied, _, received, _ = joining.join(source, target, "platform_merge")
    assert received.contact == Contact({"s": "2", "t": "5"}, "old@example.com")
    assert emptied.contact == Contact()


def test_forgetting_leaves_nothing_but_the_chain_and_the_moment() -> None:
    before = MemberState(
        *("a", 3), pending=2, debt=4, lifetime=9, spend=(("2026-09", 70),), sequence=7, head="h"
    )
    full = replace(before.with_lots((("", 5),)).with_tier("gold", T0), contact=Contact({"s": "1"}))
    after, entry = joining.forget(full, T0 + 1)
    assert after == MemberState("a", 3, sequence=7, head="h", erased_at_s=T0 + 1)
    assert (entry.available, entry.pending, entry.debt) == (-5, -2, -4)
