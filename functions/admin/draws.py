"""Lucky draws: how far each is, who has won, and a form for a new one."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, g, render_template, request

from core.errors import BadInput
from core.ledger import drawing, programs
from core.ledger import draws as kept
from functions.admin import draw_form, review
from functions.admin.language import name_in
from functions.admin.members import label
from functions.admin.program_check import in_words
from integrations import access

draws = Blueprint("draws", __name__)


@draws.get("/draws")
def listing() -> str:
    """The last to close first."""
    books, now_s = access.books_of(g.store), int(time.time())
    # Announced already, unless a crash came between publishing them and that.
    kept.announce_all(books.ledger, books.programs.in_force(now_s).draws, now_s)
    return render_template("draws.html", draws=kept.listed(books))


@draws.get("/draws/<draw_id>")
def one(draw_id: str) -> str:
    """Raises NotFound for one that was never announced."""
    books = access.books_of(g.store)
    state = kept.shown(books.ledger, draw_id)
    entries = state.entries if state.digest else kept.count(books.ledger, draw_id)
    winners = [books.living(books.member(member_id)) for *_, member_id in state.winners]
    return render_template(
        "draw.html",
        state=state,
        draw=state.draw,
        entries=entries,
        program=books.programs.newest,
        closes_s=drawing.closes_s(state.draw, books.tz),
        drawn_s=state.closed_at_s + drawing.PAUSE_S,
        winners=list(zip(drawing.shown(state), winners, strict=True)),
        label=label,
    )


@draws.get("/new-draw")
def fresh() -> str:
    return _form(draw_form.fresh(), {})


@draws.post("/new-draw")
def send() -> str | tuple[str, int]:
    """The form again, with a prize more or less or with its faults; or the review of the program
    with the draw in it."""
    version, newest = programs.document(access.ledger_of(g.store))
    state = draw_form.read(request.form, [tier["id"] for tier in newest["tiers"]])
    action = request.form.get("do", "review")
    if action != "review":
        return _form(state, {}, focus=draw_form.act(state, action))
    document, problems = _checked(state, newest)
    if document is None:
        return _form(state, problems), 422
    return review.page(version, newest, document, str(version))


def _checked(
    state: draw_form.State, newest: dict[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    from core.program.schema import validate  # pydantic: only when somebody edits the program

    before: list[dict[str, Any]] = newest.get("draws") or []
    taken = {*access.books_of(g.store).programs.draw_ids, *(draw["id"] for draw in before)}
    new = draw_form.document_of(state, taken)
    try:
        return validate({**newest, "draws": [*before, new]}), {}
    except BadInput as error:
        found: Any = error.details["problems"]
    problems: dict[str, str] = {}
    own = f"draws.{len(before)}"
    for fault in found:
        where = fault["where"]
        inside = where.removeprefix(own).removeprefix(".") if where.startswith(own) else "form"
        problems.setdefault(draw_form.place(inside, fault["what"]), in_words(fault["what"]))
    return None, problems


def _form(state: draw_form.State, problems: dict[str, str], *, focus: str = "") -> str:
    program = access.books_of(g.store).programs.newest
    return render_template(
        "draw_new.html",
        state=state,
        problems=problems,
        focus=focus,
        tiers=program.tiers,
        rewards_shown=[
            (reward.id, name_in(reward.names))
            for reward in program.rewards
            if reward.kind not in ("amount", "donation")  # which are no gifts
        ],
        name_languages=draw_form.LANGUAGES,
    )
