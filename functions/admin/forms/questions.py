"""The questions of a survey. Answers are kept by the ids of questions and options, so a text that
is changed keeps its id, and what is new gets one that no other has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from functions.admin.forms.kinds import Case, Faults, Kind, Names, Typed
from functions.admin.forms.rows import rows_of

QUESTION_KINDS = ("choice", "several", "scale", "text")
_WITH_OPTIONS = ("choice", "several")
_CODES = Names().languages
Question = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Questions(Kind):
    """Questions with their kinds, and options one a line in each language, line beside line."""

    widget: str = "questions"
    options: tuple[str, ...] = QUESTION_KINDS
    most: int = 20

    def show(self, value: Any, case: Case) -> Typed:
        questions = list(value or ())
        empty: Question = {"kind": QUESTION_KINDS[0]}
        rows = [*questions, empty][: max(self.most, len(questions))]
        found: Typed = {}
        for i, row in enumerate(rows):
            found |= {f".{i}.{name}": values for name, values in _shown(row, case).items()}
        return found

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        known, found = {one["id"]: one for one in old or ()}, []
        taken = set(known)
        for i in rows_of(typed):
            sent = _row(typed, i)
            row = known.pop(sent.get("id", [""])[0], {})
            if row and sent == _shown(row, case):
                found.append(row)
            elif any(sent.get(f"text.{code}", [""])[0].strip() for code in _CODES):
                found.append(_read(row or {"id": _fresh("q", taken)}, sent, case))
        return found or None, {}

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        filled = [
            i
            for i in rows_of(typed)
            if any(_row(typed, i).get(f"text.{code}", [""])[0].strip() for code in _CODES)
        ]
        number = int(rest[0]) if rest and rest[0].isdigit() else 0
        row = filled[number] if number < len(filled) else 0
        if rest[1:2] == ["text"] or not rest:
            return f".{row}.text{Names().place(rest[2:], typed)}"
        if rest[1:2] == ["kind"]:
            return f".{row}.kind"
        code = rest[-1] if rest[-1] in _CODES else _CODES[0]
        return f".{row}.options.{code}"


def _row(typed: Typed, number: int) -> Typed:
    start = f".{number}."
    return {
        name.removeprefix(start): sent for name, sent in typed.items() if name.startswith(start)
    }


def _shown(row: Question, case: Case) -> Typed:
    texts = Names().show(row.get("text"), case)
    options = [Names().show(one["text"], case) for one in row.get("options") or ()]
    return {
        "id": [row.get("id", "")],
        **{f"text{suffix}": text for suffix, text in texts.items()},
        "kind": [row["kind"]],
        "required": ["", "yes"] if row.get("required") else [""],
        **{
            f"options.{code}": ["\n".join(one[f".{code}"][0] for one in options)] for code in _CODES
        },
    }


def _read(row: Question, sent: Typed, case: Case) -> Question:
    texts = {f".{code}": sent.get(f"text.{code}", [""]) for code in _CODES}
    new = {**row, "text": Names().read(texts, row.get("text"), case)[0]}
    new["kind"] = sent.get("kind", [""])[0]
    new.pop("required", None)
    if "yes" in sent.get("required", ()):
        new["required"] = True
    new.pop("options", None)
    options = _options(row.get("options") or [], sent, case)
    if new["kind"] in _WITH_OPTIONS and options:
        new["options"] = options
    return new


def _options(old: list[Question], sent: Typed, case: Case) -> list[Question]:
    """A line that was there keeps its option, a changed one that of its place."""
    columns = [sent.get(f"options.{code}", [""])[0].split("\n") for code in _CODES]
    lines = [tuple(part.strip() for part in line) for line in zip_longest(*columns, fillvalue="")]
    lines = [line for line in lines if any(line)]
    shown = [
        tuple(Names().show(one["text"], case)[f".{code}"][0].strip() for code in _CODES)
        for one in old
    ]
    taken = {one["id"] for one in old}
    there = list(zip(shown, old, strict=True))
    found = []
    for i, line in enumerate(lines):
        same = next((one for one in there if one[0] == line), None)
        if same is not None:
            there.remove(same)
            found.append(same[1])
            continue
        same_place = i < len(old) and shown[i] not in lines
        begun = old[i] if same_place else {"id": _fresh("o", taken)}
        texts = {f".{code}": [text] for code, text in zip(_CODES, line, strict=True)}
        found.append({**begun, "text": Names().read(texts, begun.get("text"), case)[0]})
    return found


def _fresh(stem: str, taken: set[str]) -> str:
    name = next(f"{stem}{n}" for n in range(1, 1000) if f"{stem}{n}" not in taken)
    taken.add(name)
    return name
