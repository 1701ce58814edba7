"""Many histories on all cores, and one again: `python -m tests.simulation.run --help`.

make simulate                         1,000 histories of 200 steps
make simulate SEED=17 STEPS=200       that one history, step by step
make simulate HISTORIES=50000         a night's worth
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.simulation.history import Failure, Step, draw, parse, shortest

_CHUNK = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A history that broke a law, and the shortest one made of it."""

    seed: int
    failure: Failure
    shortest: tuple[Step, ...]
    shortest_failure: Failure


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every law held, 1 when one was broken."""
    parser = argparse.ArgumentParser(description="Histories of shops, shoppers, clocks and faults.")
    parser.add_argument("--seed", type=int, help="only this one, and print its steps")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed of many")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--history", help="these steps, as a failure printed them")
    parser.add_argument("--all", action="store_true", help="do not stop at the first failure")
    options = parser.parse_args(arguments)
    if options.history is not None:
        return _again(parse(options.history))
    if options.seed is not None:
        from tests.simulation.rules import WEIGHTS

        return _again(draw(options.seed, options.steps, WEIGHTS), options.seed)
    return _many(options)


def _replayable() -> None:
    """Sets of texts are walked through in the order of their hashes: begin again with those that
    every run has."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        again = [sys.executable, "-m", "tests.simulation.run", *sys.argv[1:]]
        os.execv(sys.executable, again)  # noqa: S606 - this very program


def _again(history: Sequence[Step], seed: int | None = None) -> int:
    from tests.simulation.world import replay

    seen: Counter[str] = Counter()
    failure = replay(history, seen, tell=lambda line: print(line, flush=True))
    if failure is None:
        print(f"{len(history)} steps, every law held. Seen: {_told(seen)}")
        return 0
    print(f"After step {failure.step}: {failure.law}")
    if seed is not None:
        _print_found(_shrunk(seed, history, failure), len(history))
    return 1


def _shrunk(seed: int, history: Sequence[Step], failure: Failure) -> Found:
    from tests.simulation.world import replay

    steps, ending = shortest(history, failure, lambda shorter: replay(shorter, Counter()))
    return Found(seed, failure, tuple(steps), ending)


def _chunk(work: tuple[int, int, int]) -> tuple[int, Counter[str], Found | None]:
    """Seeds from `first`, `count` of them, up to the first that fails."""
    from tests.simulation.rules import WEIGHTS
    from tests.simulation.world import replay

    first, count, steps = work
    seen: Counter[str] = Counter()
    for seed in range(first, first + count):
        history = draw(seed, steps, WEIGHTS)
        failure = replay(history, seen)
        if failure is not None:
            return seed - first + 1, seen, _shrunk(seed, history, failure)
    return count, seen, None


def _many(options: argparse.Namespace) -> int:
    started = time.monotonic()
    done, broken = 0, 0
    seen: Counter[str] = Counter()
    chunks = [
        (first, min(_CHUNK, options.first + options.histories - first), options.steps)
        for first in range(options.first, options.first + options.histories, _CHUNK)
    ]
    for count, more, found in _spread(chunks, options.jobs):
        done += count
        seen += more
        if found is not None:
            broken += 1
            _print_found(found, options.steps)
            if not options.all:
                return 1
        if done % 100 < _CHUNK:
            taken = time.monotonic() - started
            print(f"{done:,} of {options.histories:,} histories, {taken:.0f} s", flush=True)
    taken = time.monotonic() - started
    rate = done * options.steps / taken
    print(f"{done:,} histories of {options.steps} steps in {taken:.0f} s ({rate:,.0f} steps/s).")
    print(f"Seen: {_told(seen)}")
    if broken:
        print(f"{broken} broke a law.")
        return 1
    print("Every law held.")
    return 0


def _spread(
    chunks: list[tuple[int, int, int]], jobs: int
) -> Iterator[tuple[int, Counter[str], Found | None]]:
    if jobs == 1:
        yield from map(_chunk, chunks)
        return
    # A fresh interpreter each: clients and clocks of one must not be those of another.
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, maxtasksperchild=20) as pool:
        yield from pool.imap_unordered(_chunk, chunks)


def _print_found(found: Found, steps: int) -> None:
    history = " ".join(str(step) for step in found.shortest)
    print(
        f"\nSeed {found.seed} broke a law after step {found.failure.step}: {found.failure.law}\n"
        f"Shortest history found ({len(found.shortest)} steps): {found.shortest_failure.law}\n"
        f"  make simulate SEED={found.seed} STEPS={steps}\n"
        f"  make simulate HISTORY='{history}'\n",
        flush=True,
    )


def _told(seen: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(seen.items()) if count)


if __name__ == "__main__":
    _replayable()
    sys.exit(main())
