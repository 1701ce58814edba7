"""What is left to set up: a line for each step, which knows by itself whether it is done."""

from __future__ import annotations

import os
from dataclasses import dataclass

from flask import url_for

from core.ledger import jobs, past, programs, staff, stores
from core.ledger.stores import Store
from integrations import access

PUT_AWAY = "setup-put-away"
SKIPPED = "import-skipped"
WIDGET, REDEEMED = "widget", "redeemed"


@dataclass(frozen=True, slots=True)
class Line:
    """`key`: its texts are setup.<key> and setup.<key>.todo. `link`: where it is done; "" for
    what is done in the shop. `detail`: the key of a text instead of "done", "" without."""

    key: str
    done: bool
    link: str = ""
    detail: str = ""


def lines(store: Store) -> list[Line]:
    """In the order in which one does them. Seven short reads, however many members there are."""
    ledger, seen = access.ledger_of(store), stores.seen(store.store_id)
    published = programs.versions(ledger)
    chosen = any(row.published_by != "regulars" for row in published)
    imports = [one for one in jobs.listing(ledger, store.store_id) if one.kind == "past_orders"]
    imported = any(one.state == "done" for one in imports)
    open_one = next((one for one in imports if one.active or one.state == "asks"), None)
    to_import = url_for("setup.past_orders")
    if open_one is not None:
        to_import = url_for("jobs.look", job_id=open_one.job_id)
    skipped = SKIPPED in seen and not imported
    return [
        Line("connected", store.installed),
        Line("program", chosen, url_for("setup.choose")),
        Line("past", imported or skipped, to_import, "setup.past.skipped" if skipped else ""),
        Line("webhooks", past.has_come(ledger, store.store_id, store.installed_at_s)),
        Line("widget", WIDGET in seen, url_for("preview.page")),
        Line("redeemed", REDEEMED in seen),
        Line("mail", bool(os.environ.get("MAIL_FROM"))),
        Line("staff", len(staff.listed(store.store_id)) > 1, url_for("staff.listing")),
    ]


def put_away(store: Store) -> bool:
    """Whether the list was dismissed."""
    return PUT_AWAY in stores.seen(store.store_id)
