"""Members: find one, see the points and why, adjust them."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar
from core.errors import BadInput, NotFound
from core.explain_progress import progress_text
from core.explain_referrals import came_json, lines_json
from core.ledger import members as ledger_members
from core.ledger import profiles, redemptions, referrals, sources, yearly
from core.ledger.members import MemberView
from core.ledger.posting import Books
from core.member import MemberState
from core.placeholders import real
from core.program.model import Program
from core.redemptions import Redemption
from core.referrals import spoken
from functions.admin import profile
from functions.admin.language import name_in, say, signed
from functions.admin.numbers import whole
from integrations import access

members = Blueprint("members", __name__)

PAGE = 25
_POINTS_MAX = 10_000_000
_REASON_MAX = 500
# A pseudonym's form: nothing else is looked for, and makes no key that the table would refuse.
_MEMBER_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)


@members.get("/members")
def listing() -> str | Response | tuple[str, int]:
    """Search by customer id or address; without one, all members, a page at a time."""
    books = access.books_of(g.store)
    wanted = request.args.get("q", "").strip()
    if wanted:
        member_id = ledger_members.find_member_id(books.ledger, g.store.store_id, wanted)
        if books.member(member_id).version:
            return redirect(url_for("members.member", member_id=member_id), 303)
        return render_template("members.html", q=wanted, missing=True), 404
    cursor = request.args.get("after", "")
    if cursor and not _MEMBER_ID.fullmatch(cursor):
        raise NotFound("There is no such page.")
    ids, following = ledger_members.list_member_ids(books.ledger, cursor=cursor or None, limit=PAGE)
    program = books.programs.in_force(int(time.time()))
    return render_template(
        "members.html",
        q="",
        shown=ledger_members.states(books.ledger, ids),
        program=program,
        label=label,
        following=following,
        cursor=cursor,
    )


@members.get("/members/<member_id>")
def member(member_id: str) -> str | Response:
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    if found.member.member_id != member_id:  # joined with another since
        return redirect(url_for("members.member", member_id=found.member.member_id), 303)
    return _page(books, found, {}, {})


@members.post("/members/<member_id>")
def adjust(member_id: str) -> str | Response | tuple[str, int]:
    """Give or take points. The form carries an id of its own, so sending it twice is once; the
    same form with other figures (the browser's back button) is another command."""
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    if not found.known:
        raise NotFound("An erased member has no points to adjust.", code="erased")
    points, reason, problems = _adjustment(request.form)
    if problems:
        return _page(books, found, problems, request.form), 422
    content = json.dumps([request.form.get("command", ""), member_id, points, reason])
    command_id = f"page-{hashlib.sha256(content.encode()).hexdigest()[:32]}"
    now_ms = time.time_ns() // 1_000_000
    ledger_members.adjust(books, member_id, points, reason, command_id, now_ms)
    flash(say("member.adjusted", points=signed(points)))
    return redirect(url_for("members.member", member_id=member_id), 303)


@members.post("/members/<member_id>/profile")
def answer(member_id: str) -> str | Response | tuple[str, int]:
    """Correct what a member said of themselves."""
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    now_ms = time.time_ns() // 1_000_000
    try:
        profiles.answer(books, member_id, profile.given(request.form), now_ms)
    except BadInput as error:  # the program has changed since the page was shown
        problems = {f"profile.{error.details.get('field', '')}": say("member.bad_answer")}
        return _page(books, found, problems, {}), 422
    flash(say("member.answered"))
    return redirect(url_for("members.member", member_id=member_id), 303)


@members.get("/members/<member_id>/profile")
def answered(member_id: str) -> Response:
    return redirect(url_for("members.member", member_id=member_id), 303)


def _adjustment(form: Mapping[str, str]) -> tuple[int, str, dict[str, str]]:
    """Signed points and the reason of the form, and what is wrong with them by field."""
    problems = {}
    points = whole(form.get("points", ""))
    if points is None or not 1 <= points <= _POINTS_MAX:
        problems["points"] = say("member.bad_points", most=_POINTS_MAX)
    direction = form.get("direction")
    if direction not in ("give", "take"):
        problems["direction"] = say("member.bad_direction")
    reason = form.get("reason", "").strip()
    if not reason:
        problems["reason"] = say("member.no_reason")
    elif len(reason) > _REASON_MAX:
        problems["reason"] = say("member.long_reason", most=_REASON_MAX)
    return (points or 0) * (-1 if direction == "take" else 1), reason, problems


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


def _page(
    books: Books, found: MemberView, problems: Mapping[str, str], values: Mapping[str, str]
) -> str:
    state, cursor = found.member, request.args.get("before")
    program = books.programs.newest
    try:
        entries, following = ledger_members.entries(
            books.ledger,
            state.member_id,
            program,
            cursor=cursor,
            limit=PAGE,
            newest_first=True,
        )
    except BadInput as error:
        raise NotFound(str(error)) from error
    redeemed = redemptions.recent(books.ledger, state.recent)
    brought = referrals.view(books.ledger, state.member_id)
    return render_template(
        "member.html",
        view=found,
        missing=progress_text(found.progress, program.currency),
        member=state,
        label=label(state),
        customer_id=state.contact.customers.get(g.store.store_id),
        program=program,
        birthday=yearly.birthday(books.ledger, state.member_id).on,
        channel=_channel(books, state.member_id),
        entries=entries,
        following=following,
        cursor=cursor,
        redemptions=[_Shown(one, program) for one in redeemed],
        code=spoken(brought.code) if brought.code else "",
        came=came_json(brought.came),
        friends=lines_json(brought.lines)["referrals"],
        profile=profile.shown(books, state, int(time.time())),
        today=calendar.day(int(time.time()), books.tz).isoformat(),
        problems=problems,
        values=values,
        command=values.get("command") or secrets.token_hex(16),
    )


def _channel(books: Books, member_id: str) -> tuple[str, str] | None:
    """What the channel is called by which the member came, and on what day."""
    came = sources.of_member(books.ledger, member_id)
    if came is None:
        return None
    channel = books.programs.channel(came.channel_id)
    name = name_in(channel.names) if channel is not None else came.channel_id
    return name, calendar.day(came.at_ms // 1000, books.tz).isoformat()


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


@dataclass(frozen=True)
class _Shown:
    """A redemption, its reward named as the program names it now."""

    one: Redemption
    program: Program

    @property
    def title(self) -> str:
        try:
            return name_in(self.program.reward(self.one.reward_id).names)
        except NotFound:
            return self.one.title
