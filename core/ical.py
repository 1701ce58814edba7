"""Days and moments as an iCalendar file (RFC 5545), which any calendar takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST = 75  # octets of a line; what is longer is folded


@dataclass(frozen=True, slots=True)
class Happening:
    """`first` to `last`, both included, or from the moment `at` on. `uid` stays the same from file
    to file, so that a calendar knows it again."""

    uid: str
    title: str
    text: str
    first: date
    last: date
    at: datetime | None = None


def file(name: str, happenings: Iterable[Happening], stamp_s: int) -> str:
    """The file, written at unix second `stamp_s`."""
    stamp = _utc(datetime.fromtimestamp(stamp_s, UTC))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Regulars//Campaigns//EN"]
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_escaped(name)}"]
    for one in happenings:
        lines += ["BEGIN:VEVENT", f"UID:{_escaped(one.uid)}", f"DTSTAMP:{stamp}", *_when(one)]
        lines += [f"SUMMARY:{_escaped(one.title)}"]
        lines += [f"DESCRIPTION:{_escaped(one.text)}"] if one.text else []
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _when(one: Happening) -> list[str]:
    if one.at is not None:
        return [f"DTSTART:{_utc(one.at.astimezone(UTC))}"]
    end = one.last + timedelta(days=1)  # which is not one of its days any more
    return [f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]


def _utc(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """No line longer than 75 octets, and no character of several octets cut in two."""
    folded, room = "", _LONGEST
    for letter in line:
        size = len(letter.encode())
        if size > room:
            folded, room = f"{folded}\r\n ", _LONGEST - 1
        folded, room = folded + letter, room - size
    return folded
