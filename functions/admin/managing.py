"""What the merchant decides about a member besides points: that they last longer, that a tier is
held, that two are one, that somebody is forgotten; and the file of all that is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core import calendar
from core.errors import BadInput, NotFound
from core.ledger import commands, finding, people, uniting
from core.ledger import members as ledger_members
from core.ledger.members import MemberView
from core.ledger.posting import Books
from core.tiers import MANUAL
from functions.admin.language import day, name_in, say
from functions.admin.member_page import head, reason_of
from functions.admin.members import country, found_member, known_member, label
from functions.clock import now_ms
from integrations import access, exporting

managing = Blueprint("managing", __name__)

Answer = str | AnyResponse | tuple[str, int]


@managing.get("/members/<member_id>/manage")
def page(member_id: str) -> str | AnyResponse:
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    if found.member.member_id != member_id:
        return redirect(url_for("managing.page", member_id=found.member.member_id), 303)
    return _page(books, found, {}, {})


@managing.post("/members/<member_id>/extend")
def extend(member_id: str) -> Answer:
    """Let points last until the end of a month; what lasts as long already stays as it is."""
    books, found = access.books_of(g.store), known_member(member_id)
    reason, fault = reason_of(request.form, "extend_reason")
    problems = {"extend_reason": fault} if fault else {}
    try:
        until = commands.last_of_month(request.form.get("extend_until", ""))
        if until < _today(books):
            raise BadInput("It has passed.")
    except BadInput:
        problems["extend_until"] = say("manage.bad_day")
    if problems:
        return _page(books, found, problems, request.form), 422
    done = commands.extend(books, member_id, until, reason, now_ms())
    flash(say("manage.extended" if done else "manage.extended_before", until=day(until)))
    return _back(member_id)


@managing.post("/members/<member_id>/tier")
def tier(member_id: str) -> Answer:
    """Have a tier held until a day. The same again changes nothing."""
    books, found = access.books_of(g.store), known_member(member_id)
    reason, fault = reason_of(request.form, "tier_reason")
    problems = {"tier_reason": fault} if fault else {}
    tier_id, until = request.form.get("tier", ""), request.form.get("tier_until", "").strip()
    program = books.programs.in_force(int(time.time()))
    if all(one.id != tier_id for one in program.tiers):
        problems["tier"] = say("manage.bad_tier")
    if not _is_day_to_come(books, until):
        problems["tier_until"] = say("manage.bad_day")
    if not problems:
        try:
            done = commands.give_tier(books, member_id, tier_id, until, reason, now_ms())
        except BadInput:
            problems["tier"] = say("manage.lower_tier")
    if problems:
        return _page(books, found, problems, request.form), 422
    named = name_in(program.tier(tier_id).names)
    key = "manage.tier_given" if done else "manage.tier_given_before"
    flash(say(key, tier=named, until=day(until)))
    return _back(member_id)


@managing.post("/members/<member_id>/tier/end")
def end_tier(member_id: str) -> Answer:
    """Take back the tier that was given by hand; what was earned stays."""
    books, found = access.books_of(g.store), known_member(member_id)
    given = next((one for one in found.member.grants if one.source == MANUAL), None)
    if given is not None:
        now_s = int(time.time())
        ended = (calendar.day(now_s, books.tz) - timedelta(days=1)).isoformat()
        reason = say("manage.tier_ended_reason")
        commands.give_tier(books, member_id, given.tier_id, ended, reason, now_ms())
    flash(say("manage.tier_ended"))
    return _back(member_id)


@managing.get("/members/<member_id>/merge")
def merging(member_id: str) -> Answer:
    """What would come of joining another member into this one, or this one into the other."""
    books, found = access.books_of(g.store), known_member(member_id)
    wanted = request.args.get("with", "").strip()
    others = finding.find(books, g.store.store_id, wanted, country())
    others = [one for one in others if one.member.member_id != found.member.member_id]
    problem = ""
    if len(others) != 1:
        problem = say("manage.merge_unknown" if not others else "manage.merge_several")
    elif uniting.refusal(others[0].member, found.member) is not None:
        problem = say("manage.merge_erased")
    if problem:
        return _page(books, found, {"with": problem}, request.args), 422
    other = others[0].member
    pair = (other, found.member)
    source, target = pair[::-1] if request.args.get("keep") == "other" else pair
    return _merging(books, found, uniting.preview(books, source, target, int(time.time())), {}, {})


@managing.post("/members/<member_id>/merge")
def merge(member_id: str) -> Answer:
    """Join `from` into this member, on the merchant's word. Once: the same again finds it done."""
    books, found = access.books_of(g.store), known_member(member_id)
    source = found_member(books, request.form.get("from", ""))
    if source.member.member_id == found.member.member_id:
        flash(say("manage.merged"))
        return redirect(url_for("members.member", member_id=found.member.member_id), 303)
    reason, fault = reason_of(request.form)
    if uniting.refusal(source.member, found.member) is not None:
        raise NotFound("An erased member is joined with nobody.", code="erased")
    problems = {"reason": fault} if fault else {}
    if request.form.get("sure") != "yes":
        problems["sure"] = say("manage.not_sure")
    if problems:
        union = uniting.preview(books, source.member, found.member, int(time.time()))
        return _merging(books, found, union, problems, request.form), 422
    people.join(
        *(books, source.member.member_id, found.member.member_id, "merchant_merge", now_ms()),
        reason=reason,
    )
    flash(say("manage.merged"))
    return redirect(url_for("members.member", member_id=found.member.member_id), 303)


