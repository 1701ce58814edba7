"""What members redeemed that the merchant has to do."""

from __future__ import annotations

import time

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Conflict
from core.ledger import handing, redemptions
from functions.admin.language import say
from integrations import access

tasks = Blueprint("tasks", __name__)


@tasks.get("/tasks")
def listing() -> str:
    """The oldest first: who comes next."""
    return render_template("tasks.html", waiting=redemptions.waiting(access.books_of(g.store)))


@tasks.post("/tasks/done")
def done() -> Response:
    """Goods past their best-before day are not handed over: that is said beside the list. Raises
    Conflict for what was given back meanwhile."""
    now_ms = time.time_ns() // 1_000_000
    redemption_id = request.form.get("redemption", "")
    try:
        ended = handing.hand_over(access.books_of(g.store), redemption_id, now_ms)
    except Conflict as refusal:
        if refusal.code != "past_best_before":
            raise
        flash(say("tasks.past"))
        return redirect(url_for("tasks.listing"), 303)
    flash(say("tasks.ended", title=ended.title))
    return redirect(url_for("tasks.listing"), 303)
