"""Members: listed, found, made, and what a merchant's systems may do to one."""

from __future__ import annotations

import re
from typing import Any

from core import calendar, profile, segments
from core.errors import BadInput, NotFound
from core.ledger import commands, enrolling, members, order_pages, people, profiles, ratings
from core.ledger import redemptions as held
from core.ledger.members import MemberView
from core.ledger.posting import Books
from core.member import Contact, MemberState
from core.placeholders import real
from core.snapshot import CustomerRef
from functions.api.asking import MEMBER_ID, Asking, text_of, whole_of
from functions.storefront.ordered import order_json
from functions.storefront.redemption_shapes import redemption_json
from functions.storefront.shapes import member_json
from integrations.payload import email as checked_email

Answer = dict[str, Any]

_POINTS_MAX = 10_000_000
_CUSTOMER = re.compile(r"(?!0*$)[!-?A-~]{1,64}", re.ASCII)  # no @: that is an address
_ENTRY_CURSOR = re.compile(r"[0-9]{1,8}", re.ASCII)
_ORDER_CURSOR = re.compile(r"[0-9a-f.-]{1,1000}", re.ASCII)


def listing(ask: Asking) -> Answer:
    """A page of members; or the one that `email` or `customer_id` names, if there is one."""
    books, named = ask.books, [ask.query[one] for one in _NAMING if ask.query.get(one)]
    if len(named) > 1:
        raise BadInput("Search by email or by customer_id, not by both.", field="email")
    if named:
        member_id = members.find_member_id(books.ledger, ask.store.store_id, named[0])
        found = members.view(books, member_id, ask.now_s)
        shown = [summary(found.member, ask)] if found.known else []
        return {"members": shown, "next": None}
    ids, following = members.list_member_ids(
        books.ledger, cursor=ask.cursor(MEMBER_ID), limit=ask.limit()
    )
    page = [one for one in members.states(books.ledger, ids) if alive(one)]
    return {"members": [summary(one, ask) for one in page], "next": following}


_NAMING = ("email", "customer_id")


def alive(member: MemberState) -> bool:
    """Whether somebody is a member now: not joined into another, not erased for good."""
    gone = member.erased_at_s is not None and not member.contact.customers
    return member.merged_into is None and not gone


def create(ask: Asking) -> tuple[Answer, int]:
    """Make a member of a customer; who is one is found. 201 or 200."""
    body = ask.body()
    contact = _contact(ask, body)
    answers = body.get("profile")
    if answers is not None and not isinstance(answers, dict):
        raise BadInput("profile must be an object of answers by field.", field="profile")
    books = ask.books
    if answers:  # so that what is refused has made nobody
        asked = books.programs.in_force(ask.now_s).profile
        profile.answered(MemberState(""), asked, answers)
    ask.once()
    customer = CustomerRef(contact.customers.get(ask.store.store_id), contact.email)
    member_id = books.ledger.member_id(ask.store.store_id, customer) or ""
    _, new = enrolling.enrol(books, member_id, contact)
    if answers:
        profiles.answer(books, member_id, answers, ask.now_ms)
    return show(ask, member_id), 201 if new else 200


def show(ask: Asking, member_id: str) -> Answer:
    """A member with all there is to see at once."""
    view = found(ask, member_id)
    member, program = view.member, ask.books.programs.in_force(ask.now_s)
    month = calendar.month(ask.now_s, ask.books.tz)
    shown = member_json(view, program.currency)
    shown.pop("known")
    return {
        **summary(member, ask),
        **shown,
        "profile": profile.shown(member.profile, program.profile),
        "segments": sorted(segments.holding(member, program, month)),
    }


def summary(member: MemberState, ask: Asking) -> Answer:
    """A member in a list."""
    tier = ask.books.programs.in_force(ask.now_s).tier(member.tier_id)
    return {
        "id": member.member_id,
        "customer_id": member.contact.customers.get(ask.store.store_id),
        "email": real(member.contact.email),
        "balance": {
            "available": member.available,
            "pending": member.pending,
            "debt": member.debt,
        },
        "lifetime_points": member.lifetime,
        "tier": {"id": tier.id, "names": dict(tier.names)},
    }


def entries(ask: Asking, member_id: str) -> Answer:
    """A member's entries, the newest first, each with its why."""
    member = found(ask, member_id).member
    page, following = members.entries(
        ask.books.ledger,
        member.member_id,
        ask.books.programs.newest,
        cursor=ask.cursor(_ENTRY_CURSOR),
        limit=ask.limit(),
        newest_first=True,
    )
    return {"entries": page, "next": following}


