"""Group purchases: how far they have come, who joined, who organises them, and their form."""

from __future__ import annotations

import re
import time

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import NotFound
from core.ledger import drafts, group_awards, group_views
from core.ledger import members as ledger_members
from core.ledger.posting import Books
from functions.admin import group_form
from functions.admin.language import say
from functions.admin.members import label
from integrations import access

groups = Blueprint("groups", __name__)

_MEMBER_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)


@groups.get("/groups")
def listing() -> str:
    books = access.books_of(g.store)
    shown = group_views.views(books, int(time.time()))
    return render_template("groups.html", shown=shown, currency=books.programs.newest.currency)


@groups.get("/groups/<group_id>")
def one(group_id: str) -> str:
    """One event: progress, early birds, paying, and a page of those who joined."""
    return _page(access.books_of(g.store), group_id, "", "")


@groups.post("/groups/<group_id>/organiser")
def organiser(group_id: str) -> str | Response | tuple[str, int]:
    """Say who organises it, by customer id or address; nobody when left empty."""
    books = access.books_of(g.store)
    view = group_views.view(books, group_id, int(time.time()))
    wanted, member_id = request.form.get("customer", "").strip(), None
    if wanted:
        member_id = ledger_members.find_member_id(books.ledger, g.store.store_id, wanted)
        if not books.member(member_id).version:
            return _page(books, group_id, wanted, say("groups.no_customer")), 422
    group_awards.organise(books, view.group.id, member_id, g.store.store_id)
    flash(say("groups.organised"))
    return redirect(url_for("groups.one", group_id=view.group.id), 303)


@groups.get("/group-form")
def edit() -> str:
    """The form of the event named in the address; without one, of a new event."""
    document = drafts.get(access.ledger_of(g.store)).document
    index = _index(document.get("groups") or [], request.args.get("group", ""))
    row = {} if index is None else document["groups"][index]
    return _form(document, group_form.fields_of(row), {}, row.get("id", ""))


@groups.post("/group-form")
def send() -> Response | tuple[str, int]:
    """The form comes back with its faults, or is kept in the draft and goes to its review."""
    ledger, wanted = access.ledger_of(g.store), request.form.get("group", "")
    # An id that was ever used is another event's, whose count would go on.
    used = access.books_of(g.store).programs.group_ids
    try:
        drafts.change(
            ledger,
            lambda draft: group_form.kept(draft, request.form, wanted, used),
            int(time.time()),
        )
    except group_form.Refused as refused:
        shown = group_form.fields_of({}) | request.form.to_dict()
        document = drafts.get(ledger).document
        return _form(document, shown, refused.problems, wanted), 422
    except KeyError as error:
        raise NotFound("There is no such group in the program.", code="unknown_group") from error
    flash(say("program.kept"))
    return redirect(url_for("program.look"), 303)


def _index(rows: list[dict[str, object]], group_id: str) -> int | None:
    """Raises NotFound for an id that the program does not have."""
    if not group_id:
        return None
    for index, row in enumerate(rows):
        if row["id"] == group_id:
            return index
    raise NotFound("There is no such group in the program.", code="unknown_group")


def _form(
    document: dict[str, object],
    values: dict[str, str],
    problems: dict[str, str],
    group_id: str,
) -> str:
    return render_template(
        "group_form.html",
        currency=document["currency"],
        rewards=document["rewards"],
        values=values,
        problems=problems,
        group_id=group_id,
        name_languages=group_form.LANGUAGES,
    )


def _page(books: Books, group_id: str, wanted: str, fault: str) -> str:
    view = group_views.view(books, group_id, int(time.time()))
    cursor = request.args.get("after", "")
    if cursor and not _MEMBER_ID.fullmatch(cursor):
        raise NotFound("There is no such page.")
    found, following = group_views.participants(books, group_id, cursor or None)
    program = books.programs.newest
    return render_template(
        "group.html",
        view=view,
        currency=program.currency,
        rewards={one.id: one.names for one in program.rewards},
        editable=any(one.id == view.group.id for one in program.groups),
        organiser=_organiser(books, view.organiser),
        found=found,
        following=following,
        cursor=cursor,
        label=label,
        wanted=wanted,
        problems={"customer": fault} if fault else {},
    )


def _organiser(books: Books, member_id: str | None) -> tuple[str, str] | None:
    """The organiser's id and how they are called."""
    if member_id is None:
        return None
    living = books.living(books.member(member_id))
    return living.member_id, label(living)
