"""Parts that few programs have. Each is read by code that is imported when a program has it: a
worker that decides orders of others starts without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def rare_parts(document: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """Those of a valid document's parts that it has, by their names in Program."""
    found: dict[str, Any] = {}
    if document.get("referral"):
        from core.program.referral import load_referral

        found["referral"] = load_referral(document["referral"], currency)
    if document.get("draws"):
        from core.program.draws import load_draws

        found["draws"] = load_draws(document["draws"])
    if document.get("events") or document.get("surveys"):
        from core.program.events import load_events, load_surveys

        found["events"] = load_events(document.get("events"))
        found["surveys"] = load_surveys(document.get("surveys"))
    if document.get("content") or document.get("sales"):
        from core.program.exclusives import load_content, load_sales

        found["content"] = load_content(document.get("content"))
        found["sales"] = load_sales(document.get("sales"))
    if document.get("actions"):
        from core.program.actions import load_actions

        found["actions"] = load_actions(document["actions"])
    if document.get("groups"):
        from core.program.groups import load_groups

        found["groups"] = load_groups(document["groups"], currency)
    if document.get("personal"):
        from core.program.personal import load_personal

        found["personal"] = load_personal(document["personal"])
    if any(document.get(name) for name in ("news", "community", "channels", "questions", "look")):
        from core.program import shopfront

        found["news"] = shopfront.load_news(document.get("news"))
        found["community"] = shopfront.load_community(document.get("community"))
        found["channels"] = shopfront.load_channels(document.get("channels"))
        found["questions"] = shopfront.load_questions(document.get("questions"))
        found["look"] = shopfront.load_look(document.get("look"))
    if document.get("exchange"):
        from core.program.exchange import load_exchange

        found["exchange"] = load_exchange(document["exchange"])
    return found
