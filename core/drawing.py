"""Drawing lots so that anybody can check it. docs/draws.md has the same in words.

A secret seed is made when a draw is announced, and only its digest, the commitment, is shown. When
entries have closed, the list of all tickets is frozen and its digest shown, and an hour later the
seed. Seed and list together decide every winner; neither can be another afterwards.

A line of the list is "ticket holder entries": pseudonyms of this draw alone. Who was erased has no
pseudonym any more ("-") and wins nothing. Entries are numbered from 1, line by line.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

FORMAT = "regulars draw 1"
# In the place of a holder who was erased.
ERASED = "-"

_LINE = re.compile(r"[0-9a-f]{16} ([0-9a-f]{16}|-) [1-9][0-9]{0,8}", re.ASCII)
_NUMBERS = 2**256


@dataclass(frozen=True, slots=True)
class Win:
    """Place `place` (from 0) went to the entry of that `number`."""

    place: int
    number: int
    ticket: str
    holder: str


def commitment(seed: bytes) -> str:
    """What is shown of a seed before it may be known."""
    return hashlib.sha256(seed).hexdigest()


def line(ticket: str, holder: str, entries: int) -> str:
    """A line of the list. `holder` ERASED: wins nothing."""
    return f"{ticket} {holder} {entries}"


def terms_text(terms: Mapping[str, Any]) -> str:
    """A draw's terms as the one text that stands for them."""
    return json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(draw_id: str, commitment: str, terms: Mapping[str, Any], lines: Sequence[str]) -> str:
    """The digest of a list, which is of this draw, these terms and this seed alone."""
    said = hashlib.sha256(terms_text(terms).encode()).hexdigest()
    text = "\n".join([FORMAT, draw_id, commitment, said, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


def places(terms: Mapping[str, Any]) -> int:
    """How many can win: the prizes in their order, each as often as there is one."""
    return sum(prize["count"] for prize in terms["prizes"])


def prize_of(terms: Mapping[str, Any], place: int) -> int:
    """Which of the prizes (from 0) a place (from 0) is."""
    for index, prize in enumerate(terms["prizes"]):
        place -= prize["count"]
        if place < 0:
            return index
    raise ValueError("there are not so many prizes")


def winners(seed: bytes, digest: str, lines: Sequence[str], count: int) -> list[Win]:
    """The winners of so many places, first place first; fewer where not so many can win.

    For each place the lines of those who were erased or have won are struck out, and of the
    entries that are left each is as likely as any other.
    """
    rows = [_row(one) for one in lines]
    firsts, total = [], 0
    for _, _, entries in rows:
        firsts.append(total + 1)
        total += entries
    found: list[Win] = []
    out = {ERASED}
    for place in range(count):
        left = sum(entries for _, holder, entries in rows if holder not in out)
        if not left:
            break
        rest = _chosen(seed, digest, place, left)
        for (ticket, holder, entries), first in zip(rows, firsts, strict=True):
            if holder in out:
                continue
            if rest < entries:
                found.append(Win(place, first + rest, ticket, holder))
                out.add(holder)
                break
            rest -= entries
    return found


def _row(text: str) -> tuple[str, str, int]:
    ticket, holder, entries = text.split(" ")
    return ticket, holder, int(entries)


def _chosen(seed: bytes, digest: str, place: int, left: int) -> int:
    """A number below `left`, each as likely: of 2^256 numbers those behind the last whole multiple
    of `left` are thrown again."""
    usable = _NUMBERS - _NUMBERS % left
    attempt = 0
    while True:
        message = f"{digest} {place} {attempt}".encode()
        value = int.from_bytes(hmac.new(seed, message, hashlib.sha256).digest(), "big")
        if value < usable:
            return value % left
        attempt += 1


def faults(proof: Mapping[str, Any], promised: str = "") -> list[str]:
    """What is wrong with a proof (`GET /storefront/draws/{id}/proof`, all pages of the list in
    one), [] for a true one. `promised`: a commitment that somebody noted before."""
    try:
        return _faults(proof, promised)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [f"this is no whole proof: {type(error).__name__}: {str(error)[:100]}"]


def _faults(proof: Mapping[str, Any], promised: str) -> list[str]:
    found = []
    seed, terms, lines = bytes.fromhex(proof["seed"]), proof["terms"], proof["list"]
    if proof["format"] != FORMAT:
        return [f"this format is not known: {proof['format']!r}"]
    if seed.hex() != proof["seed"] or commitment(seed) != proof["commitment"]:
        found.append("the seed is not the one that was committed to")
    if promised and promised != proof["commitment"]:
        found.append("the commitment is another one than was noted before")
    if bad := [one for one in lines if not _LINE.fullmatch(one)]:
        return [*found, f"this is no line of a list: {bad[0]!r}"]
    if any(one.split(" ")[0] >= other.split(" ")[0] for one, other in pairwise(lines)):
        found.append("the list is not in the order of its tickets, or has one of them twice")
    stated = digest(proof["id"], proof["commitment"], terms, lines)
    if stated != proof["digest"]:
        found.append("the list, or the terms, are not those whose digest was published")
    drawn = winners(seed, stated, lines, places(terms))
    shown = [
        {
            "place": one.place + 1,
            "prize": prize_of(terms, one.place),
            "number": one.number,
            "ticket": one.ticket,
            "holder": one.holder,
        }
        for one in drawn
    ]
    if shown != proof["winners"]:
        found.append("the winners are not those that seed and list decide")
    return found
