"""What is for some members alone, as the shopper's side is told of it: segments, content, sales."""

from __future__ import annotations

from typing import Any

from core import exclusives, segments
from core.errors import Forbidden
from core.member import MemberState
from core.program.exclusives import Content, Sale
from core.program.model import Program
from functions.storefront.reward_shapes import name_of
from functions.storefront.window_shapes import window_json


def of_member(member: MemberState, program: Program, today: str) -> dict[str, Any]:
    """The member's segments and the sales that are theirs, on the store's day `today`."""
    held = segments.holding(member, program, today[:7])
    return {
        "segments": [
            {"id": one.id, "name": name_of(one.names), "names": dict(one.names)}
            for one in program.segments
            if one.id in held
        ],
        "sales": [_sale(one, today) for one in exclusives.sales_for(member, program, today)],
    }


def sales_json(program: Program, today: str) -> list[dict[str, Any]]:
    """All sales that are on or still to come, with whom they are for."""
    return [_sale(one, today) for one in program.sales if exclusives.to_come(one, today)]


def content_list(member: MemberState, program: Program, today: str) -> list[dict[str, Any]]:
    """All content by its title: what is unlocked, and of the rest why not."""
    return [_titled(one, member, program, today[:7]) for one in program.content]


def content_json(
    content_id: str, member: MemberState, program: Program, today: str
) -> dict[str, Any]:
    """One piece of content with its text or address. Raises NotFound, and Forbidden with the reason
    by language while it is locked."""
    content = exclusives.content_of(program, content_id)
    refusal = exclusives.locked(member, content, program, today[:7])
    if refusal is not None:
        raise Forbidden(refusal.text["en"], code=refusal.code, text=dict(refusal.text))
    body = {"text": dict(content.text)} if content.kind == "article" else {"url": content.url}
    return _titled(content, member, program, today[:7]) | body


def _titled(content: Content, member: MemberState, program: Program, month: str) -> dict[str, Any]:
    refusal = exclusives.locked(member, content, program, month)
    reason = {"reason": {"code": refusal.code, "text": dict(refusal.text)}} if refusal else {}
    return {
        "id": content.id,
        "kind": content.kind,
        "name": name_of(content.names),
        "names": dict(content.names),
        "unlocked": refusal is None,
        **reason,
    }


def _sale(sale: Sale, today: str) -> dict[str, Any]:
    match = sale.conditions.match
    conditions = {
        **window_json(sale.conditions.window, today),
        "tiers": sorted(sale.conditions.tiers),
        "segments": sorted(sale.conditions.segments),
        "products": sorted(match.products),
        "sets": sorted(match.sets),
    }
    return {
        "id": sale.id,
        "name": name_of(sale.names),
        "names": dict(sale.names),
        "percent": sale.percent,
        **{name: figure for name, figure in conditions.items() if figure},
    }
