"""Invented shoppers, whose personal data can be told from everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# Every name, address, phone number and network address holds one of these.
PERSONAL_MARKS = ("Persimmon", "Quillfeather", "Larkspur", "+886-955-", "203.0.113.")
BROWSER_IP = "203.0.113.9"


@dataclass(slots=True)
class Person:
    """Somebody with an account, or a guest. `customer_id` "" is a guest whom the platform keeps
    no record of. `state` is Shopify's: "enabled" once the account was activated by mail. `born_s`
    and `changed_s` are the record's stamps, unix seconds."""

    number: int
    customer_id: str
    email: str
    born_s: int
    changed_s: int
    verified_email: bool = False
    state: Literal["enabled", "disabled"] = "enabled"
    balance: dict[str, object] | None = field(default=None)

    @property
    def first_name(self) -> str:
        return f"Persimmon{self.number}"

    @property
    def last_name(self) -> str:
        return "Quillfeather"

    @property
    def phone(self) -> str:
        return f"+886-955-{self.number:06d}"

    @property
    def street(self) -> str:
        return f"{self.number} Larkspur Lane"
