"""When points end, as a merchant writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.program.documents.base import Strict


class ExpiryDocument(Strict):
    """`months` means: after earning ("months"), the least that points last until the end of
    `month` ("yearly"), or without a purchase ("inactivity"). Every kind but "none" has it: the
    previous release shows it for any kind."""

    kind: Literal["none", "months", "yearly", "inactivity"]
    months: Annotated[int, Field(ge=0, le=120)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    remind_days: Annotated[int, Field(ge=1, le=90)] | None = None

    @model_validator(mode="after")
    def _complete(self) -> ExpiryDocument:
        if self.kind in ("months", "inactivity") and not self.months:
            raise ValueError("say after how many months points expire")
        if self.kind == "yearly":
            if self.month is None:
                raise ValueError("say with which month of the year points expire (1 to 12)")
            self.months = self.months or 0
        if self.kind != "yearly" and self.month is not None:
            raise ValueError("only yearly expiry has a month")
        if self.kind == "none" and self.remind_days is not None:
            raise ValueError("points that do not expire need no reminder; leave out remind_days")
        return self
