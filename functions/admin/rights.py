"""What of the merchant page each role may look at and change: core/staff.py has the roles."""

from __future__ import annotations

from flask import g

from core import staff
from core.errors import Forbidden

READING = ("GET", "HEAD", "OPTIONS")
# Who is signed in may always leave, and who is not may come in.
_FREE = frozenset({"static", "auth.enter", "auth.use_link", "auth.leave", "embedding.bounce"})

# Blueprint: the right to look, and the right to change.
_BLUEPRINTS: dict[str, tuple[str, str]] = {
    "actions": ("look", "members"),
    "activity": ("look", "look"),
    "campaigns": ("look", "program"),
    "channels": ("look", "program"),
    "compliance": ("look", "erase"),
    "counter": ("look", "members"),
    "data": ("data", "data"),
    "draws": ("look", "program"),
    "gatherings": ("look", "members"),
    "groups": ("look", "program"),
    "health": ("look", "settings"),
    "home": ("look", "members"),
    "importing": ("data", "data"),
    "inbox": ("look", "members"),
    "inviting": ("stores", "stores"),
    "jobs": ("look", "data"),
    "managing": ("look", "members"),
    "member_tabs": ("look", "members"),
    "members": ("look", "members"),
    "numbers": ("look", "look"),
    "payments": ("look", "settings"),
    "preview": ("look", "look"),
    "program": ("look", "program"),
    "program_json": ("look", "program"),
    "program_part": ("look", "program"),
    "redemptions": ("look", "members"),
    "referral": ("look", "program"),
    "review": ("look", "program"),
    "rewards": ("look", "program"),
    "rollback": ("look", "program"),
    "setup": ("look", "program"),
    "settings": ("look", "settings"),
    "staff": ("look", "staff"),
    "tasks": ("look", "members"),
    "waiting": ("look", "members"),
    "wallet": ("look", "stores"),
}
# Single endpoints that differ from their blueprint.
_ENDPOINTS: dict[str, str] = {
    "compliance.download": "erase",
    "gatherings.survey_csv": "data",
    "jobs.file": "data",
    "managing.erase": "erase",
    "managing.erasing": "erase",
    "managing.export": "erase",
    "managing.merging": "members",
    "setup.begin_import": "data",
    "setup.skip_import": "data",
    "setup.switch": "data",
    "setup.put_away": "settings",
    "staff.come_back": "look",
    "wallet.rates": "program",
}


def needed(endpoint: str, method: str) -> str | None:
    """The right that an endpoint asks for; None for one that is everybody's. Raises KeyError for
    one that this table does not know."""
    if endpoint in _FREE:
        return None
    if endpoint in _ENDPOINTS:
        return _ENDPOINTS[endpoint]
    reading, changing = _BLUEPRINTS[endpoint.partition(".")[0]]
    return reading if method in READING else changing


def may(right: str) -> bool:
    """Whether whoever is signed in has that right."""
    who = g.get("staff")
    return who is not None and staff.may(who.role, right)


def check(endpoint: str | None, method: str) -> None:
    """Raises Forbidden where the role of whoever is signed in is not enough. A page that does not
    exist asks for no right: it says so to everybody."""
    right = needed(endpoint, method) if endpoint else None
    if right is not None and not may(right):
        least = staff.RIGHTS[right]
        raise Forbidden("Your role may not do this.", code="role", least=least)
