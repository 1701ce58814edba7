"""Whatever reaches the webhooks is answered, and either queued whole or not at all.

Each example is a recorded delivery, bent in up to four ways drawn from the seed and the example's
number. FUZZ_SEED and FUZZ_EXAMPLES choose others and more; FUZZ_ONLY tries a single number again.
"""

from __future__ import annotations

import os
import random
import resource

from tests.fuzz import mutations
from tests.fuzz.deliveries import Delivery, freshen, recorded
from tests.fuzz.settings import SEED, examples, patient
from tests.fuzz.world import Outcome, World

EXAMPLES = examples(600)
ONLY = os.environ.get("FUZZ_ONLY")
# Gentle enough that half of them get in.
_HOW_MANY: list[tuple[dict[str, mutations.Change], list[int]]] = [
    (mutations.GENTLE, [0, 1, 1, 2, 3]),
    (mutations.STRUCTURE, [0, 0, 0, 1, 2]),
    (mutations.BYTES, [0] * 7 + [1]),
    (mutations.HEADERS, [0] * 7 + [1]),
    (mutations.UNSIGNED, [0] * 9 + [1]),
]
_GROWTH_KB = 200 * 1024


class Example:
    """One delivery and what happens to it, all of it following from seed and number."""

    def __init__(self, number: int, samples: list[Delivery]) -> None:
        rng = random.Random(f"{SEED}.{number}")
        self.number = number
        self._fresh = rng.randrange(2**32)
        self._sample = rng.choice(samples)
        names: list[str] = []
        for kind, most in _HOW_MANY:
            names += rng.sample(list(kind), rng.choice(most))
        order = list(mutations.CHANGES)
        self.changes = [(name, rng.randrange(2**32)) for name in sorted(names, key=order.index)]

    def delivery(self, changes: list[tuple[str, int]], attempt: int = 0) -> Delivery:
        """The request after these changes; every `attempt` is about orders of its own."""
        made = self._sample.copy()
        freshen(made, random.Random(self._fresh), self.number, attempt)
        signed = False
        for name, number in changes:
            if name in mutations.UNSIGNED and not signed:
                made.sign()
                signed = True
            mutations.CHANGES[name](made, random.Random(number))
        if not signed:
            made.sign()
        return made

    def run(self, world: World, changes: list[tuple[str, int]], attempt: int = 0) -> Outcome:
        genuine = not any(name in mutations.UNSIGNED for name, _ in changes)
        return world.send(self.delivery(changes, attempt), genuine=genuine)

    def smallest(self, world: World) -> list[tuple[str, int]]:
        """The fewest of the changes that still break the promise."""
        kept = self.changes
        for attempt, change in enumerate(self.changes, start=1):
            fewer = [one for one in kept if one is not change]
            if self.run(world, fewer, attempt).wrong:
                kept = fewer
        return kept

    def told(self, world: World, outcome: Outcome) -> str:
        changes = self.smallest(world)
        made = self.delivery(changes)
        body = made.bytes()
        return (
            f"FUZZ_SEED={SEED} FUZZ_ONLY={self.number}: {outcome.wrong}\n"
            f"smallest: {[name for name, _ in changes]} on {made.path[:80]} {made.headers}"[:1500]
            + f"\n{len(body)} bytes: {body[:3000]!r}"
        )


@patient
def test_a_bent_delivery_is_refused_without_a_trace_or_applied_as_it_is(world: World) -> None:
    samples = recorded(world.woo_id)
    numbers = range(EXAMPLES) if ONLY is None else [int(ONLY)]
    seen: dict[int, int] = {}
    did: dict[str, int] = {}
    broken: dict[str, str] = {}
    accepted, before_kb = 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in numbers:
        example = Example(number, samples)
        outcome = example.run(world, example.changes)
        if outcome.wrong and outcome.wrong not in broken:
            broken[outcome.wrong] = example.told(world, outcome)
        seen[outcome.status] = seen.get(outcome.status, 0) + 1
        accepted += outcome.queued
        for what in outcome.did:
            did[what] = did.get(what, 0) + 1
    print(f"answers {seen}; applied {did}")
    assert not broken, "\n\n".join(broken.values())
    assert world.queued() == accepted
    assert world.operator.json("ledger", "verify")["mismatches"] == []
    growth_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    assert growth_kb < _GROWTH_KB
    if ONLY is None and EXAMPLES >= 500:  # else the fuzzer only knocks at the door
        assert {200, 400, 401, 404, 413} <= set(seen)
        assert did.get("posted", 0) > EXAMPLES / 20
