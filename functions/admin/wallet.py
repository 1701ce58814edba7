"""The stores that share this one's wallet, what money is worth in each, and how another joins."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import BadInput, Conflict, Forbidden
from core.ledger import drafts, invites
from core.ledger.stores import Store
from core.program.schema import validate
from functions.admin.language import say
from functions.admin.numbers import plain
from integrations import access
from integrations import wallet as joining

wallet = Blueprint("wallet", __name__)

Answer = str | Response | tuple[str, int]
_CODE_MOST = 500


@wallet.get("/stores")
def listing() -> str:
    return _page()


@wallet.post("/stores/invite")
def invite() -> str:
    """Whoever has the link may let one store join this wallet, within the hour."""
    code = invites.create(int(time.time()), g.store.store_id)
    return _page(link=f"{os.environ['PUBLIC_URL'].rstrip('/')}/connect/{code}")


@wallet.post("/stores/join")
def join() -> Answer:
    """Let this store join the wallet that a link opens. The link is used up only if it can."""
    typed = request.form.get("link", "").strip()
    start_over = request.form.get("start_over") == "yes"
    code, now_s = typed.rpartition("/")[2], int(time.time())
    if not code or len(typed) > _CODE_MOST:
        return _page({"link": say("stores.no_link")}, request.form), 422
    try:
        into = invites.into(code, now_s)
        if not into:
            return _page({"link": say("stores.link_of_none")}, request.form), 422
        if into == g.store.store_id:
            return _page({"link": say("stores.link_of_own")}, request.form), 422
        joining.check(g.store.store_id, into, start_over=start_over)
        joining.join(g.store.store_id, invites.take(code, now_s), start_over=start_over)
    except Forbidden:
        return _page({"link": say("stores.link_over")}, request.form), 422
    except Conflict as error:
        return _page({"link": say(f"stores.{error.code}")}, request.form), 422
    except BadInput:
        return _page({"link": say("stores.not_connected")}, request.form), 422
    flash(say("stores.joined"))
    return redirect(url_for("wallet.listing"), 303)


@wallet.get("/stores/join")
@wallet.get("/stores/invite")
@wallet.get("/stores/rates")
def asked_again() -> Response:
    return redirect(url_for("wallet.listing"), 303)


@wallet.post("/stores/rates")
def rates() -> Answer:
    """What one unit of the program's currency is worth where a store sells in another: into the
    draft."""
    ledger = access.ledger_of(g.store)
    currencies = _others(joining.stores_of(g.store), drafts.get(ledger).document)
    sent = {code: plain(request.form.get(f"rate.{code}", "")) for code in currencies}

    def edit(document: dict[str, Any]) -> dict[str, Any]:
        kept = {**document.get("exchange", {}), **sent}
        left = {code: worth for code, worth in kept.items() if worth}
        bare = {name: part for name, part in document.items() if name != "exchange"}
        return validate(bare | ({"exchange": left} if left else {}))

    try:
        drafts.change(ledger, edit, int(time.time()))
    except BadInput as error:
        places = [one["where"].split(".") for one in _problems(error)]
        faults = {f"rate.{place[1]}": say("stores.bad_rate") for place in places if place[1:]}
        return _page(faults, request.form), 422
    flash(say("stores.rates_kept"))
    return redirect(url_for("wallet.listing"), 303)


def _problems(error: BadInput) -> list[dict[str, str]]:
    found: list[dict[str, str]] = error.details["problems"]  # type: ignore[assignment]
    return found


def _others(members: Sequence[Store], document: Mapping[str, Any]) -> list[str]:
    """The currencies that stores of the wallet sell in, but the program's."""
    return sorted({one.currency for one in members} - {document["currency"]})


def _page(
    problems: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    link: str = "",
) -> str:
    members = joining.stores_of(g.store)
    document = drafts.get(access.ledger_of(g.store)).document
    kept = {f"rate.{code}": worth for code, worth in document.get("exchange", {}).items()}
    return render_template(
        "stores.html",
        members=sorted(members, key=lambda one: (one.store_id != g.store.store_id, one.address)),
        currency=document["currency"],
        others=_others(members, document),
        alone=joining.alone(g.store, members),
        history=len(members) == 1 and joining.has_history(g.store),
        link=link,
        problems=problems or {},
        values={**kept, **(values or {})},
    )
