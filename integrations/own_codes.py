"""Which of an order's discount codes are ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.errors import BadInput
from core.ports import CODE_PREFIX
from integrations.payload import text

# Far more than a cart takes; each is a redemption that the worker looks up.
MAX_CODES = 50


def own_codes(codes: Iterable[Any]) -> tuple[str, ...]:
    """Those that look like ours, lower-cased. Raises BadInput for more than MAX_CODES."""
    stated = (code.strip().lower() for code in codes if isinstance(code, str))
    found = tuple(text(code, "code") for code in stated if code.startswith(CODE_PREFIX))
    if len(found) > MAX_CODES:
        raise BadInput(f"The order carries more than {MAX_CODES} codes.", code="too_large")
    return found
