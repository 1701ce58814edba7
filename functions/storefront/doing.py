"""What a shopper can do besides buying, and says that they did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core import actions, calendar, yearly
from core.actions import Done
from core.errors import BadInput
from core.ledger import claiming, performing, seeing
from core.ledger import yearly as ledger_yearly
from core.ledger.claiming import Claim
from core.ledger.posting import Books
from functions.storefront.action_shapes import action_json, birthday_json, claim_json, state_json
from functions.storefront.shopper import Shopper

_KEY = re.compile(r"[ -~]{1,200}", re.ASCII)
_MOST_CHARACTERS = 300
_SHOWN = 20


def listing(books: Books, shopper: Shopper, now_s: int) -> dict[str, Any]:
    """What there is to do, how it stands with the shopper, and what they claimed."""
    ledger, today = books.ledger, calendar.day(now_s, books.tz)
    first = books.member(_member_id(books, shopper))
    member = books.living(first)
    program = books.programs.in_force(now_s)
    done, taken = performing.done_by(ledger, member.member_id), performing.taken_of(ledger, program)
    claims = [
        one
        for member_id in dict.fromkeys((first.member_id, member.member_id))
        for one in claiming.of_member(ledger, member_id)
    ]
    waiting = {one.action_id for one in claims if one.status == "waiting"}
    tier_id = program.tier(member.tier_id).id
    day = ledger_yearly.birthday(ledger, member.member_id)
    return {
        "actions": [
            action_json(one, today.isoformat())
            | state_json(
                one,
                done.get(one.id, Done()),
                taken.get(one.id, 0),
                today,
                tier_id,
                waits=one.id in waiting,
                meant=actions.meant(one, member, program, today),
            )
            for one in program.actions
        ],
        "claims": [claim_json(one) for one in claims[:_SHOWN]],
        **birthday_json(day, today),
    }


def claim(
    books: Books,
    shopper: Shopper,
    action_id: str,
    key: str,
    wish: Mapping[str, Any],
    now_ms: int,
) -> Claim:
    """The shopper's word that they did it. Raises NotFound, BadInput for what nobody can claim, and
    what core.ledger.claiming does."""
    if not _KEY.fullmatch(key):
        raise BadInput("Send an Idempotency-Key header: a fresh random text per claim.")
    action = books.programs.in_force(now_ms // 1000).action(action_id)
    evidence = {name: _evidence(wish, name) for name in ("link", "handle")}
    member_id, store_id = _member_id(books, shopper), shopper.store.store_id
    if action.kind == "signup":
        given = seeing.sign_up(books, member_id, action, store_id, shopper.contact, now_ms)
        at_ms = given.given_at_s * 1000
        return Claim(member_id, books.ledger.action_id(member_id, key), action_id, "given", at_ms)
    if not action.claimed:
        raise BadInput("This comes by itself; nobody has to claim it.", code="not_claimed")
    return claiming.claim(
        books, member_id, action, key, shopper.contact, store_id, evidence, now_ms
    )


def tell_birthday(
    books: Books, shopper: Shopper, wish: Mapping[str, Any], now_ms: int
) -> dict[str, Any]:
    """Keep the shopper's birthday, or take it back (null). Raises BadInput, Conflict."""
    told = wish.get("birthday", "")
    if not isinstance(told, str | None) or told == "":
        raise BadInput('Say {"birthday": "03-05"}, or null to take it back.', code="bad_birthday")
    day = ledger_yearly.tell_birthday(
        books,
        _member_id(books, shopper),
        "" if told is None else yearly.month_day(told),
        shopper.store.store_id,
        now_ms,
        contact=shopper.contact,
    )
    return birthday_json(day, calendar.day(now_ms // 1000, books.tz))


def _evidence(wish: Mapping[str, Any], name: str) -> str:
    value = wish.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _MOST_CHARACTERS or not value.isprintable():
        raise BadInput(f"{name} must be a text of at most {_MOST_CHARACTERS} characters.")
    return value.strip()


def _member_id(books: Books, shopper: Shopper) -> str:
    return books.ledger.member_id(shopper.store.store_id, shopper.account) or ""
