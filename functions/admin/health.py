"""Store health: whether every order is accounted for, how late deliveries are, and what else
somebody should see to; each with what to do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core import calendar, punctuality
from core.errors import Forbidden, RegularsError
from core.ledger import installations, programs, stores
from core.ledger import punctuality as kept
from core.ledger.stores import Store
from core.punctuality import Look
from functions.admin import limits_shown
from functions.admin.language import catalogue, say, when
from functions.admin.shelves import stands_of
from integrations import access
from integrations.shopify import scopes

health = Blueprint("health", __name__)

State = Literal["well", "look", "bad", "unknown"]

# The sweep comes hourly; two of its turns and a quarter.
_LATE_S = 2 * 3600 + 900
_BAD_S = 26 * 3600
# So many of a hundred deliveries that never came are no accident.
_MISSED_PERCENT = 5
_SLOW_S = 120
# These are no notice to put away: they are over when what they say is.
STANDING = frozenset({"unmapped_status", "sweep_stopped", "festival_ends", "token_refused"})


@dataclass(frozen=True, slots=True)
class Check:
    """One line: how it stands, what was found, and what to do (a text's key, "" for nothing)."""

    state: State
    name: str
    found: str
    do: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the store said just now."""

    checks: list[Check]


@health.get("/health")
def page() -> str:
    return _page(None)


@health.post("/health/ask")
def ask() -> str:
    """Ask the store itself whether it lets us in, and whether it still tells us."""
    return _page(Asked(_ask(g.store)))


@health.get("/health/ask")
def asked_before() -> Response:
    return redirect(url_for("health.page"), 303)


def _page(asked: Asked | None) -> str:
    store, now_s = g.store, int(time.time())
    monday_s = _monday(now_s)
    seen = punctuality.together(kept.since(store.store_id, monday_s))
    ledger = access.ledger_of(store)
    books = access.books_of(store)
    in_force = books.programs.in_force(now_s)
    document = programs.document(ledger)[1]
    notices = [*stores.health(store.store_id), *limits_shown.ending(document, now_s)]
    low = [one for one in stands_of(ledger, in_force, calendar.day(now_s, store.tz)) if one.urgent]
    checks = [
        _accounted(store, now_s, seen),
        _deliveries(seen),
        *([Check("look", "stock", say("health.low", n=len(low)), "stock")] if low else []),
    ]
    missing = _scopes_missing(document)
    return render_template(
        "health.html",
        checks=checks,
        asked=asked,
        notices=notices,
        scopes=missing,
        notice_key=_notice_key,
        do_key=_do_key,
        standing=STANDING,
        well=not notices and not missing and all(one.state == "well" for one in checks),
    )


def _accounted(store: Store, now_s: int, seen: Look | None) -> Check:
    """Whether all that the store changed is in the ledger, and up to when: that much a sweep
    knows, and no more."""
    until_s = stores.swept_until(store.store_id)
    if until_s is None:
        late = now_s - store.installed_at_s > _LATE_S
        return Check(
            "bad" if late else "unknown", "orders", say("health.unswept"), "sweep" if late else ""
        )
    at = calendar.iso(until_s)
    counted = say("health.accounted", n=seen.changed) if seen is not None else say("health.all")
    age_s = now_s - until_s
    state: State = "bad" if age_s > _BAD_S else "look" if age_s > _LATE_S else "well"
    found = say("health.gap").join((counted, say("health.up_to", at=_when(at))))
    return Check(state, "orders", found, "sweep" if state != "well" else "")


def _deliveries(seen: Look | None) -> Check:
    """Whether the store tells us by itself, and how fast."""
    if seen is None or not seen.changed:
        return Check("unknown", "deliveries", say("health.quiet"))
    told = []
    if seen.last_ms:
        told.append(say("health.slowest", seconds=seen.slowest_s))
        told.append(say("health.last", at=_when(calendar.iso(seen.last_ms / 1000))))
    if seen.missed:
        told.append(say("health.missed", n=seen.missed))
    many = seen.missed * 100 > _MISSED_PERCENT * seen.changed
    slow = seen.slowest_s > _SLOW_S
    state: State = "bad" if not seen.last_ms else "look" if many or slow else "well"
    do = "webhooks" if not seen.last_ms or many else "slow" if slow else ""
    return Check(state, "deliveries", say("health.gap").join(told), do)


def _ask(store: Store) -> list[Check]:
    from integrations.reach import port_of  # with a platform's client, for this button alone
    from integrations.woocommerce.webhooks import TOPICS, list_webhooks

    try:
        port = port_of(store)
        port.describe()
        found = [Check("well", "keys", say("health.let_in"))]
        stores.clear_health(store.store_id, "credentials", "refused")
        if store.platform != "woocommerce":
            return found
        path = f"/webhooks/woocommerce/{store.store_id}"
        ours = [
            one
            for one in list_webhooks(port)
            if urlsplit(one.delivery_url).path.rstrip("/").endswith(path)
        ]
    except Forbidden:
        return [Check("bad", "keys", say("health.refused"), "credentials")]
    except RegularsError:
        return [Check("bad", "keys", say("health.no_answer"), "no_answer")]
    live = {one.topic for one in ours if one.status == "active"}
    missing = sorted(TOPICS - live)
    if missing:
        told = say("health.webhooks_missing", topics=", ".join(missing))
        return [*found, Check("bad", "webhooks", told, "webhooks")]
    return [*found, Check("well", "webhooks", say("health.webhooks_alive", n=len(live)))]


def _scopes_missing(document: Mapping[str, Any]) -> dict[str, str]:
    """The permissions that the program needs and the shop has not given: what does not work."""
    if g.store.platform != "shopify":
        return {}
    return scopes.missing(document, installations.get(g.store.store_id).scopes)


def _monday(now_s: int) -> int:
    """Unix seconds of the last Monday's first moment in the store's time zone."""
    day = calendar.day(now_s, g.store.tz)
    monday = day - timedelta(days=day.weekday())
    return int(datetime(monday.year, monday.month, monday.day, tzinfo=g.store.tz).timestamp())


def _when(at: str) -> str:
    return when(at, g.store.tz)


def _notice_key(what: str) -> str:
    key = f"notice.{what}"
    return key if key in catalogue("en") else "notice.other"


def _do_key(what: str) -> str:
    key = f"health.do.{what}"
    return key if key in catalogue("en") else "health.do.other"
