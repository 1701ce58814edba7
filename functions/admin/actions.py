"""What members earn besides buying: the claims that wait for a look, and what one member did and
told of themselves."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import yearly
from core.errors import BadInput, NotFound
from core.explain import names_of
from core.ledger import cases, claiming, performing
from core.ledger import yearly as ledger_yearly
from core.ledger.claiming import Claim
from core.ledger.members import MemberView
from core.ledger.posting import Books
from functions.admin.language import name_in, say
from functions.admin.member_page import head
from functions.admin.members import found_member, label
from functions.clock import now_ms
from integrations import access

actions = Blueprint("actions", __name__)

_REASON_MAX = 500


@actions.get("/actions")
def listing() -> str:
    """The oldest claim first: who waits longest."""
    return _listing({}, {})


@actions.post("/actions/approve")
def approve() -> Response:
    """Raises Conflict for what was refused meanwhile."""
    claiming.approve(access.books_of(g.store), request.form.get("claim", ""), now_ms())
    flash(say("actions.approved"))
    return redirect(url_for("actions.listing"), 303)


@actions.post("/actions/refuse")
def refuse() -> Response | tuple[str, int]:
    """Raises Conflict for what was approved meanwhile."""
    ref, reason = request.form.get("claim", ""), request.form.get("reason", "").strip()
    if not reason or len(reason) > _REASON_MAX:
        key = "actions.long_reason" if reason else "actions.no_reason"
        return _listing({ref: say(key, most=_REASON_MAX)}, {ref: reason}), 422
    claiming.refuse(access.books_of(g.store), ref, reason)
    flash(say("actions.refused"))
    return redirect(url_for("actions.listing"), 303)


@actions.get("/members/<member_id>/actions")
def of_member(member_id: str) -> str | Response:
    """All that is kept of it; also for somebody who asks what that is."""
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    if found.member.member_id != member_id:  # joined with another since
        return redirect(url_for("actions.of_member", member_id=found.member.member_id), 303)
    return _of_member(books, found, {}, "")


@actions.post("/members/<member_id>/birthday")
def tell_birthday(member_id: str) -> Response | tuple[str, int]:
    """Month and day; empty takes it back."""
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    if not found.known:
        raise NotFound("An erased member has no birthday.", code="erased")
    told = request.form.get("birthday", "").strip()
    try:
        on = yearly.month_day(told) if told else ""
    except BadInput:
        problems = {"birthday": say("actions.bad_birthday")}
        return _of_member(books, found, problems, told), 422
    ledger_yearly.tell_birthday(books, found.member.member_id, on, g.store.store_id, now_ms())
    flash(say("actions.birthday_kept" if on else "actions.birthday_gone"))
    return redirect(url_for("actions.of_member", member_id=found.member.member_id), 303)


def _listing(problems: Mapping[str, str], values: Mapping[str, str]) -> str:
    books = access.books_of(g.store)
    waiting = claiming.waiting(books.ledger)
    holders = [books.living(books.member(one.member_id)) for one in waiting]
    return render_template(
        "actions.html",
        waiting=list(zip(waiting, holders, strict=True)),
        label=label,
        title=_Titles(books),
        problems=problems,
        values=values,
    )


def _of_member(books: Books, found: MemberView, problems: Mapping[str, str], told: str) -> str:
    ledger, member = books.ledger, found.member
    born = ledger_yearly.birthday(ledger, member.member_id)
    return render_template(
        "member_actions.html",
        **head(books, found),
        born=born,
        birthday=told or born.on,
        done=performing.done_by(ledger, member.member_id),
        claims=claiming.of_member(ledger, member.member_id),
        cases=cases.of_member(books, member.member_id),
        title=_Titles(books),
        problems=problems,
    )


class _Titles:
    """Names of actions, as the newest program has them."""

    def __init__(self, books: Books) -> None:
        self._names = names_of(books.programs.newest)

    def __call__(self, of: Claim | str) -> str:
        action_id = of.action_id if isinstance(of, Claim) else of
        return name_in(self._names.get(f"rule/{action_id}", {})) or action_id