def orders(ask: Asking, member_id: str) -> Answer:
    """A member's orders in the key's store, what changed last first; a page is as long as it is."""
    member = found(ask, member_id).member
    store_id, cursor = ask.store.store_id, ask.cursor(_ORDER_CURSOR)
    page, following = order_pages.page(ask.books, member.member_id, store_id, cursor)
    return {"orders": [order_json(one) for one in page], "next": following}


def redemptions(ask: Asking, member_id: str) -> Answer:
    """The latest redemptions of a member."""
    member = found(ask, member_id).member
    every = held.recent(ask.books.ledger, member.recent)
    stars = ratings.of(ask.books.ledger, every)
    shown = [redemption_json(one, stars.get(one.redemption_id)) for one in every]
    return {"redemptions": shown, "next": None}


def adjust(ask: Asking, member_id: str) -> tuple[Answer, int]:
    """Give or take points, once for each Idempotency-Key."""
    body = ask.body()
    points = whole_of(body, "points", -_POINTS_MAX, _POINTS_MAX)
    reason = text_of(body, "reason", 500)
    if points == 0:
        raise BadInput("points must not be 0.", field="points")
    member = found(ask, member_id).member
    request = ask.once()
    command = f"api-{request.name}"
    members.adjust(ask.books, member.member_id, points, reason, command, ask.now_ms)
    made = {"adjustment_id": command, "member_id": member_id, "points": points, "reason": reason}
    return made, 201


def give_tier(ask: Asking, member_id: str) -> tuple[Answer, int]:
    """Have a member hold at least a tier until a day."""
    body = ask.body()
    tier_id, until = text_of(body, "tier_id", 64), text_of(body, "until", 10)
    reason = text_of(body, "reason", 500)
    member = found(ask, member_id).member
    if not ask.once().done:
        commands.give_tier(ask.books, member.member_id, tier_id, until, reason, ask.now_ms)
    return {"member_id": member_id, "tier_id": tier_id, "until": until, "reason": reason}, 200


def answer(ask: Asking, member_id: str) -> tuple[Answer, int]:
    """Write what a member says of themselves; null takes an answer back."""
    given = ask.body().get("answers")
    if not isinstance(given, dict):
        raise BadInput('Say what to answer: {"answers": {"pet": "cat"}}.', field="answers")
    member = found(ask, member_id).member
    after = profiles.answer(ask.books, member.member_id, given, ask.now_ms)
    program = ask.books.programs.in_force(ask.now_s)
    shown = profile.shown(after.profile, program.profile)
    return {"member_id": member_id, "answers": shown}, 200


def erase(ask: Asking, member_id: str) -> tuple[Answer, int]:
    """Forget a member for good, points and all. Once more changes nothing."""
    books = ask.books
    found_or_erased(books, member_id, ask.now_s)
    people.erase(books, member_id, ask.now_ms)
    return {"member_id": member_id, "erased": True}, 200


def found(ask: Asking, member_id: str) -> MemberView:
    """A member of the store's ledger, merges followed. Raises NotFound, for an erased one too."""
    view = found_or_erased(ask.books, member_id, ask.now_s)
    if not view.known:
        raise NotFound("There is no such member.", code="unknown_member")
    return view


def found_or_erased(books: Books, member_id: str, now_s: int) -> MemberView:
    """The same, with those who were erased."""
    view = members.view(books, member_id, now_s) if MEMBER_ID.fullmatch(member_id) else None
    if view is None or not view.member.version:
        raise NotFound("There is no such member.", code="unknown_member")
    return view


def _contact(ask: Asking, body: Answer) -> Contact:
    customer, address = body.get("customer_id"), body.get("email")
    stated = str(customer) if type(customer) is int else customer
    if stated is not None and not (isinstance(stated, str) and _CUSTOMER.fullmatch(stated)):
        raise BadInput("customer_id must be the store's own id.", field="customer_id")
    known = checked_email(address) if isinstance(address, str) else None
    if address is not None and not known:
        raise BadInput("email must be an address.", field="email")
    if stated is None and known is None:
        raise BadInput("Say who: customer_id, email, or both.", field="customer_id")
    return Contact({ask.store.store_id: stated} if stated else {}, known)
