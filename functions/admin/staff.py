"""Who works here: roles, invitations, and a link to come back by."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import BadInput, Conflict
from core.ledger import links
from core.ledger import staff as kept
from core.staff import INVITED, NAME_MAX, ROLES, Arrival, Member, name_of, role_of
from functions.admin import record
from functions.admin.language import say
from functions.clock import now_ms

staff = Blueprint("staff", __name__)

_INVITATION_S = 7 * 86400
_COME_BACK_S = 30 * 86400


@staff.get("/staff")
def listing() -> str:
    return _page()


@staff.post("/staff")
def invite() -> tuple[str, int]:
    """Make a single-use link for somebody who is of the staff from then on; shown once."""
    role, name, problems = _read(request.form)
    if problems:
        return _page(problems, request.form, "invite"), 422
    staff_id = f"{INVITED}-{secrets.token_hex(8)}"
    try:
        kept.invite(g.store.store_id, staff_id, role_of(role), name, now_ms())
    except Conflict as refusal:
        return _page({"role": say(f"staff.{refusal.code}")}, request.form, "invite"), 409
    record.about(staff_id, role=role)
    who = Arrival(staff_id, role_of(role), name, invited=True)
    token = links.create(g.store.store_id, now_ms() // 1000, _INVITATION_S, who)
    return _page(link=_link(token), made="invite"), 200


@staff.post("/staff/come-back")
def come_back() -> str:
    """A single-use link for oneself, for another day or another device; shown once."""
    who = Arrival(g.staff.staff_id, g.staff.role, g.staff.name, invited=True)
    token = links.create(g.store.store_id, now_ms() // 1000, _COME_BACK_S, who)
    record.about(g.staff.staff_id)
    return _page(link=_link(token), made="come_back")


@staff.post("/staff/<staff_id>")
def change(staff_id: str) -> Response | tuple[str, int]:
    """Another role or name. Raises NotFound."""
    role, name, problems = _read(request.form)
    if not problems:
        try:
            kept.change(g.store.store_id, staff_id, role_of(role), name)
        except Conflict as refusal:
            problems = {"role": say(f"staff.{refusal.code}")}
    if problems:
        return _page(problems, request.form, staff_id), 422
    record.about(staff_id, role=role)
    flash(say("staff.changed"))
    return redirect(url_for("staff.listing"), 303)


@staff.post("/staff/<staff_id>/remove")
def remove(staff_id: str) -> Response | tuple[str, int]:
    """Their sessions end at once. Raises NotFound."""
    try:
        kept.remove(g.store.store_id, staff_id, now_ms())
    except Conflict as refusal:
        return _page({"role": say(f"staff.{refusal.code}")}, {}, staff_id), 409
    record.about(staff_id)
    flash(say("staff.removed_now"))
    return redirect(url_for("staff.listing"), 303)


def called(who: Member) -> str:
    """What somebody is called on the page: their name, else how they came in."""
    origin, _, number = who.staff_id.partition("-")
    number = say(f"role.{number}") if number in ROLES else number[:12]
    return who.name or say(f"staff.from.{origin}", id=number)


def _read(form: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
    """Role and name of a form, and what is wrong with them by field."""
    problems = {}
    role, name = form.get("role", ""), form.get("name", "")
    if role not in ROLES:
        problems["role"] = say("staff.bad_role")
    try:
        name = name_of(name)
    except BadInput:
        problems["name"] = say("staff.bad_name", most=NAME_MAX)
    return role, name, problems


def _page(
    problems: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    at: str = "",
    link: str = "",
    made: str = "",
) -> str:
    """`at`: whose form the problems and values belong to, or "invite"."""
    people = sorted(kept.listed(g.store.store_id).values(), key=_rank)
    return render_template(
        "staff.html",
        people=[one for one in people if not one.removed],
        removed=[one for one in people if one.removed],
        called=called,
        roles=ROLES[::-1],
        problems=problems or {},
        values=values or {},
        at=at,
        link=link,
        made=made,
        name_max=NAME_MAX,
    )


def _rank(one: Member) -> tuple[int, str, str]:
    return -ROLES.index(one.role), one.name.lower(), one.staff_id


def _link(token: str) -> str:
    return f"{os.environ['PUBLIC_URL'].rstrip('/')}/admin/enter?token={token}"
