"""Drawing lots: each entry as likely as any other, nobody twice, and nothing can be changed without
being seen. The stand-alone script of the docs comes to the same."""

from __future__ import annotations

import copy
import json
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import drawing

SCRIPT = Path(__file__).parents[3] / "docs" / "verify_draw.py"
TERMS = {
    "id": "spring",
    "name": {"en": "Spring draw", "zh-Hant": "春季抽獎"},
    "prizes": [{"count": 1, "name": {"en": "First"}}, {"count": 2, "name": {"en": "Second"}}],
}
SEED = bytes(range(32))


def lines_of(*entries: tuple[str, int]) -> list[str]:
    """Lines of holders by a short name, in the order of their tickets."""
    return [
        drawing.line(f"{n:016x}", holder if holder == "-" else f"{int(holder, 16):016x}", count)
        for n, (holder, count) in enumerate(entries, 1)
    ]


def proof_of(
    lines: list[str], terms: dict[str, Any] = TERMS, seed: bytes = SEED, draw_id: str = "spring"
) -> dict[str, Any]:
    commitment = drawing.commitment(seed)
    digest = drawing.digest(draw_id, commitment, terms, lines)
    won = drawing.winners(seed, digest, lines, drawing.places(terms))
    return {
        "format": drawing.FORMAT,
        "id": draw_id,
        "terms": terms,
        "commitment": commitment,
        "digest": digest,
        "seed": seed.hex(),
        "list": lines,
        "winners": [
            {
                "place": one.place + 1,
                "prize": drawing.prize_of(terms, one.place),
                "number": one.number,
                "ticket": one.ticket,
                "holder": one.holder,
            }
            for one in won
        ],
    }


def test_the_published_vector_is_what_is_drawn() -> None:
    proof = proof_of(lines_of(("a", 3), ("b", 1), ("-", 5), ("c", 2), ("a", 1)))
    vector = json.loads((SCRIPT.parent / "draw-vector.json").read_text("utf-8"))
    assert proof == vector
    assert CHECK(vector) == vector["winners"]


lists = st.lists(
    st.tuples(st.sampled_from(["-", *"0123456789abcdef"]), st.integers(1, 50)), max_size=30
).map(lambda rows: lines_of(*rows))
seeds = st.binary(min_size=32, max_size=32)


@given(lists, seeds, st.integers(1, 20))
def test_nobody_wins_twice_nobody_erased_wins_and_all_places_go_while_somebody_is_left(
    lines: list[str], seed: bytes, count: int
) -> None:
    won = drawing.winners(seed, "d", lines, count)
    holders = {line.split(" ")[1] for line in lines} - {"-"}
    assert len({one.holder for one in won}) == len(won) == min(count, len(holders))
    assert {one.holder for one in won} <= holders
    assert [one.place for one in won] == list(range(len(won)))


@given(lists, seeds)
def test_a_winning_number_is_one_of_its_tickets(lines: list[str], seed: bytes) -> None:
    numbers: dict[int, str] = {}
    for line in lines:
        ticket, _, entries = line.split(" ")
        numbers |= {len(numbers) + n: ticket for n in range(1, int(entries) + 1)}
    for one in drawing.winners(seed, "d", lines, 5):
        assert numbers[one.number] == one.ticket


@given(lists, seeds)
def test_a_true_proof_is_accepted_here_and_by_the_script_of_the_docs(
    lines: list[str], seed: bytes
) -> None:
    proof = json.loads(json.dumps(proof_of(lines, seed=seed)))
    assert drawing.faults(proof, proof["commitment"]) == []
    assert CHECK(proof, proof["commitment"]) == proof["winners"]


CHECK = runpy.run_path(str(SCRIPT))["check"]


