"""What an export holds: its files, and the columns of each. Columns are only ever added, at the
end: somebody's program reads them by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

# text; number: a whole one; document: JSON, as text where the form has none.
Type = Literal["text", "number", "document"]
Columns = Sequence[tuple[str, Type]]
Record = Mapping[str, Any]

_TEXT: Type = "text"
_NUMBER: Type = "number"
_DOCUMENT: Type = "document"

FILES: Mapping[str, Columns] = {
    "members": (
        ("member_id", _TEXT),
        ("customer_id", _TEXT),
        ("email", _TEXT),
        ("points", _NUMBER),
        ("lots", _TEXT),
        ("pending", _NUMBER),
        ("debt", _NUMBER),
        ("lifetime", _NUMBER),
        ("tier", _TEXT),
        ("tier_until", _TEXT),
        ("birthday", _TEXT),
        ("joined_on", _TEXT),
        ("customers", _DOCUMENT),
        ("profile", _DOCUMENT),
        ("entries", _NUMBER),
    ),
    "former_members": (
        ("member_id", _TEXT),
        ("joined_into", _TEXT),
        ("erased_at", _TEXT),
    ),
    "entries": (
        ("member_id", _TEXT),
        ("sequence", _NUMBER),
        ("at", _TEXT),
        ("kind", _TEXT),
        ("points", _NUMBER),
        ("available", _NUMBER),
        ("pending", _NUMBER),
        ("debt", _NUMBER),
        ("lots", _TEXT),
        ("source", _DOCUMENT),
        ("why", _DOCUMENT),
        ("text", _TEXT),
        ("note", _TEXT),
        ("previous", _TEXT),
        ("hash", _TEXT),
    ),
    "orders": (
        ("store_id", _TEXT),
        ("order_id", _TEXT),
        ("member_id", _TEXT),
        ("state", _TEXT),
        ("placed_at", _TEXT),
        ("currency", _TEXT),
        ("basis_minor", _NUMBER),
        ("points", _NUMBER),
        ("pending", _NUMBER),
        ("program_version", _NUMBER),
        ("tier", _TEXT),
        ("deleted", _NUMBER),
    ),
    "redemptions": (
        ("redemption_id", _TEXT),
        ("member_id", _TEXT),
        ("store_id", _TEXT),
        ("reward_id", _TEXT),
        ("kind", _TEXT),
        ("title", _TEXT),
        ("points", _NUMBER),
        ("value_minor", _NUMBER),
        ("currency", _TEXT),
        ("code", _TEXT),
        ("status", _TEXT),
        ("created_at", _TEXT),
        ("expires_at", _TEXT),
        ("order_id", _TEXT),
    ),
    "referrals": (
        ("friend_id", _TEXT),
        ("referrer_id", _TEXT),
        ("store_id", _TEXT),
        ("at", _TEXT),
        ("via", _TEXT),
        ("order_id", _TEXT),
        ("refused", _TEXT),
    ),
    "cases": (
        ("case_id", _TEXT),
        ("member_id", _TEXT),
        ("store_id", _TEXT),
        ("order_id", _TEXT),
        ("at", _TEXT),
        ("message", _TEXT),
        ("status", _TEXT),
        ("answer", _TEXT),
        ("answered_at", _TEXT),
    ),
    "answers": (
        ("survey_id", _TEXT),
        ("member_id", _TEXT),
        ("at", _TEXT),
        ("answers", _DOCUMENT),
    ),
    "programs": (
        ("version", _NUMBER),
        ("effective_from", _TEXT),
        ("published_by", _TEXT),
        ("document", _DOCUMENT),
    ),
}
