"""Members: find one by whatever names them, or walk along all of them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar, segments
from core.errors import BadInput, NotFound
from core.ledger import finding, walking
from core.ledger import members as ledger_members
from core.ledger.members import MemberView
from core.ledger.posting import Books
from core.member import MemberState
from core.placeholders import real
from core.program.model import Program
from functions.admin.language import say
from integrations import access

members = Blueprint("members", __name__)

PAGE = 25
# A pseudonym's form: nothing else is looked for, and makes no key that the table would refuse.
_MEMBER_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)
# Where a number without its country's code is from, by what the store sells in.
_COUNTRIES = {
    "TWD": "TW",
    "HKD": "HK",
    "JPY": "JP",
    "SGD": "SG",
    "MYR": "MY",
    "KRW": "KR",
    "USD": "US",
    "CAD": "CA",
    "AUD": "AU",
    "NZD": "NZ",
    "GBP": "GB",
}


@members.get("/members")
def listing() -> str | Response | tuple[str, int]:
    """Search, or a page of members: by the newest orders, by pseudonym, or those of a tier or
    segment."""
    books = access.books_of(g.store)
    wanted = request.args.get("q", "").strip()
    if wanted:
        return _search(books, wanted)
    program = books.programs.in_force(int(time.time()))
    tier, segment = request.args.get("tier", ""), request.args.get("segment", "")
    cursor = request.args.get("after", "")
    every = bool(tier or segment) or request.args.get("by") == "all"
    try:
        walked = _walk(books, program, tier, segment, cursor, every=every)
    except BadInput as error:
        raise NotFound("There is no such page.") from error
    if not every and not cursor and not walked.found:  # nobody has ordered here yet
        every = True
        walked = _walk(books, program, tier, segment, cursor, every=True)
    kept = {"tier": tier, "segment": segment, "by": "all" if every else ""}
    return render_template(
        "members.html",
        q="",
        walked=walked,
        every=every,
        filtered=bool(tier or segment),
        kept={name: value for name, value in kept.items() if value},
        program=program,
        label=label,
        cursor=cursor,
    )


def _search(books: Books, wanted: str) -> str | Response | tuple[str, int]:
    found = finding.find(books, g.store.store_id, wanted, country())
    if len(found) == 1:
        return redirect(url_for("members.member", member_id=found[0].member.member_id), 303)
    page = render_template(
        "members_found.html",
        q=wanted,
        found=found,
        program=books.programs.in_force(int(time.time())),
        label=label,
    )
    return page if found else (page, 404)


def _walk(
    books: Books, program: Program, tier: str, segment: str, cursor: str, *, every: bool
) -> walking.Walked:
    if not every:
        return walking.by_orders(books, g.store.store_id, cursor, PAGE)
    if cursor and not _MEMBER_ID.fullmatch(cursor):
        raise NotFound("There is no such page.")
    shows = _filter(books, program, tier, segment) if tier or segment else None
    return walking.along(books, shows, cursor or None, PAGE)


def _filter(
    books: Books, program: Program, tier: str, segment: str
) -> Callable[[MemberState], bool]:
    """Whether a member is of that tier and segment; who was joined or erased is of none."""
    month = calendar.month(int(time.time()), books.tz)

    def shows(member: MemberState) -> bool:
        if member.merged_into is not None or member.erased_at_s is not None:
            return False
        if tier and program.tier(member.tier_id).id != tier:
            return False
        return not segment or segment in segments.holding(member, program, month)

    return shows


def country() -> str:
    """Where a telephone number of the store's shoppers is from that does not say so."""
    return _COUNTRIES.get(g.store.currency, "")


def known_member(member_id: str) -> MemberView:
    """A member of the store whose page is open. Raises NotFound for any other, and for an erased
    one."""
    found = found_member(access.books_of(g.store), member_id)
    if not found.known:
        raise NotFound("An erased member has nothing here.", code="erased")
    return found


def found_member(books: Books, member_id: str) -> MemberView:
    """Raises NotFound for a member that this store's ledger does not have."""
    if not _MEMBER_ID.fullmatch(member_id):
        raise NotFound("There is no such member.", code="unknown_member")
    found = ledger_members.view(books, member_id, int(time.time()))
    if not found.member.version:
        raise NotFound("There is no such member.", code="unknown_member")
    return found


def label(state: MemberState) -> str:
    """How a member is called in lists: the address, else the store's customer id, else a part of
    the pseudonym."""
    address = real(state.contact.email)
    if address:
        return address
    customer = state.contact.customers.get(g.store.store_id)
    if customer:
        return say("member.customer", id=customer)
    return say("member.pseudonym", id=state.member_id[:8])
