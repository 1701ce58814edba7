"""What a program asks shoppers about themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One question. `options` are the names of its answers by id; `many` of them may be given, or
    one."""

    id: str
    names: Names
    options: Mapping[str, Names]
    many: bool


def load_profile(documents: Sequence[Mapping[str, Any]] | None) -> tuple[ProfileField, ...]:
    """The valid document's part `profile`. Programs of earlier releases ask nothing."""
    return tuple(
        ProfileField(
            id=field["id"],
            names=field["name"],
            options={option["id"]: option["name"] for option in field["options"]},
            many=field.get("many") or False,
        )
        for field in documents or ()
    )
