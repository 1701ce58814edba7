"""By what an order joins a group purchase besides its products: its tags, and the link it came by.
Whatever else people write there is passed over: no order is refused for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from core.errors import BadInput
from integrations.payload import text

# The name of the order's attribute, and of the parameter in a link.
NAME = "group"
_MOST_TAGS, _LONGEST_TAG = 100, 80
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,39}", re.ASCII)


def tags_of(stated: Any) -> tuple[str, ...]:
    """An order's tags, "a, b" or a list of them, lower-cased and in order."""
    every = stated.split(",") if isinstance(stated, str) else stated
    found = set()
    for one in every if isinstance(every, list) else ():
        try:
            tag = text(one, "tag").casefold()
        except BadInput:
            continue
        if 0 < len(tag) <= _LONGEST_TAG:
            found.add(tag)
    return tuple(sorted(found)[:_MOST_TAGS])


def link_of(attributes: Any, *, name: str = "name", names: Iterable[str] = (NAME,)) -> str:
    """The link that the first of the attributes called `names` tells, lower-cased; "" for none."""
    told = (_code(attribute_of(attributes, one, name)) for one in names)
    return next(filter(None, told), "")


def attribute_of(attributes: Any, called: str, name: str = "key") -> Any:
    """The value of one of a list of {`name`, "value"}; None when there is none of that name."""
    every = attributes if isinstance(attributes, list) else ()
    named = (one for one in every if isinstance(one, Mapping) and one.get(name) == called)
    return next((one.get("value") for one in named), None)


def link_in(address: Any) -> str:
    """The link in the address of a page; "" for none."""
    try:
        asked = parse_qs(urlsplit(address).query) if isinstance(address, str) else {}
    except ValueError:
        return ""
    return _code(asked.get(NAME, [""])[0])


def _code(value: Any) -> str:
    return value.lower() if isinstance(value, str) and _CODE.fullmatch(value) else ""
