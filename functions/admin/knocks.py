"""Wrong links, counted by the address that they came from.

A link cannot be guessed (256 bits), and the HTTP API takes only a few tries a second; but each try
costs a read of the table. So after some wrong ones an address is not listened to for the rest of
the minute. Counted in this container's memory: it costs nothing, and a right link of another
address is never kept out.
"""

from __future__ import annotations

from core.errors import TooMany

MOST_A_MINUTE = 10
_ADDRESSES_KEPT = 1000


class Knocks:
    """`now_s` is unix time in seconds."""

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[int, int]] = {}

    def check(self, address: str, now_s: int) -> None:
        """Raises TooMany for an address that brought too many wrong links in this minute."""
        minute, count = self._wrong.get(address, (0, 0))
        if minute == now_s // 60 and count >= MOST_A_MINUTE:
            raise TooMany("Too many links that open nothing.", retry_after_s=60 - now_s % 60)

    def note(self, address: str, now_s: int) -> None:
        """One more wrong link of an address."""
        minute, count = self._wrong.get(address, (0, 0))
        if len(self._wrong) >= _ADDRESSES_KEPT:
            self._wrong.clear()
        self._wrong[address] = (now_s // 60, count + 1 if minute == now_s // 60 else 1)
