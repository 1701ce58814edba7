"""Snapshots in files: a page of them as gzipped JSON lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable

from core.snapshot import OrderSnapshot, from_json, to_json
from integrations.files import Files

_TYPE = "application/gzip"


def write(files: Files, name: str, lines: Iterable[str]) -> None:
    """Write a page of lines, as `line` makes them. Writing it again changes nothing."""
    # Without a time in it, the same lines make the same bytes.
    files.put(name, gzip.compress("\n".join(lines).encode(), mtime=0), _TYPE)


def lines(files: Files, name: str) -> list[str]:
    """A page's lines. Raises NotFound for one that has ended meanwhile."""
    text = gzip.decompress(files.get(name).read()).decode()
    return text.split("\n") if text else []


def line(snapshot: OrderSnapshot) -> str:
    return json.dumps(to_json(snapshot), ensure_ascii=False, separators=(",", ":"))


def read(files: Files, name: str) -> list[OrderSnapshot]:
    """A page's snapshots. Raises NotFound as `lines` does."""
    found = (from_json(json.loads(one)) for one in lines(files, name))
    return [one for one in found if isinstance(one, OrderSnapshot)]
