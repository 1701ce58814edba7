"""Why a store could not be connected, in a merchant's words."""

from __future__ import annotations

import functools
import html
import json
from pathlib import Path
from string import Template

from core.errors import BadInput, Forbidden, RegularsError, StoreUnavailable

Text = dict[str, str]

_OF_STORES = {
    "redirect": "redirect",
    "rest_no_route": "no_plugin",
    "regulars_not_awaited": "not_awaited",
}
_PAGE = Template(
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="robots" content="noindex"><title>Regulars</title>'
    "<style>body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:36rem;margin:4rem auto;"
    "padding:0 1.25rem;color-scheme:light dark}</style>"
    '<main><h1>Regulars</h1><p>$en</p><p lang="zh-Hant">$zh</p></main></html>'
)


def problem_of(error: RegularsError) -> str:
    """Which of the texts says it."""
    if error.code in ("private_store_url", "private_address", "bad_store_url"):
        return "private"
    if error.code == "link_over":
        return "link_over"
    if isinstance(error, StoreUnavailable):
        return "no_answer"
    if isinstance(error, Forbidden):
        return "keys_refused"
    if isinstance(error, BadInput):
        return "bad_url"
    return _OF_STORES.get(str(error.details.get("store_code")), "refused")


@functools.cache
def _texts() -> dict[str, Text]:
    found: dict[str, Text] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
    return found


def text(problem: str) -> Text:
    """The sentences."""
    return dict(_texts()[problem])


def page(problem: str) -> str:
    """A page that says it in both languages."""
    said = text(problem)
    return _PAGE.substitute(en=html.escape(said["en"]), zh=html.escape(said["zh-Hant"]))
