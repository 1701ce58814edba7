"""Fields about members: answers to choose from, conditions, one of what the program has, prose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.admin.forms.kinds import Case, Faults, Kind, Names, Typed
from functions.admin.forms.rows import rows_of
from functions.admin.numbers import plain

_LANGUAGES = Names().languages
_EMPTY_ROWS = 2
# Options stand on members' rows by their ids (core/profile.py), so new ones are short.
_ID_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Prose(Names):
    """A text of several paragraphs in each of the page's languages."""

    widget: str = "prose"

    def show(self, value: Any, case: Case) -> Typed:
        return {f".{code}": [(value or {}).get(code, "")] for code in _LANGUAGES}


@dataclass(frozen=True, slots=True)
class Options(Kind):
    """Answers, each with a name in the page's languages; an id comes from the English one."""

    widget: str = "texts"
    most: int = 20

    def show(self, value: Any, case: Case) -> Typed:
        rows = [*(value or ()), *({} for _ in range(_EMPTY_ROWS))]
        return {
            f".{i}{suffix}": shown
            for i, row in enumerate(rows[: max(self.most, len(value or ()))])
            for suffix, shown in Names().show(row.get("name"), case).items()
        }

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        known = list(old or ())
        found: list[dict[str, Any]] = []
        for i in rows_of(typed):
            row = known[i] if i < len(known) else {}
            sent = {f".{code}": typed.get(f".{i}.{code}", [""]) for code in _LANGUAGES}
            names, _ = Names().read(sent, row.get("name"), case)
            if names:
                taken = {one["id"] for one in (*known, *found)}
                found.append({**row, "id": row.get("id") or _id(names, taken), "name": names})
        return found or None, {}

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        return f".{rest[0] if rest and rest[0].isdigit() else 0}.en"


def _id(names: Mapping[str, str], taken: set[str]) -> str:
    word = re.sub(r"[^a-z0-9]+", "-", names.get("en", "").lower())[:_ID_LENGTH].strip("-") or "o"
    return next(one for one in (word, *(f"{word}-{n}" for n in range(2, 100))) if one not in taken)


_FIGURES = ("least", "most", "months")
_HAVE = {
    "recency": ("months",),
    "orders": _FIGURES,
    "spend": _FIGURES,
    "owns": ("least", "most"),
}


@dataclass(frozen=True, slots=True)
class Conditions(Kind):
    """Conditions of a segment, each on a row: what it is about, whether that is so or not, and the
    figures that it has."""

    widget: str = "conditions"
    most: int = 8

    def show(self, value: Any, case: Case) -> Typed:
        rows = [*(value or ()), *({} for _ in range(_EMPTY_ROWS))][: self.most]
        found: Typed = {}
        for i, row in enumerate(rows):
            found[f".{i}.about"] = [subject(row) if row else ""]
            found[f".{i}.is"] = ["not" if row.get("not") else ""]
            for figure in _FIGURES:
                given = row.get(figure)
                found[f".{i}.{figure}"] = ["" if given is None else str(given)]
        return found

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        found: list[dict[str, Any]] = []
        faults: Faults = {}
        for i in rows_of(typed):
            about = typed.get(f".{i}.about", [""])[0]
            if not about:
                continue
            row = condition(about)
            if typed.get(f".{i}.is", [""])[0] == "not":
                row["not"] = True
            for figure in _HAVE.get(row["kind"], ()):
                given = plain(typed.get(f".{i}.{figure}", [""])[0])
                if not given:
                    continue
                if row["kind"] == "spend" and figure != "months":
                    row[figure] = given
                elif given.isascii() and given.isdigit():
                    row[figure] = int(given)
                else:
                    faults[f".{i}.{figure}"] = "Input should be a valid integer"
            found.append(row)
        return found or None, faults

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        filled = [i for i in rows_of(typed) if typed.get(f".{i}.about", [""])[0]]
        number = int(rest[0]) if rest and rest[0].isdigit() else 0
        row = filled[number] if number < len(filled) else 0
        return f".{row}.{rest[1] if len(rest) > 1 and rest[1] in _FIGURES else 'about'}"


def subject(row: Mapping[str, Any]) -> str:
    """What a condition is about, as one word: "profile:pet:cat+dog", "tier:gold", "orders"."""
    kind = row["kind"]
    if kind == "profile":
        return f"profile:{row['field']}:{'+'.join(row['options'])}"
    if kind == "tier":
        return f"tier:{'+'.join(row['tiers'])}"
    return f"owns:{row['set']}" if kind == "owns" else str(kind)


def condition(about: str) -> dict[str, Any]:
    """The condition that such a word begins."""
    kind, _, rest = about.partition(":")
    if kind == "profile":
        field, _, options = rest.partition(":")
        return {"kind": kind, "field": field, "options": options.split("+")}
    if kind == "tier":
        return {"kind": kind, "tiers": rest.split("+")}
    return {"kind": kind, "set": rest} if kind == "owns" else {"kind": kind}


def subjects(case: Case, typed: Typed) -> list[tuple[str, list[Mapping[str, str]]]]:
    """All that a condition can be about, and what those say that are there already, each with the
    names that it is told by: of a field and its answers, of tiers, of a product set."""
    single = [f"profile:{field}" for field in case.named.get("answers", ())]
    single += [f"tier:{tier}" for tier in case.named.get("tiers", ())]
    single += [f"owns:{one}" for one in case.named.get("product_sets", ())]
    used = [values[0] for name, values in typed.items() if name.endswith(".about") and values[0]]
    every = dict.fromkeys(["recency", "orders", "spend", *single, *used])
    return [(about, _names(about, case)) for about in every]


def _names(about: str, case: Case) -> list[Mapping[str, str]]:
    row = condition(about)
    if row["kind"] == "profile":
        answers = case.named.get("answers", {})
        field = case.named.get("profile", {}).get(row["field"], {})
        return [field, *(answers.get(f"{row['field']}:{one}", {}) for one in row["options"])]
    if row["kind"] == "tier":
        return [case.named["tiers"].get(one, {}) for one in row["tiers"]]
    return [case.named["product_sets"].get(row["set"], {})] if row["kind"] == "owns" else []
