"""Best-before batches of a reward's goods, as a merchant writes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from core.program.documents.base import Identifier, Strict


class BatchDocument(Strict):
    """So many pieces that may be handed over up to `best_before`, a day of the store's calendar
    that is included."""

    id: Identifier
    best_before: str
    stock: Annotated[int, Field(ge=0, le=10_000_000)]

    @field_validator("best_before")
    @classmethod
    def _day(cls, day: str) -> str:
        try:
            found = date.fromisoformat(day)
        except ValueError as error:
            raise ValueError(f"{day[:40]!r} is not a day; write it like 2027-02-06") from error
        if found.year > 2100:
            raise ValueError("must be a day before 2101")
        return found.isoformat()


def check(kind: str, batches: list[BatchDocument] | None) -> None:
    """Raises ValueError for batches of what is no goods, or two of one name."""
    if batches is None:
        return
    if kind not in ("product", "bundle", "goods"):
        raise ValueError("batches are for rewards of kind goods, product or bundle")
    if len({one.id for one in batches}) != len(batches):
        raise ValueError("two batches have the same id")
