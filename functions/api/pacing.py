"""How often a key may ask. A container counts in its memory and tells the others with every tenth
call, so that a key that asks now and then costs no write, and one that asks much a tenth of one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from core.errors import TooMany
from core.ledger import paces

WINDOW_S = 10
# Thirty calls a second for as long as anybody likes, and ten seconds' worth of them at once.
MOST = 300
_SHARED_EVERY = 10
# (window, own calls, calls of others) by key.
_counts: dict[str, tuple[int, int, int]] = {}
_container = secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Pace:
    """What is left of the window."""

    left: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """As the draft of the IETF has them."""
        return {
            "ratelimit-limit": str(MOST),
            "ratelimit-remaining": str(self.left),
            "ratelimit-reset": str(self.reset_s),
            "ratelimit-policy": f"{MOST};w={WINDOW_S}",
        }


def step(key_id: str, now_s: int) -> Pace:
    """Count a call of the key. Raises TooMany for more than MOST within WINDOW_S."""
    window = now_s - now_s % WINDOW_S
    before, own, others = _counts.get(key_id, (window, 0, 0))
    if before != window:
        own, others = 0, 0
    own += 1
    if own % _SHARED_EVERY == 0:
        others = paces.share(key_id, window, _container, own) - own
    _counts[key_id] = (window, own, others)
    reset_s = window + WINDOW_S - now_s
    if own + others > MOST:
        raise TooMany(
            f"This key has asked {MOST} times within {WINDOW_S} seconds. Wait {reset_s} s, "
            "as Retry-After says, and then go on; nothing was changed.",
            retry_after_s=reset_s,
        )
    return Pace(MOST - own - others, reset_s)
