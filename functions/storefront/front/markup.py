"""HTML that is made of elements: every text in it is escaped, whoever wrote it."""

from __future__ import annotations

import html
from collections.abc import Iterable

_EMPTY = ("meta", "link", "img")


class Html(str):
    """Markup; any other text is escaped where it is put into some."""

    __slots__ = ()


def el(tag: str, *children: str | Iterable[str] | None, **attributes: str | bool | None) -> Html:
    """An element. Attributes that are None or False are left out, True has no value; `class_` is
    the attribute class, and `aria_label` is aria-label."""
    shown = "".join(
        f" {name.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_quoted(value)}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _EMPTY:
        return Html(f"<{tag}{shown}>")
    return Html(f"<{tag}{shown}>{together(*children)}</{tag}>")


def together(*children: str | Iterable[str] | None) -> Html:
    """Children one after the other; a list stands for all that is in it, None for nothing."""
    found = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            found.append(str(child))
        elif isinstance(child, str):
            found.append(html.escape(child))
        else:
            found.append(together(*child))
    return Html("".join(found))


def _quoted(value: str | bool) -> str:
    return html.escape(str(value))
