"""Histories: what happened, step by step, made from a seed; and the shortest one that still fails.

A step is a rule's name and a seed of its own. All that the rule chooses it draws from that seed,
so a history stays runnable, and means nearly the same, when other steps are left out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Step:
    """`calm`: nothing goes wrong by itself during this step."""

    rule: str
    seed: int
    calm: bool = False

    def __str__(self) -> str:
        return f"{self.rule}:{self.seed}{':calm' if self.calm else ''}"


@dataclass(frozen=True, slots=True)
class Failure:
    """What broke, and the step (from 0) after which it was seen."""

    step: int
    law: str


# The first step of a history: which shops there are, and what their merchants set up.
OPEN = "open"


def draw(seed: int, steps: int, weights: Mapping[str, int]) -> list[Step]:
    """The history of a seed: how the world opens, and so many steps."""
    rng = Random(seed)
    rules = rng.choices(list(weights), list(weights.values()), k=steps)
    return [Step(rule, rng.getrandbits(32)) for rule in (OPEN, *rules)]


def parse(text: str) -> list[Step]:
    """Steps as a failure prints them, separated by spaces."""
    found = []
    for part in text.split():
        rule, seed, *calm = part.split(":")
        found.append(Step(rule, int(seed), bool(calm)))
    return found


def shortest(
    history: Sequence[Step],
    failure: Failure,
    replay: Callable[[Sequence[Step]], Failure | None],
    tries: int = 200,
) -> tuple[list[Step], Failure]:
    """A history, as short as `tries` replays can make it, that breaks a law; and how it ends.

    Takes out ever smaller pieces (Zeller's delta debugging), then what goes wrong by itself.
    """
    best = list(history[: failure.step + 1])
    size = len(best) // 2
    while size and tries:
        at = 0
        while at < len(best) and tries:
            tries -= 1
            shorter = best[:at] + best[at + size :]
            found = replay(shorter)
            if found is None:
                at += size
                continue
            best, failure = shorter[: found.step + 1], found
        size //= 2
    for at, step in enumerate(best):
        if not tries:
            break
        if step.calm:
            continue
        tries -= 1
        calmer = [*best[:at], Step(step.rule, step.seed, calm=True), *best[at + 1 :]]
        found = replay(calmer)
        if found is not None and found.step == failure.step:
            best, failure = calmer, found
    return best, failure
