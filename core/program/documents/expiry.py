"""When points end, as a merchant writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.program.documents.base import Strict


class ExpiryDocument(Strict):
    kind: Literal["none", "months"]
    months: Annotated[int, Field(ge=1, le=120)] | None = None

    @model_validator(mode="after")
    def _months(self) -> ExpiryDocument:
        if self.kind == "months" and self.months is None:
            raise ValueError("say after how many months points expire")
        return self
