"""What is earned besides buying, as the shopper's side is told of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import actions, calendar
from core.actions import Done
from core.ledger.claiming import Claim
from core.program.actions import Action
from core.program.model import Program
from core.yearly import Yearly, changeable_on
from functions.storefront.reward_shapes import name_of
from functions.storefront.window_shapes import window_json


def actions_json(program: Program, today: str) -> list[dict[str, Any]]:
    """What can be earned now or later, by the store's day; what is over is left out."""
    return [
        action_json(one, today) for one in program.actions if not one.conditions.window.over(today)
    ]


def action_json(action: Action, today: str) -> dict[str, Any]:
    """An action with the conditions that it has. `how`: "claim" what the shopper says themselves,
    "birthday" once it is told, "automatic" what comes by itself."""
    conditions = {
        "points": action.award.points,
        "reward_id": action.award.reward_id,
        "limit": {"times": action.times, "per": action.per} if action.times else None,
        "limit_total": action.total,
        "approval": action.approval,
        "since": action.since if action.kind == "anniversary" else None,
        **window_json(action.conditions.window, today),
        "tiers": sorted(action.conditions.tiers),
    }
    return {
        "id": action.id,
        "kind": action.kind,
        "name": name_of(action.names),
        "names": dict(action.names),
        "how": _how(action),
        **{name: figure for name, figure in conditions.items() if figure},
    }


def _how(action: Action) -> str:
    if action.claimed or action.kind == "signup":
        return "claim"
    return "birthday" if action.kind == "birthday" else "automatic"


def state_json(
    action: Action, done: Done, taken: int, today: date, tier_id: str, *, waits: bool, meant: bool
) -> dict[str, Any]:
    """How it stands with one member today: "open", "waiting" for approval, "done" as often as it
    counts, or "closed"; and from when on it can be earned again."""
    refusal = actions.refusal(action, done, taken, today, tier_id, meant=meant)
    shown: dict[str, Any] = {"done": done.ever, "again_on": None}
    if refusal is None:
        return shown | {"state": "waiting" if waits else "open"}
    shown["again_on"] = refusal.again_on or None
    shown["reason"] = {"code": refusal.code, "text": dict(refusal.text)}
    if refusal.code == "action_limit_reached":
        return shown | {"state": "waiting" if waits else "done"}
    return shown | {"state": "closed"}


def claim_json(claim: Claim) -> dict[str, Any]:
    """A claim, as its shopper sees it."""
    return {
        "claim_id": claim.claim_id,
        "action_id": claim.action_id,
        "status": claim.status,
        "at": calendar.iso(claim.at_ms / 1000),
        "link": claim.link or None,
        "handle": claim.handle or None,
        "reason": claim.reason or None,
    }


def birthday_json(day: Yearly, today: date) -> dict[str, Any]:
    """A birthday, the next one, and from when on the shopper may change it (None: now)."""
    return {
        "birthday": day.on or None,
        "next_on": day.due_on or None,
        "changeable_on": changeable_on(day, today) or None,
    }
