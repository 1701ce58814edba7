"""The program as it is in force, what a cart would earn, what somebody did, and segments."""

from __future__ import annotations

from typing import Any

from core import calendar, segments
from core.errors import NotFound
from core.ledger import members, tallies
from functions.api import people
from functions.api.asking import MEMBER_ID, Asking, text_of
from functions.storefront import estimating, reports
from functions.storefront.reward_shapes import name_of
from functions.storefront.shapes import program_json

Answer = dict[str, Any]

_ESTIMATE = ("points", "usable", "text")


def program(ask: Asking) -> Answer:
    """The program in force, as anybody may see it, with its version."""
    in_force = ask.books.programs.in_force(ask.now_s)
    wanted = [name for one in in_force.rewards for name in one.tallies]
    shown = program_json(
        ask.store.store_id, in_force, _today(ask), tallies.shown(ask.books.ledger, wanted)
    )
    return {"version": in_force.version, **shown}


def rewards(ask: Asking) -> Answer:
    """The rewards alone."""
    return {"rewards": program(ask)["rewards"], "next": None}


def estimate(ask: Asking) -> Answer:
    """What an order of a cart would earn a member, or a visitor."""
    body = ask.body()
    member_id = None
    if body.get("member_id") is not None:
        ask.may("members:read")
        member_id = people.found(ask, text_of(body, "member_id", 24)).member.member_id
    cart = estimating.cart_of(body)
    found = estimating.estimated(ask.books, member_id, ask.store, cart, ask.now_s)
    return {one: found[one] for one in _ESTIMATE}


def act(ask: Asking) -> tuple[Answer, int]:
    """What somebody did that the program has an action for, once for each Idempotency-Key."""
    request = ask.once()
    asked = ask.body() | {"idempotency_key": f"api-{request.name}"}
    return reports.given(ask.books, ask.store.store_id, asked, ask.now_ms), 200


def segment_list(ask: Asking) -> Answer:
    """The segments of the program in force."""
    found = ask.books.programs.in_force(ask.now_s).segments
    shown = [{"id": one.id, "name": name_of(one.names), "names": dict(one.names)} for one in found]
    return {"segments": shown, "next": None}


def segment_members(ask: Asking, segment_id: str) -> Answer:
    """Who is in a segment now. Each page looks at `limit` members and names those who are in it: a
    page may be empty while `next` says that there are more."""
    books, in_force = ask.books, ask.books.programs.in_force(ask.now_s)
    if all(one.id != segment_id for one in in_force.segments):
        raise NotFound("The program has no such segment.", code="unknown_segment")
    month = calendar.month(ask.now_s, books.tz)
    ids, following = members.list_member_ids(
        books.ledger, cursor=ask.cursor(MEMBER_ID), limit=ask.limit(100)
    )
    page = [
        one
        for one in members.states(books.ledger, ids)
        if people.alive(one) and segment_id in segments.holding(one, in_force, month)
    ]
    return {"members": [people.summary(one, ask) for one in page], "next": following}


def _today(ask: Asking) -> str:
    return calendar.day(ask.now_s, ask.books.tz).isoformat()
