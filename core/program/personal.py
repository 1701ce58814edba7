"""What of a shopper's own doings suggestions are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Personal:
    """`on`: whether rewards and products are suggested by what a shopper bought. `views`: also by
    what they looked at, of each shopper who agrees to that."""

    on: bool = True
    views: bool = False


def load_personal(document: Mapping[str, Any]) -> Personal:
    """The valid document's part `personal`."""
    on = document.get("on", True)
    return Personal(on, on and document.get("views", False))
