"""What a merchant chose for an import: as a job keeps it, and as a form or the command line says
it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.errors import BadInput
from core.migrating.columns import FIELDS, Field, Mapped, folded
from core.migrating.reading import Options

CHOICES: Mapping[str, tuple[str, ...]] = {
    "dates": ("auto", "day", "month"),
    "negative": ("refuse", "debt", "zero"),
    "twice": ("refuse", "sum", "last"),
}


def kept(mapped: Mapped, options: Options) -> dict[str, Any]:
    return {"mapped": dict(mapped), "options": asdict(options)}


def mapped_of(given: Mapping[str, Any]) -> dict[Field, int]:
    """The columns of `kept`."""
    return {name: int(given["mapped"][name]) for name in FIELDS if name in given["mapped"]}


def options_of(given: Mapping[str, Any]) -> Options:
    """The choices of `kept`."""
    return Options(**given["options"])


def chosen(values: Mapping[str, str], tiers: Mapping[str, str], tier_until: str = "") -> Options:
    """Options of these values ("dates", "negative", "twice"), the first one where there is none.
    `tiers`: the program's tier by what the file calls it. Raises BadInput for an unknown value."""
    told = {name: values.get(name) or every[0] for name, every in CHOICES.items()}
    for name, value in told.items():
        if value not in CHOICES[name]:
            raise BadInput(
                f"{value!r} is no choice for {name}; choose from: {', '.join(CHOICES[name])}.",
                code="bad_choice",
                field=name,
            )
    by_name = {folded(called): tier_id for called, tier_id in tiers.items()}
    return Options(**told, tiers=by_name, tier_until=tier_until)  # type: ignore[arg-type]
