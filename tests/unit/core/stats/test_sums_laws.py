"""Sums are those of what members add: however the work is cut up, they come out the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.contribution import contribution
from core.stats.facts import Chains, Fact
from core.stats.sums import Sums, add, difference, total
from tests.unit.core.stats.stories import WORLD, histories

Histories = dict[str, list[Fact]]


def adds(member: str, chains: Chains, upto: int) -> Sums:
    own = {**chains, member: list(chains[member])[:upto]}
    return contribution(member, own, account=True, world=WORLD) if upto else {}


@given(histories(), st.data())
@settings(max_examples=150, deadline=None)
def test_any_split_repetition_and_order_gives_the_sums_of_the_whole(
    chains: Histories, data: st.DataObject
) -> None:
    whole = total(adds(member, chains, len(own)) for member, own in chains.items())
    steps = [(m, place) for m, own in chains.items() for place in range(1, len(own) + 1)]
    named = data.draw(st.permutations(steps)) if steps else []
    sums: Sums = {}
    upto = dict.fromkeys(chains, 0)
    for member, place in [*named, *((m, len(own)) for m, own in chains.items()), *named]:
        if place > upto[member]:  # an older naming is no news, as for the job
            before = adds(member, chains, upto[member])
            add(sums, difference(adds(member, chains, place), before))
            upto[member] = place
    assert sums == whole


@given(histories())
@settings(max_examples=150, deadline=None)
def test_the_points_there_are_now_are_what_all_entries_come_to(chains: Histories) -> None:
    sums = total(adds(member, chains, len(own)) for member, own in chains.items())
    facts = [fact for own in chains.values() for fact in own]
    gone = {fact.member for fact in facts if fact.reason == "join_out"}
    took_in = {str(fact.source["id"]) for fact in facts if fact.reason == "join_in"}
    assert gone == took_in
    assert sums.get(("T", "a"), 0) == sum(fact.available for fact in facts)


@given(histories())
@settings(max_examples=100, deadline=None)
def test_days_and_months_agree(chains: Histories) -> None:
    sums = total(adds(member, chains, len(own)) for member, own in chains.items())
    for counter in ("o.m", "v.m", "f.m", "j.m", "k.earn", "x.off-small", "xc.off-small"):
        by_days = [n for (row, key), n in sums.items() if row[0] == "D" and key[3:] == counter]
        by_months = [n for (row, key), n in sums.items() if row[0] == "M" and key[3:] == counter]
        assert sum(by_days) == sum(by_months), counter
