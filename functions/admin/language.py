"""The page's two languages, and how figures and times are written in them."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Response, g, request

from functions.admin.session import cookie_rules

LANGUAGES = {"en": "English", "zh-Hant": "繁體中文"}
_COOKIE = "regulars_language"
_YEAR_S = 365 * 86400
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@functools.cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by their keys."""
    path = Path(__file__).parent / "i18n" / f"{language}.json"
    texts: dict[str, str] = json.loads(path.read_text("utf-8"))
    return texts


def choose() -> None:
    """Before every request: the language asked for, else the one remembered, else the browser's.
    Any Chinese reads Traditional Chinese sooner than English."""
    for wanted in (request.args.get("lang"), request.cookies.get(_COOKIE)):
        if wanted in LANGUAGES:
            g.language = wanted
            return
    preferred = [tag.lower() for tag, quality in request.accept_languages if quality > 0]
    known = [tag for tag in preferred if tag.split("-")[0] in ("en", "zh")]
    g.language = "zh-Hant" if known and known[0].startswith("zh") else "en"


def remember(response: Response) -> None:
    """Keep the language that was asked for."""
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and request.cookies.get(_COOKIE) != wanted:
        response.set_cookie(
            _COOKIE,
            wanted,
            max_age=_YEAR_S,
            path="/admin",
            httponly=True,
            **cookie_rules(),  # type: ignore[arg-type]
        )


def current() -> str:
    return str(g.get("language", "en"))


def say(key: str, /, **values: object) -> str:
    """The text of that key. With n=1, "key.one" is used where the language has it."""
    texts = catalogue(current())
    if values.get("n") in (1, -1) and f"{key}.one" in texts:
        key = f"{key}.one"
    shown = {name: number(v) if isinstance(v, int) else v for name, v in values.items()}
    return texts[key].format(**shown)


def number(value: int) -> str:
    """1234567 as "1,234,567", with a real minus sign."""
    return f"{value:,}".replace("-", "\N{MINUS SIGN}")


def signed(value: int) -> str:
    return ("+" if value > 0 else "") + number(value)


def name_in(names: Mapping[str, str]) -> str:
    """A name or sentence in the page's language, else in English, else in any."""
    return names.get(current()) or names.get("en") or next(iter(names.values()), "")


def when(at: int | str, tz: ZoneInfo) -> str:
    """A moment (unix seconds or "2026-11-22T04:33:21Z") in the store's time zone."""
    moment = (
        datetime.fromisoformat(at).astimezone(tz)
        if isinstance(at, str)
        else datetime.fromtimestamp(at, tz)
    )
    return f"{day(moment.date())} {moment:%H:%M}"


def day(on: date | str) -> str:
    """A date, "22 Nov 2026" or "2026年11月22日"."""
    it = date.fromisoformat(on) if isinstance(on, str) else on
    if current() == "zh-Hant":
        return f"{it.year}年{it.month}月{it.day}日"
    return f"{it.day} {_MONTHS[it.month - 1]} {it.year}"
