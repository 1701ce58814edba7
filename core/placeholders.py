"""Addresses that are none: what log-in plugins write where a store asks for an address and the
network told none. LINE tells one only where the shopper agrees and the channel may ask, so in
Taiwan and Japan these are common. Mail to one reaches nobody or a stranger, and two accounts that
share one share nothing: a placeholder is no identity, no contact and no proof."""

from __future__ import annotations

import re

# What a name says when there is no address, wherever it stands in one.
_NONE = r"(?:no-?e?-?mail|fake-?e?mail|dummy-?e?mail|placeholder)"

# (pattern over the lower-cased address, why whoever has it has no address)
_KNOWN: tuple[tuple[str, str], ...] = (
    (
        r"(?:.*[^0-9a-z]|line)?u[0-9a-f]{32}(?:[^0-9a-z].*)?@.+",
        "LINE's own id of a user, U and 32 hexadecimal digits: nobody names a mailbox so",
    ),
    (
        r".+@(?:.+\.)?line\.(?:me|com)",
        "LINE gives its users no mailboxes; log-in plugins write its id before its domain",
    ),
    (
        r".+@(?:.+\.)?(?:local|localhost|invalid|test|internal|lan)",
        "names that the Internet never gives out (RFC 2606, 6761, 6762; local networks)",
    ),
    (rf"{_NONE}[0-9]*@.+", "the name itself says that there is none"),
    (rf".+@(?:.+\.)?{_NONE}\..+", "the domain itself says that there is none"),
    (
        r"(?:[a-z]+_user_.+|[0-9a-f]{32})@example\.com",
        "what WordPress Social Login writes: the network and a user's name, or a random number",
    ),
    (
        r"[0-9]{6,}@(?:facebook|twitter|instagram)\.com",
        "a network's number of a user before its domain, where users have no mailboxes",
    ),
)
_PATTERNS = [(re.compile(pattern), why) for pattern, why in _KNOWN]


def why_none(address: str) -> str:
    """Why that is no address of anybody; "" for one that may be."""
    lowered = address.strip().lower()
    return next((why for pattern, why in _PATTERNS if pattern.fullmatch(lowered)), "")


def real(address: str | None) -> str | None:
    """The address; None for none and for a placeholder."""
    return None if address is None or why_none(address) else address
