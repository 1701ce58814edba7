"""Forms that somebody's role may not send, disabled with the reason on whatever page they stand.

Done on the finished page, by the same table that refuses the request (functions/admin/rights.py):
so no page can forget it, and none shows a button that would be refused.
"""

from __future__ import annotations

import html
import re

from flask import Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from core import staff
from functions.admin import rights
from functions.admin.language import say

# As our own templates write them: never one within another.
_FORM = re.compile(r"(<form\b[^>]*>)(.*?)(</form>)", re.DOTALL)
_POST = re.compile(r'method="post"')
_ACTION = re.compile(r'action="([^"]*)"')


def lock(response: Response) -> Response:
    """After every request: the page as its reader may use it."""
    who = g.get("staff")
    if who is None or who.role == "owner" or response.mimetype != "text/html":
        return response
    if response.direct_passthrough:
        return response
    response.set_data(_FORM.sub(_locked, response.get_data(as_text=True)))
    return response


def _locked(form: re.Match[str]) -> str:
    start, content, end = form.groups()
    right = _right(start)
    if right is None or rights.may(right):
        return form[0]
    why = html.escape(say("lock", role=say(f"role.{staff.RIGHTS[right]}")))
    return (
        f'{start}<fieldset class="lock" disabled><legend class="sr">{why}</legend>{content}'
        f'</fieldset><p class="hint locked">{why}</p>{end}'
    )


def _right(start: str) -> str | None:
    """The right that sending the form asks for; None for one that only looks."""
    if not _POST.search(start):
        return None
    action = _ACTION.search(start)
    path = html.unescape(action[1]).partition("?")[0] if action else request.path
    try:
        endpoint, _ = current_app.url_map.bind("").match(path or request.path, method="POST")
    except HTTPException:
        return None
    return rights.needed(endpoint, "POST")
