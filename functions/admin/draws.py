"""Lucky draws: how far each is, who has won, and a form for a new one."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from flask import Blueprint, g, render_template, request

from core.errors import BadInput
from core.ledger import drafts, drawing, programs
from core.ledger import draws as kept
from functions.admin import draw_form, review
from functions.admin.forms.faults import in_words
from functions.admin.language import name_in
from functions.admin.members import label
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
    that the merchant works on, with the draw in it from now on."""
    ledger, now_s = access.ledger_of(g.store), int(time.time())
    draft = drafts.get(ledger)
    state = draw_form.read(request.form, [tier["id"] for tier in draft.document["tiers"]])
    action = request.form.get("do", "review")
    if action != "review":
        return _form(state, {}, focus=draw_form.act(state, action))
    try:
        document = drafts.change(ledger, partial(_with, state), now_s)
    except BadInput as error:
        return _form(state, _beside(error, draft.document)), 422
    version, newest = programs.document(ledger)
    return review.page(version, newest, document, str(draft.base))


def _with(state: draw_form.State, document: dict[str, Any]) -> dict[str, Any]:
    """The program with the draw in it. Raises BadInput."""
    from core.program.schema import validate  # pydantic: only when somebody edits the program

    before: list[dict[str, Any]] = document.get("draws") or []
    taken = {*access.books_of(g.store).programs.draw_ids, *(draw["id"] for draw in before)}
    new = draw_form.document_of(state, taken)
    return validate({**document, "draws": [*before, new]})


def _beside(error: BadInput, document: dict[str, Any]) -> dict[str, str]:
    """The faults of the new draw by its fields."""
    own = f"draws.{len(document.get('draws') or ())}"
    problems: dict[str, str] = {}
    found: Any = error.details["problems"]
    for fault in found:
        where, what = fault["where"], fault["what"]
        inside = where.removeprefix(own).removeprefix(".") if where.startswith(own) else "form"
        problems.setdefault(draw_form.place(inside, what), in_words(what))
    return problems


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