@managing.get("/members/<member_id>/erase")
def erasing(member_id: str) -> Answer:
    """What goes, and what stays."""
    return _erasing(access.books_of(g.store), known_member(member_id), {})


@managing.post("/members/<member_id>/erase")
def erase(member_id: str) -> Answer:
    books, found = access.books_of(g.store), known_member(member_id)
    if request.form.get("sure") != "yes":
        return _erasing(books, found, {"sure": say("manage.not_sure")}), 422
    people.erase(books, found.member.member_id, now_ms())
    flash(say("manage.erased"))
    return redirect(url_for("members.member", member_id=found.member.member_id), 303)


@managing.post("/members/<member_id>/export")
def export(member_id: str) -> Response:
    """All that is kept about the member, as a file."""
    books, found = access.books_of(g.store), known_member(member_id)
    made = exporting.file_of(books, found.member.member_id, now_ms())
    name = f"member-{found.member.member_id[:8]}-{_today(books)}.json"
    return Response(
        json.dumps(made, ensure_ascii=False, indent=1),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@managing.get("/members/<member_id>/extend")
@managing.get("/members/<member_id>/tier")
@managing.get("/members/<member_id>/tier/end")
@managing.get("/members/<member_id>/export")
def _back(member_id: str) -> AnyResponse:
    return redirect(url_for("managing.page", member_id=member_id), 303)


def _page(
    books: Books, found: MemberView, problems: Mapping[str, str], values: Mapping[str, str]
) -> str:
    now_s = int(time.time())
    grants = [one for one in found.member.grants if one.source == MANUAL]
    return render_template(
        "member_manage.html",
        **head(books, found),
        tiers=books.programs.in_force(now_s).tiers,
        given=grants[0] if grants else None,
        today=_today(books),
        problems=problems,
        values=values,
    )


def _merging(
    books: Books,
    found: MemberView,
    union: uniting.Union,
    problems: Mapping[str, str],
    values: Mapping[str, str],
) -> str:
    return render_template(
        "member_merge.html",
        **head(books, found),
        union=union,
        other=union.source if union.target.member_id == found.member.member_id else union.target,
        title=label,
        tier_of=lambda one: books.programs.in_force(int(time.time())).tier(one.tier_id),
        problems=problems,
        values=values,
    )


def _erasing(books: Books, found: MemberView, problems: Mapping[str, str]) -> str:
    member = found.member
    joined, _ = people.joined_into(books.ledger, member.member_id)
    others = ledger_members.states(books.ledger, sorted(joined - {member.member_id})[:25])
    return render_template(
        "member_erase.html", **head(books, found), others=others, problems=problems
    )


def _today(books: Books) -> str:
    return calendar.day(int(time.time()), books.tz).isoformat()


def _is_day_to_come(books: Books, text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() >= _today(books)
    except ValueError:
        return False
