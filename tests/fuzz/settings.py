"""FUZZ_SEED and FUZZ_EXAMPLES: other examples, and more of them."""

from __future__ import annotations

import os

import pytest

SEED = int(os.environ.get("FUZZ_SEED", "1"))
_ASKED = os.environ.get("FUZZ_EXAMPLES")
# More examples may take their time.
patient = pytest.mark.timeout(300 if _ASKED is None else 24 * 3600)


def examples(usual: int, weight: float = 1) -> int:
    """How many; `weight`: of what costs more than a bent delivery, fewer."""
    return usual if _ASKED is None else max(1, round(int(_ASKED) * weight))
