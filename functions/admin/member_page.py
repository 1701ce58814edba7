"""One member: the balance, and why it is what it is; adjusting points, and undoing that."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any, get_args

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar
from core.errors import BadInput, NotFound
from core.explain_progress import progress_text
from core.explain_referrals import came_json, lines_json
from core.ledger import family, profiles, referrals, sources, timeline, views, yearly
from core.ledger import members as ledger_members
from core.ledger.members import MemberView
from core.ledger.posting import Books
from core.referrals import spoken
from functions.admin import happened, profile, why
from functions.admin.language import name_in, say, signed
from functions.admin.members import PAGE, found_member, label, members
from functions.admin.numbers import whole
from functions.clock import now_ms
from integrations import access

__all__ = ["members"]

POINTS_MAX = 10_000_000
REASON_MAX = 500
_FILTERS: tuple[timeline.Show, ...] = get_args(timeline.Show)


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
    found = _known(books, member_id)
    points, reason, problems = _adjustment(request.form)
    if problems:
        return _page(books, found, problems, request.form), 422
    command_id = command_of(request.form.get("command", ""), member_id, points, reason)
    ledger_members.adjust(books, member_id, points, reason, command_id, now_ms())
    flash(say("member.adjusted", points=signed(points)))
    return redirect(url_for("members.member", member_id=member_id), 303)


@members.post("/members/<member_id>/undo")
def undo(member_id: str) -> Response:
    """Post the opposite of an adjustment, once however often it is asked for. Raises NotFound for
    what is no adjustment of this member's."""
    books = access.books_of(g.store)
    found = _known(books, member_id)
    number = whole(request.form.get("entry", "")) or 0
    entry = ledger_members.entry_of(books, found.member.member_id, number)
    if entry is None or entry["source"]["type"] != "adjustment":
        raise NotFound("There is no such adjustment.")
    points = -int(entry["why"]["points"])
    reason = say("member.undone_reason", reason=entry["why"].get("note", ""))[:REASON_MAX]
    command_id = command_of("undo", entry["source"]["id"])
    ledger_members.adjust(books, member_id, points, reason, command_id, now_ms())
    flash(say("member.undone", points=signed(points)))
    return redirect(url_for("members.member", member_id=member_id), 303)


@members.post("/members/<member_id>/profile")
def answer(member_id: str) -> str | Response | tuple[str, int]:
    """Correct what a member said of themselves."""
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    try:
        profiles.answer(books, member_id, profile.given(request.form), now_ms())
    except BadInput as error:  # the program has changed since the page was shown
        problems = {f"profile.{error.details.get('field', '')}": say("member.bad_answer")}
        return _page(books, found, problems, {}), 422
    flash(say("member.answered"))
    return redirect(url_for("members.member", member_id=member_id), 303)


@members.get("/members/<member_id>/profile")
@members.get("/members/<member_id>/undo")
def answered(member_id: str) -> Response:
    return redirect(url_for("members.member", member_id=member_id), 303)


def command_of(*content: Any) -> str:
    """The id of a command that a form gives: the same form, the same command."""
    text = json.dumps(content)
    return f"page-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def head(books: Books, found: MemberView) -> dict[str, Any]:
    """What the head of each of a member's pages shows."""
    state = found.member
    return {
        "view": found,
        "member": state,
        "label": label(state),
        "customer_id": state.contact.customers.get(g.store.store_id),
        "program": books.programs.newest,
    }


def _known(books: Books, member_id: str) -> MemberView:
    found = found_member(books, member_id)
    if not found.known:
        raise NotFound("An erased member has no points to adjust.", code="erased")
    return found


def _adjustment(form: Mapping[str, str]) -> tuple[int, str, dict[str, str]]:
    """Signed points and the reason of the form, and what is wrong with them by field."""
    problems = {}
    points = whole(form.get("points", ""))
    if points is None or not 1 <= points <= POINTS_MAX:
        problems["points"] = say("member.bad_points", most=POINTS_MAX)
    direction = form.get("direction")
    if direction not in ("give", "take"):
        problems["direction"] = say("member.bad_direction")
    reason, fault = reason_of(form)
    if fault:
        problems["reason"] = fault
    return (points or 0) * (-1 if direction == "take" else 1), reason, problems


def reason_of(form: Mapping[str, str], field: str = "reason") -> tuple[str, str]:
    """The reason in a form's field, and what is wrong with it, "" for nothing."""
    reason = form.get(field, "").strip()
    if not reason:
        return reason, say("member.no_reason")
    return reason, say("member.long_reason", most=REASON_MAX) if len(reason) > REASON_MAX else ""


def _page(
    books: Books, found: MemberView, problems: Mapping[str, str], values: Mapping[str, str]
) -> str:
    state, cursor = found.member, request.args.get("before")
    show = next((one for one in _FILTERS if one == request.args.get("show")), _FILTERS[0])
    program, now_s = books.programs.newest, int(time.time())
    joined = ledger_members.states(books.ledger, family.family(books.ledger, state.member_id)[1:11])
    whose = next((one for one in joined if one.member_id == request.args.get("of")), state)
    try:
        events = timeline.page(books, whose, show, cursor, PAGE)
    except BadInput as error:
        raise NotFound(str(error)) from error
    brought = referrals.view(books.ledger, state.member_id)
    telling = happened.Telling(books)
    return render_template(
        "member.html",
        **head(books, found),
        missing=progress_text(found.progress, program.currency),
        birthday=yearly.birthday(books.ledger, state.member_id).on,
        channel=_channel(books, state.member_id),
        personal=views.of(books, state.member_id, g.store.store_id, now_s) is not None,
        filters=_FILTERS,
        show=show,
        joined=joined,
        whose=whose,
        events=events,
        tell=telling,
        figures=lambda entry: why.figures(entry, books, now_s),
        sequence=timeline.sequence_of,
        cursor=cursor,
        code=spoken(brought.code) if brought.code else "",
        came=came_json(brought.came),
        friends=lines_json(brought.lines)["referrals"],
        profile=profile.shown(books, state, now_s),
        today=calendar.day(now_s, books.tz).isoformat(),
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
