"""Bringing friends, for the shopper who is waiting: the own code and what came of it, and saying
by whose code one came oneself."""

from __future__ import annotations

from typing import Any

from core.errors import BadInput, NotFound
from core.explain_referrals import came_json, lines_json
from core.ledger import awards, coming, redemptions, referrals
from core.ledger.members import note_contact
from core.ledger.posting import Books
from core.ledger.referral_codes import make_code
from core.ledger.referred_orders import WELCOME
from core.program.referral import Referral
from core.redemptions import Redemption
from core.referrals import Came, code_of, spoken
from functions.storefront import redeem
from functions.storefront.referral_shapes import rule_json
from functions.storefront.shapes import redemption_json
from functions.storefront.shopper import Shopper
from integrations.particulars import link_to


def shown(books: Books, shopper: Shopper, now_s: int) -> dict[str, Any]:
    """The shopper's code, the link that has it, and who came by it. Raises NotFound where the
    program has no referral."""
    program = books.programs.in_force(now_s)
    rule = _rule(books, now_s)
    code = make_code(books, _member_id(books, shopper))
    living = books.living(books.member(_member_id(books, shopper)))
    found = referrals.view(books.ledger, living.member_id)
    return {
        "code": spoken(code),
        "link": link_to(shopper.store.address, code),
        "rule": rule_json(rule, program),
        **lines_json(found.lines),
        "came": came_json(found.came),
    }


def come(books: Books, shopper: Shopper, wish: dict[str, Any], now_ms: int) -> dict[str, Any]:
    """Say by whose code the shopper came; the same again is answered the same. Raises what
    core.ledger.coming.come does, BadInput without a code."""
    rule = _rule(books, now_ms // 1000)
    stated = wish.get("code")
    if not isinstance(stated, str):
        raise BadInput('Say which code: {"code": "..."}.')
    code = code_of(stated)
    if not code:
        raise NotFound("There is no such code.", code="unknown_referral_code")
    store_id = shopper.store.store_id
    member_id = _member_id(books, shopper)
    came = coming.come(books, member_id, code, store_id, now_ms, shopper.email)
    welcome = _welcome(books, shopper, rule, came, now_ms)
    return {**came_json(came), "welcome": redemption_json(welcome) if welcome else None}


def _welcome(
    books: Books, shopper: Shopper, rule: Referral, came: Came, now_ms: int
) -> Redemption | None:
    """What a friend is given for coming, with its code if the store lets us; once, and to nobody
    who came with an order."""
    if not rule.at_link or came.via != "code" or came.status != "waiting":
        return None
    why = {"reason": "friend", "rule": rule.id}
    given = awards.give_once(
        books, came.friend_id, WELCOME, rule.friend, rule.id, why, came.store_id, now_ms
    )
    if not given.redemption_id:  # none was left
        return None
    # The code is bound to who may use it: of somebody never seen nothing else says who that is.
    note_contact(books, came.friend_id, shopper.contact)
    made = redemptions.find(books.ledger, given.redemption_id)
    return redeem.carried_out(books, made, now_ms)


def _rule(books: Books, now_s: int) -> Referral:
    rule = books.programs.in_force(now_s).referral
    if rule is None:
        raise NotFound("The program rewards nobody for bringing friends.", code="no_referral")
    return rule


def _member_id(books: Books, shopper: Shopper) -> str:
    return books.ledger.member_id(shopper.store.store_id, shopper.account) or ""
