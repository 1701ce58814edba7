"""The programs that a merchant can begin with: examples/programs, one JSON document each."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from core.errors import NotFound

_FOLDER = Path(__file__).resolve().parents[1] / "examples" / "programs"


@functools.cache
def names() -> tuple[str, ...]:
    """What the templates are called, in the order of the alphabet."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def document(name: str) -> dict[str, Any]:
    """A template's document, valid and of the caller's own. Raises NotFound for another name."""
    if name not in names():
        raise NotFound("There is no such template.", code="unknown_template")
    found: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return found
