"""The store's own settings: its name, its time zone, and the languages of its pages."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.ledger import stores
from core.wording import LANGUAGES
from functions.admin import record
from functions.admin.language import say

settings = Blueprint("settings", __name__)

_NAME_MAX = 80
# What each language is called by those who read it.
SPOKEN = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文", "ja": "日本語"}


@settings.get("/settings")
def form() -> str:
    store = stores.get(g.store.store_id, fresh=True)
    return _page({}, {"name": store.name, "timezone": store.timezone}, store.languages)


@settings.post("/settings")
def change() -> Response | tuple[str, int]:
    """A change of the time zone counts for days from now on: what was decided stays decided."""
    sent = request.form
    name = " ".join(sent.get("name", "").split())
    timezone, languages = sent.get("timezone", ""), _languages(sent)
    problems = {}
    if not name or len(name) > _NAME_MAX:
        problems["name"] = say("settings.bad_name", most=_NAME_MAX)
    if timezone not in zoneinfo.available_timezones():
        problems["timezone"] = say("settings.bad_timezone")
    if not languages:
        problems["languages"] = say("settings.no_language")
    if problems:
        return _page(problems, sent, languages), 422
    before = stores.get(g.store.store_id, fresh=True)
    after = {"name": name, "timezone": timezone, "languages": languages}
    changed = {what: new for what, new in after.items() if getattr(before, what) != new}
    if changed:
        stores.change(g.store.store_id, **changed)
        record.about(changed=" ".join(changed))
        flash(say("settings.moved" if "timezone" in changed else "settings.saved"))
    else:
        record.nothing()
        flash(say("settings.saved"))
    return redirect(url_for("settings.form"), 303)


def _languages(sent: Mapping[str, str]) -> tuple[str, ...]:
    """Those that are ticked, in the order of their numbers; all of them in ours are ()."""
    ticked = [code for code in LANGUAGES if sent.get(f"offer.{code}")]
    return tuple(sorted(ticked, key=lambda code: (_place(sent, code), ticked.index(code))))


def _place(sent: Mapping[str, str], code: str) -> int:
    typed = sent.get(f"place.{code}", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 99


def _page(
    problems: Mapping[str, str], values: Mapping[str, str], languages: tuple[str, ...]
) -> str:
    offered = languages or (() if problems.get("languages") else LANGUAGES)
    rest = [code for code in LANGUAGES if code not in offered]
    return render_template(
        "settings.html",
        problems=problems,
        values=values,
        rows=[(code, SPOKEN[code], code in offered) for code in (*offered, *rest)],
        zones=sorted(zoneinfo.available_timezones()),
    )