def _places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every value of a proof that is no list and no object, by its path."""
    if isinstance(part, dict):
        return [one for key, value in part.items() for one in _places(value, (*path, key))]
    if isinstance(part, list):
        return [one for n, value in enumerate(part) for one in _places(value, (*path, n))]
    return [path]


@settings(deadline=None)
@given(st.data())
def test_any_change_of_a_proof_is_refused(data: st.DataObject) -> None:
    proof = proof_of(lines_of(("a", 3), ("b", 1), ("-", 5), ("c", 2), ("a", 1)))
    bent = copy.deepcopy(proof)
    path = data.draw(st.sampled_from(_places(proof)))
    at: Any = bent
    for step in path[:-1]:
        at = at[step]
    old = at[path[-1]]
    if isinstance(old, int):
        at[path[-1]] = data.draw(st.integers(-5, 100).filter(lambda one: one != old))
    else:
        where = data.draw(st.integers(0, len(old) - 1))
        letter = data.draw(st.sampled_from("0123456789abcdef- x").filter(lambda x: x != old[where]))
        at[path[-1]] = old[:where] + letter + old[where + 1 :]
    assert drawing.faults(bent) != []
    with pytest.raises((ValueError, KeyError)):
        CHECK(bent)


@pytest.mark.parametrize("part", ["list", "winners"])
def test_a_line_or_a_winner_more_or_less_is_refused(part: str) -> None:
    proof = proof_of(lines_of(("a", 3), ("b", 1), ("c", 2)))
    assert drawing.faults(proof | {part: proof[part][1:]}) != []
    assert drawing.faults(proof | {part: [*proof[part], proof[part][0]]}) != []
    assert drawing.faults(proof | {part: proof[part][::-1]}) != []
    without = {name: what for name, what in proof.items() if name != part}
    assert drawing.faults(without)[0].startswith("this is no whole proof")


def test_a_whole_other_draw_is_refused_by_who_noted_the_commitment() -> None:
    other = proof_of(lines_of(("a", 3), ("b", 1)), seed=b"\1" * 32)
    assert drawing.faults(other) == []
    noted = drawing.commitment(SEED)
    assert drawing.faults(other, noted) == ["the commitment is another one than was noted before"]


def test_a_list_of_one_draw_is_none_of_another() -> None:
    lines = lines_of(("a", 3), ("b", 1))
    commitment = drawing.commitment(SEED)
    digests = {
        drawing.digest("spring", commitment, TERMS, lines),
        drawing.digest("summer", commitment, TERMS, lines),
        drawing.digest("spring", drawing.commitment(b"x"), TERMS, lines),
        drawing.digest("spring", commitment, TERMS | {"id": "x"}, lines),
        drawing.digest("spring", commitment, TERMS, lines[:1]),
    }
    assert len(digests) == 5


def _chi_square(counts: list[int], expected: list[float]) -> float:
    return sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))


def test_every_entry_is_as_likely_as_any_other() -> None:
    """20 entries of 7 lines, 8,000 seeds: 19 degrees of freedom, 43.8 is passed once in a thousand
    times; the seeds are fixed."""
    lines = lines_of(("a", 1), ("b", 7), ("c", 2), ("d", 4), ("e", 1), ("f", 3), ("0", 2))
    won = Counter(
        drawing.winners(drawing.commitment(n.to_bytes(4, "big")).encode(), "d", lines, 1)[0].number
        for n in range(8_000)
    )
    assert _chi_square([won[n] for n in range(1, 21)], [400.0] * 20) < 43.8


def test_the_second_place_is_as_likely_for_each_entry_that_is_left() -> None:
    """Of 1, 2 and 3 entries: (first, second) by the figures of drawing without putting back."""
    lines = lines_of(("a", 1), ("b", 2), ("c", 3))
    pairs: Counter[tuple[str, str]] = Counter()
    for n in range(6_000):
        first, second = drawing.winners(n.to_bytes(32, "big"), "d", lines, 2)
        pairs[first.holder[-1], second.holder[-1]] += 1
    weights = {"a": 1, "b": 2, "c": 3}
    expected = {
        (one, other): 6_000 * weights[one] / 6 * weights[other] / (6 - weights[one])
        for one in weights
        for other in weights
        if one != other
    }
    found = _chi_square([pairs[key] for key in expected], list(expected.values()))
    assert found < 20.5  # 5 degrees of freedom, once in a thousand times


def test_numbers_that_would_favour_some_entries_are_thrown_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    digests = iter([b"\xff" * 32, b"\0" * 31 + b"\5"])

    class Thrown:
        def __init__(self, *message: Any) -> None: ...

        def digest(self) -> bytes:
            return next(digests)

    monkeypatch.setattr("core.drawing.hmac.new", Thrown)
    assert drawing._chosen(SEED, "d", 0, 3) == 2, "of the second throw"


def test_the_script_of_the_docs_says_fair_or_what_is_wrong(tmp_path: Path) -> None:
    proof = proof_of(lines_of(("a", 3), ("b", 1)))
    file = tmp_path / "proof.json"

    def run(content: dict[str, Any], *more: str) -> subprocess.CompletedProcess[str]:
        file.write_text(json.dumps(content), "utf-8")
        command = [sys.executable, "-I", str(SCRIPT), str(file), *more]
        return subprocess.run(command, capture_output=True, text=True)

    done = run(proof, proof["commitment"])
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        f"Fair. Commitment {proof['commitment']}",
    )
    assert run(proof, "0" * 64).returncode == 1
    assert "seed is another" in run(proof | {"seed": "00" * 32}).stderr
