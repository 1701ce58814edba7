"""When an order counts as paid: the merchant's own rules, over the built-in ones."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.ledger import stores
from core.ledger.stores import Store
from core.ledger.table import retrying
from functions.admin.language import say
from integrations.shopify.payment import STATUSES as SHOPIFY
from integrations.sweeping import FIRST_SWEEP_S
from integrations.woocommerce.payment import CASH_ON_DELIVERY
from integrations.woocommerce.payment import STATUSES as WOOCOMMERCE

payments = Blueprint("payments", __name__)

# All of them are in the store's row, which every function reads.
_RULES_MAX = 100
STATES = ("pending", "paid", "void")
_NAME = re.compile(r"[^\s\x00-\x1f#](?:[^\x00-\x1f#]{0,78}[^\s\x00-\x1f#])?")


@payments.get("/payments")
def rules() -> str:
    return _page({}, {})


@payments.post("/payments")
def change() -> str | Response | tuple[str, int]:
    """Add or replace a rule, or with `state` "default" remove one."""
    status = request.form.get("status", "").strip()
    method = request.form.get("method", "").strip()
    state = request.form.get("state", "")
    problems = {}
    if not _NAME.fullmatch(status):
        problems["status"] = say("payments.bad_status")
    if method and not _NAME.fullmatch(method):
        problems["method"] = say("payments.bad_method")
    if state not in (*STATES, "default"):
        problems["state"] = say("payments.bad_state")
    if state != "default" and _count(stores.get(g.store.store_id, fresh=True)) >= _RULES_MAX:
        problems["status"] = say("payments.too_many", most=_RULES_MAX)
    if problems:
        return _page(problems, request.form), 422
    _save(g.store.store_id, status, method, state)
    flash(say("payments.saved", status=status))
    back = "home.index" if request.form.get("back") == "home" else "payments.rules"
    return redirect(url_for(back), 303)


def _page(problems: Mapping[str, str], values: Mapping[str, str]) -> str:
    store: Store = stores.get(g.store.store_id, fresh=True)
    own = [(status, "", state) for status, state in _own(store, "statuses").items()]
    for method, states in _own(store, "methods").items():
        own += [(status, method, state) for status, state in states.items()]
    woocommerce = store.platform == "woocommerce"
    return render_template(
        "payments.html",
        own=sorted(own),
        built_in=WOOCOMMERCE if woocommerce else SHOPIFY,
        cash_on_delivery=CASH_ON_DELIVERY if woocommerce else {},
        states=STATES,
        problems=problems,
        values=values,
    )


def _count(store: Store) -> int:
    methods = _own(store, "methods").values()
    return len(_own(store, "statuses")) + sum(len(states) for states in methods)


def _own(store: Store, part: str) -> Mapping[str, Any]:
    found = store.payment_map.get(part)
    return found if isinstance(found, Mapping) else {}


def _save(store_id: str, status: str, method: str, state: str) -> None:
    """Write the rule on what the map is now, whoever else is changing it."""

    def attempt() -> Store:
        store = stores.get(store_id, fresh=True)
        statuses = dict(_own(store, "statuses"))
        methods = {name: dict(states) for name, states in _own(store, "methods").items()}
        rules = methods.setdefault(method, {}) if method else statuses
        rules.pop(status, None)
        if state != "default":
            rules[status] = state
        kept = {name: states for name, states in methods.items() if states}
        return stores.save(replace(store, payment_map={"statuses": statuses, "methods": kept}))

    retrying(attempt)
    if state != "default" and not method:
        stores.clear_health(store_id, "unmapped_status", status)
    # Orders that were read under the old rule are read again by the next sweep.
    since_s = int(time.time()) - FIRST_SWEEP_S
    swept_s = stores.swept_until(store_id)
    if swept_s is not None and swept_s > since_s:
        stores.note_swept(store_id, since_s)
