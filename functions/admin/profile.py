"""A member's answers and segments on their page: what is shown, and what the form says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from core import calendar, profile, segments
from core.ledger.posting import Books
from core.member import MemberState
from core.program.profile import Names, ProfileField


@dataclass(frozen=True, slots=True)
class Shown:
    """The program's questions, the member's answers by field, and their segments' names."""

    fields: tuple[ProfileField, ...]
    answers: Mapping[str, list[str]]
    segments: list[Names]


def shown(books: Books, member: MemberState, now_s: int) -> Shown:
    """By the program in force."""
    program = books.programs.in_force(now_s)
    held = segments.holding(member, program, calendar.month(now_s, books.tz))
    return Shown(
        program.profile,
        profile.shown(member.profile, program.profile),
        [one.names for one in program.segments if one.id in held],
    )


def given(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """The form's answers by field; an empty one takes an answer back. A browser sends nothing for
    boxes that are not ticked, so each field also says that it was there."""
    return {
        field: [one for one in form.getlist(f"profile.{field}") if one]
        for field in form.getlist("asked")
    }
