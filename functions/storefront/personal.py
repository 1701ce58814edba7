"""Suggestions to a shopper, and their say in what these are made of."""

from __future__ import annotations

from typing import Any

from core import calendar, rewards
from core.errors import BadInput, Conflict
from core.ledger import suggestions, tallies, views
from core.ledger.goods import left_of
from core.ledger.posting import Books
from core.member import MemberState
from core.ports import CodeTerms
from core.program.model import Program
from core.suggesting import Suggested
from core.suggesting_words import why
from core.viewing import MOST
from core.wording import say

_LONGEST_ID = 40


def shown(books: Books, member_id: str, store_id: str, now_s: int) -> dict[str, Any]:
    """What is suggested, each with its reason; nothing where the program has it switched off."""
    program = books.programs.in_force(now_s)
    looked = views.of(books, member_id, store_id, now_s) if program.keeps_views else None
    found = suggestions.Suggestions([], [])
    if program.suggests:
        member = books.living(books.member(member_id))
        offered = _offered(books, member, program, now_s)
        seen = tuple(one for one, _ in looked or ())
        found = suggestions.suggestions(books, member, store_id, seen, offered, now_s)
    return {
        "on": program.suggests,
        "views": program.keeps_views,
        "consent": looked is not None,
        "rewards": [{"id": one.id, "text": why(one.because)} for one in found.rewards],
        "products": [_product(one) for one in found.products],
    }


def choose(
    books: Books, member_id: str, store_id: str, body: dict[str, Any], now_ms: int
) -> dict[str, Any]:
    """Agree that views are kept, or take that back, upon which all of them are deleted; what is
    suggested afterwards. Raises BadInput, and Conflict where the store keeps none."""
    consent = body.get("consent")
    if not isinstance(consent, bool):
        raise BadInput('Say whether what you look at may be kept: {"consent": true}.')
    if not consent:
        views.take_back(books, member_id, store_id)
    elif not books.programs.in_force(now_ms // 1000).keeps_views:
        text = say("views_off")
        raise Conflict(text["en"], code="views_off", text=text)
    else:
        views.agree(books, member_id, store_id, now_ms)
    return shown(books, member_id, store_id, now_ms // 1000)


def look(
    books: Books, member_id: str, store_id: str, body: dict[str, Any], now_ms: int
) -> dict[str, Any]:
    """Keep what a shopper looked at, if they agreed. Raises BadInput."""
    told = body.get("product_ids")
    if not isinstance(told, list) or not 1 <= len(told) <= MOST or not all(map(_is_id, told)):
        raise BadInput(f'Name 1 to {MOST} products: {{"product_ids": ["10"]}}.')
    kept = 0
    if books.programs.in_force(now_ms // 1000).keeps_views:
        kept = views.look(books, member_id, store_id, told, now_ms)
    return {"kept": kept}


def _is_id(one: object) -> bool:
    return isinstance(one, str) and one.isascii() and one.isdigit() and len(one) <= _LONGEST_ID


def _offered(
    books: Books, member: MemberState, program: Program, now_s: int
) -> list[tuple[str, CodeTerms]]:
    """The rewards that nothing but points keeps from the member, and what each is for."""
    today = calendar.day(now_s, books.tz).isoformat()
    some = [one for one in program.rewards if one.terms.products or one.terms.collections]
    counted = tallies.shown(books.ledger, [name for one in some for name in one.tallies])
    return [
        (one.id, one.terms)
        for one in some
        if rewards.refusal(member, one, program, today, left_of(one, counted, today)) is None
    ]


def _product(one: Suggested) -> dict[str, Any]:
    name, url = (one.shown.title, one.shown.url) if one.shown is not None else ("", "")
    return {"product_id": one.id, "name": name, "url": url, "text": why(one.because)}
