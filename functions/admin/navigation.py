"""The merchant page's menu: groups, and in them where one can go."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

from functions.admin import rights

# Group: its entries, each an endpoint under the text "nav.<blueprint>". The first is where the
# group itself leads.
MENU: dict[str, tuple[str, ...]] = {
    "home": ("home.index",),
    "members": (
        "members.listing",
        "redemptions.listing",
        "waiting.listing",
        "counter.start",
        "gatherings.listing",
    ),
    "program": (
        "program.edit",
        "campaigns.page",
        "rewards.page",
        "draws.listing",
        "groups.listing",
        "referral.edit",
        "channels.listing",
        "preview.page",
    ),
    "numbers": ("numbers.page",),
    "store": (
        "setup.start",
        "health.page",
        "settings.form",
        "data.listing",
        "payments.rules",
        "staff.listing",
        "wallet.listing",
        "jobs.listing",
        "developers.listing",
        "compliance.listing",
        "activity.listing",
    ),
}
# Pages that are reached from another's.
_WITHIN = {
    # Of one member, whatever the rest of its blueprint belongs to.
    "actions.of_member": "members",
    "inviting": "wallet",
    "program_part": "program",
    "program_json": "program",
    "review": "program",
    "importing": "data",
    "hook_pages": "developers",
    "managing": "members",
    "member_tabs": "members",
    "rollback": "program",
    "tasks": "waiting",
    "inbox": "waiting",
    "actions": "waiting",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """`key`: its text's key. `here`: the page that is open belongs to it."""

    endpoint: str
    key: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """`entries`: those that whoever is signed in may look at."""

    key: str
    entries: tuple[Entry, ...]

    @property
    def here(self) -> bool:
        return any(one.here for one in self.entries)


def menu() -> list[Group]:
    """The menu as whoever is signed in sees it."""
    found = []
    for name, endpoints in MENU.items():
        entries = tuple(_entry(one) for one in endpoints if _seen(one))
        if entries:
            found.append(Group(f"menu.{name}", entries))
    return found


def _entry(endpoint: str) -> Entry:
    blueprint = request.blueprint or ""
    within = _WITHIN.get(request.endpoint or "") or _WITHIN.get(blueprint, blueprint)
    own = endpoint.partition(".")[0]
    # Of two entries of one blueprint the one whose page is open is marked.
    many = sum(one.startswith(f"{own}.") for group in MENU.values() for one in group) > 1
    here = request.endpoint == endpoint if many else within == own
    return Entry(endpoint, f"nav.{own}" if not many else f"nav.{endpoint}", here)


def _seen(endpoint: str) -> bool:
    right = rights.needed(endpoint, "GET")
    return endpoint in current_app.view_functions and (right is None or rights.may(right))
