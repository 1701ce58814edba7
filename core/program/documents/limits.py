"""What all members together may get from a rule, as a merchant writes it."""

from __future__ import annotations

from pydantic import field_validator

from core.program.documents.base import Strict, amount
from core.program.limits import Per


class BudgetDocument(Strict):
    """Money in the program's currency, for each day, month or year, or for the whole campaign."""

    amount: str
    per: Per = "campaign"

    @field_validator("amount")
    @classmethod
    def _amount(cls, text: str) -> str:
        return amount(text, least="0.01")
