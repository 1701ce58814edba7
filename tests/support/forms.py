"""Forms of a page as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from core.ledger import programs
from integrations import access
from tests.support.merchant import Merchant

_EMPTY = ("radio", "checkbox")


@dataclass
class PageForm:
    """Where it goes, and its fields as they stand."""

    action: str
    method: str
    fields: MultiDict[str, str] = field(default_factory=MultiDict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[PageForm] = []
        self._area: str | None = None
        self._select: list[tuple[str, bool]] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, value, kind = said.get("name", ""), said.get("value", ""), said.get("type", "text")
        if tag == "form":
            self.found.append(PageForm(said.get("action", ""), said.get("method", "get")))
        elif tag == "input" and name and self.found:
            if kind not in _EMPTY or "checked" in said:
                self.found[-1].fields.add(name, value)
        elif tag in ("textarea", "select"):
            self._area, self._text, self._select = name, [], []
        elif tag == "option":
            self._select.append((value, "selected" in said))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            text = "".join(self._text).removeprefix("\n").replace("\n", "\r\n")
            self.found[-1].fields.add(self._area, text)
        elif tag == "select" and self._area:
            chosen = [value for value, selected in self._select if selected]
            first = [value for value, _ in self._select[:1]]
            for value in (chosen or first)[:1]:
                self.found[-1].fields.add(self._area, value)
        if tag in ("textarea", "select"):
            self._area = None


def forms_of(page: TestResponse) -> list[PageForm]:
    reader = _Reader()
    reader.feed(page.text)
    return reader.found


def form_to(page: TestResponse, ending: str) -> PageForm:
    """The form whose action ends like that."""
    return next(one for one in forms_of(page) if one.action.endswith(ending))


def send(merchant: Merchant, form: PageForm, **typed: str | list[str] | None) -> TestResponse:
    """Send a form with some fields typed anew (None leaves one out); "__" is a dot in a name."""
    fields = form.fields.copy()
    for name, value in typed.items():
        if value is None:
            fields.poplist(name.replace("__", "."))
        else:
            values = [value] if isinstance(value, str) else value
            fields.setlist(name.replace("__", "."), values)
    return merchant.browser.post(form.action, data=fields)


def edit(merchant: Merchant, path: str, **typed: str | list[str] | None) -> TestResponse:
    """Open a page of the program ("rewards/of/mug"), type, and keep it: what comes back."""
    form = next(
        one
        for one in forms_of(merchant.get(f"/admin/program/{path}"))
        if one.action == f"/admin/program/{path}"
    )
    return send(merchant, form, **typed)


def edited(merchant: Merchant, path: str, **typed: str | list[str] | None) -> TestResponse:
    """The review of what was kept."""
    answer = edit(merchant, path, **typed)
    assert answer.status_code == 303, answer.text
    return merchant.get("/admin/program/review")


def publish(merchant: Merchant, review: TestResponse) -> TestResponse:
    return send(merchant, form_to(review, "/publish"))


def newest(merchant: Merchant) -> tuple[int, dict[str, Any]]:
    return programs.document(access.ledger_of(merchant.store))
