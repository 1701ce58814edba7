"""What a shopper says of themselves: shown, answered and taken back."""

from __future__ import annotations

from typing import Any

from core import profile
from core.errors import BadInput
from core.ledger import profiles
from core.ledger.posting import Books
from core.member import Contact, MemberState
from core.program.model import Program
from functions.storefront.reward_shapes import name_of
from functions.storefront.shopper import Shopper


def shown(books: Books, member_id: str, now_s: int) -> dict[str, Any]:
    """The questions of the program in force, and the member's answers to them."""
    member = books.living(books.member(member_id))
    return profile_json(member, books.programs.in_force(now_s))


def answer(
    books: Books, shopper: Shopper, member_id: str, body: dict[str, Any], now_ms: int
) -> dict[str, Any]:
    """Write the answers that a body names; the profile afterwards. Raises BadInput."""
    given = body.get("answers")
    if not isinstance(given, dict):
        raise BadInput('Say what to answer: {"answers": {"pet": "cat"}}; null takes one back.')
    newcomer = Contact({shopper.store.store_id: shopper.customer_id})
    member = profiles.answer(books, member_id, given, now_ms, newcomer)
    return profile_json(member, books.programs.in_force(now_ms // 1000))


def fields_json(program: Program) -> list[dict[str, Any]]:
    """What the program asks, for anybody to see."""
    return [
        {
            "id": field.id,
            "name": name_of(field.names),
            "names": dict(field.names),
            "many": field.many,
            "options": [
                {"id": one, "name": name_of(names), "names": dict(names)}
                for one, names in field.options.items()
            ],
        }
        for field in program.profile
    ]


def profile_json(member: MemberState, program: Program) -> dict[str, Any]:
    """What the program asks, and what the member answered."""
    return {
        "fields": fields_json(program),
        "answers": profile.shown(member.profile, program.profile),
    }
