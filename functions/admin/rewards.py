"""Rewards at a glance: what each costs, how many are left, and what members think of it. Stock and
limits are changed in the draft; partners' codes are added at once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar, codes_pasted, rewards
from core.codes_pasted import Pasted
from core.ledger import drafts, programs, ratings, stores, tallies, vouchers
from core.program.model import Program, load
from core.program.sentences import sentences
from core.ratings import Score
from core.stock import Stand
from functions.admin import record, stock_form
from functions.admin.language import name_in, say
from functions.admin.shelves import stands_of
from integrations import access

rewards_page = Blueprint("rewards", __name__)

# Codes that are added within the time that a page may take.
MOST_CODES = 2000
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A reward of the draft, with how it stands. `seen`: what its form carries."""

    stand: Stand
    said: str
    score: Score | None
    seen: str
    unpublished: bool


@rewards_page.get("/rewards")
def page() -> str:
    return _page({}, {})


@rewards_page.post("/rewards/<reward_id>")
def change(reward_id: str) -> str | Response | tuple[str, int]:
    """Stock, limit, or a pause, into the draft."""
    now_s = int(time.time())
    today = calendar.day(now_s, g.store.tz)
    edit = partial(stock_form.changed, reward_id=reward_id, form=request.form, today=today)
    try:
        drafts.change(access.ledger_of(g.store), edit, now_s)
    except stock_form.Refused as refused:
        return _page({reward_id: refused.problems}, {reward_id: request.form}), refused.status
    except KeyError:
        abort(404)
    flash(say("program.kept"))
    return redirect(url_for("rewards.page", _anchor=f"reward-{reward_id}"), 303)


@rewards_page.get("/rewards/<reward_id>/codes")
def codes(reward_id: str) -> str:
    return _codes_page(reward_id, "", None)


@rewards_page.post("/rewards/<reward_id>/codes")
def add_codes(reward_id: str) -> str | tuple[str, int]:
    """Put codes into the pool. One that is there already, or was given to somebody, is named and
    left as it is; where a line is no code nothing is added, and all that was pasted stays."""
    ledger = access.ledger_of(g.store)
    if _voucher_of(reward_id) is None:
        abort(404)
    text = request.form.get("codes", "")
    upload = request.files.get("file")
    try:
        text = "\n".join(filter(None, (text, upload.read().decode("utf-8-sig") if upload else "")))
    except UnicodeDecodeError:
        return _codes_page(reward_id, text, None, say("codes.not_text")), 422
    pasted = codes_pasted.read(text)
    if pasted.faults or not pasted.codes or len(pasted.codes) > MOST_CODES:
        return _codes_page(reward_id, text, None, _fault(pasted)), 422
    known = vouchers.known(ledger, reward_id, pasted.codes)
    added = vouchers.add(ledger, reward_id, pasted.codes)
    record.about(reward_id, added=added)
    tally = tallies.read(ledger, reward_id)
    if tally.pool - tally.taken > vouchers.LOW:
        stores.clear_health(g.store.store_id, "vouchers_low", reward_id)
    return _codes_page(reward_id, "", (added, pasted.twice, known))


def _page(problems: Mapping[str, Mapping[str, str]], typed: Mapping[str, Mapping[str, str]]) -> str:
    ledger, now_s = access.ledger_of(g.store), int(time.time())
    draft = drafts.get(ledger)
    _, newest = programs.document(ledger)
    program = load(draft.document, 0, 0)
    published = {row["id"]: row for row in newest["rewards"]}
    said = {one.where: name_in(one.text) for one in sentences(draft.document).values()}
    scores = ratings.scores(ledger)
    rows = draft.document["rewards"]
    lines = [
        Line(
            stand=one,
            said=said.get(f"rewards.{index}", ""),
            score=scores.get(one.reward.id),
            seen=stock_form.seen_of(rows[index]),
            unpublished=published.get(one.reward.id) != rows[index],
        )
        for index, one in enumerate(stands_of(ledger, program, calendar.day(now_s, g.store.tz)))
    ]
    return render_template(
        "rewards.html",
        lines=lines,
        program=program,
        problems=problems,
        typed=typed,
        changed=any(one.unpublished for one in lines) or len(published) != len(rows),
        stars=lambda score: f"{score.tenths // 10}.{score.tenths % 10}",
    )


def _codes_page(
    reward_id: str,
    text: str,
    done: tuple[int, tuple[str, ...], tuple[str, ...]] | None,
    fault: str = "",
) -> str:
    reward = _voucher_of(reward_id)
    if reward is None:
        abort(404)
    tally = tallies.read(access.ledger_of(g.store), reward_id)
    return render_template(
        "codes.html",
        reward=reward,
        left=rewards.left_of(reward, tally.taken, tally.pool),
        given=tally.taken,
        pool=tally.pool,
        text=text,
        fault=fault,
        done=done,
        named=_NAMED,
        most=MOST_CODES,
    )


def _fault(pasted: Pasted) -> str:
    if pasted.faults:
        lines = ", ".join(map(str, pasted.faults[:_NAMED]))
        return say("codes.faults", lines=lines, most=codes_pasted.MOST_CHARACTERS)
    if not pasted.codes:
        return say("codes.none")
    return say("codes.too_many", n=len(pasted.codes), most=MOST_CODES)


def _voucher_of(reward_id: str) -> Any:
    """The reward of that id in the draft or in the program, if it gives partners' codes."""
    books = access.books_of(g.store)
    draft: Program = load(drafts.get(books.ledger).document, 0, 0)
    every = [*draft.rewards, *books.programs.newest.rewards]
    return next((one for one in every if one.id == reward_id and one.kind == "voucher"), None)
