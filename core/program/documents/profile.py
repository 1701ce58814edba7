"""What shoppers may say of themselves, as a merchant writes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from core.profile import MOST, longest
from core.program.documents.base import Names, Strict

# Answers stand on the member's row, so their ids are short.
ShortId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,11}$")]


class OptionDocument(Strict):
    id: ShortId
    name: Names


class ProfileFieldDocument(Strict):
    id: ShortId
    name: Names
    options: Annotated[list[OptionDocument], Field(min_length=1, max_length=20)]
    many: bool | None = None

    @model_validator(mode="after")
    def _ids(self) -> ProfileFieldDocument:
        if len({one.id for one in self.options}) != len(self.options):
            raise ValueError(f"two options of {self.id} have the same id")
        return self


ProfileDocument = Annotated[list[ProfileFieldDocument], Field(max_length=6)]


def check_profile(fields: list[ProfileFieldDocument]) -> None:
    """Raises ValueError unless the fields can be told apart and all answers fit onto a member's
    row."""
    if len({field.id for field in fields}) != len(fields):
        raise ValueError("two profile fields have the same id")
    most = longest(
        (one.id, [option.id for option in one.options], bool(one.many)) for one in fields
    )
    if most > MOST:
        raise ValueError(
            f"profile: with everything answered it takes {most} letters, and a member has room for "
            f"{MOST}; give fields and options shorter ids, or ask for less"
        )
