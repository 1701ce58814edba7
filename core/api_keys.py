"""Keys of the developer API: how one looks, and what it may do.

    rgk_live_<12 letters: which key><32 letters: its secret, 190 bits><6 letters: a checksum>

The prefix is nobody else's, and the checksum says without asking anybody whether a text that looks
like a key is one: a scanner of repositories reports no accident of letters, and the API looks
nothing up for a typing error.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from zlib import crc32

from core.errors import BadInput

PREFIX = "rgk_live_"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID_LENGTH, _SECRET_LENGTH, _SUM_LENGTH = 12, 32, 6
_FORM = re.compile(
    rf"{PREFIX}([0-9A-Za-z]{{{_ID_LENGTH}}})"
    rf"([0-9A-Za-z]{{{_SECRET_LENGTH}}})([0-9A-Za-z]{{{_SUM_LENGTH}}})",
    re.ASCII,
)
KEY_ID = re.compile(rf"[0-9A-Za-z]{{{_ID_LENGTH}}}", re.ASCII)

# What a key may be allowed, in the order in which it is offered.
SCOPES = (
    "members:read",
    "members:write",
    "members:erase",
    "points:write",
    "redemptions:write",
    "program:read",
    "webhooks:manage",
)
NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a store, without its secret. `ends_at_s`: from when on it counts no more, 0 for
    never; `used_on`: the last day of its use, "" for none."""

    key_id: str
    store_id: str
    name: str
    scopes: frozenset[str]
    digest: str = field(repr=False)
    created_at_s: int = 0
    ends_at_s: int = 0
    used_on: str = ""
    version: int = 0

    def counts(self, now_s: float) -> bool:
        """Whether it opens anything now."""
        return not self.ends_at_s or now_s < self.ends_at_s


def make(choose: Callable[[str], str]) -> str:
    """A new key's text. `choose`: picks a letter of a text at random, where nobody can guess it."""
    body = "".join(choose(_LETTERS) for _ in range(_ID_LENGTH + _SECRET_LENGTH))
    return PREFIX + body + _checksum(body)


def id_of(text: str) -> str | None:
    """Which key a text is, whether or not there is such a one; None for what is no key at all."""
    found = _FORM.fullmatch(text)
    if found is None or _checksum(found[1] + found[2]) != found[3]:
        return None
    return found[1]


def digest(text: str) -> str:
    """What is kept of a key. Its secret is random, so no slow digest is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def opens(text: str, kept: str) -> bool:
    """Whether the text is the key of that digest, in a time that tells nothing."""
    return hmac.compare_digest(digest(text), kept)


def checked_scopes(scopes: list[str]) -> frozenset[str]:
    """The scopes, each known. Raises BadInput."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise BadInput(
            f"Choose scopes from: {', '.join(SCOPES)}.", code="bad_scopes", field="scopes"
        )
    return frozenset(scopes)


def checked_name(name: str) -> str:
    """A name that people tell the key by. Raises BadInput."""
    stated = " ".join(name.split())
    if not 1 <= len(stated) <= NAME_MAX or not stated.isprintable():
        raise BadInput(
            f"Give it a name of 1 to {NAME_MAX} letters: what uses it.",
            code="bad_name",
            field="name",
        )
    return stated


def _checksum(body: str) -> str:
    number, letters = crc32((PREFIX + body).encode()), []
    for _ in range(_SUM_LENGTH):
        number, letter = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(letters)
