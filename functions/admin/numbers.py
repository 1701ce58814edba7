"""Numbers as people type them: with thousands separators, or full-width from a Chinese keyboard."""

from __future__ import annotations

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_WHOLE = re.compile(r"[0-9]{1,15}")


def plain(text: str) -> str:
    """The number without what is only writing; anything else comes back as it was typed."""
    typed = text.translate(_FULL_WIDTH).strip()
    return typed.replace(",", "") if _GROUPED.fullmatch(typed) else typed


def whole(text: str) -> int | None:
    """The whole number without a sign, or None when it is none."""
    digits = plain(text)
    return int(digits) if _WHOLE.fullmatch(digits) else None
