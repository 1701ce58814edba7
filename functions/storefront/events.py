"""Members' events and surveys for the shopper."""

from __future__ import annotations

import time
from typing import Any
from zoneinfo import ZoneInfo

from core import attendance, calendar, surveys
from core.errors import BadInput
from core.ledger import attendances, survey_answers
from core.ledger.posting import Books
from core.member import MemberState
from core.program.awards import Award
from core.program.events import MembersEvent, Question, Survey
from core.program.model import Program
from core.rewards import Refusal
from functions.storefront.reward_shapes import name_of


def events_json(books: Books, member_id: str) -> list[dict[str, Any]]:
    """What is to come, soonest first, and whether the shopper comes."""
    now_s = int(time.time())
    program = books.programs.in_force(now_s)
    member = books.living(books.member(member_id))
    to_come = [one for one in program.events if not attendance.over(one, now_s, books.tz)]
    return [
        _event(books, one, member, program, now_s)
        for one in sorted(to_come, key=lambda event: event.at)
    ]


def answer_event(books: Books, event_id: str, member_id: str, wish: dict[str, Any]) -> Any:
    """{"coming": true or false}; the event as it then is. Raises BadInput, Conflict, NotFound."""
    coming = wish.get("coming")
    if not isinstance(coming, bool):
        raise BadInput('Say whether you come: {"coming": true}.')
    now_ms = time.time_ns() // 1_000_000
    program = books.programs.in_force(now_ms // 1000)
    event = program.event(event_id)
    attendances.answer(books, event, member_id, now_ms, coming=coming)
    member = books.living(books.member(member_id))
    return _event(books, event, member, program, now_ms // 1000)


def _event(
    books: Books, event: MembersEvent, member: MemberState, program: Program, now_s: int
) -> dict[str, Any]:
    places = attendances.places(books, event)
    mine = attendances.answer_of(books, event, member.member_id)
    said = mine.answer if mine is not None else None
    refusal = None
    if said not in ("coming", "came"):
        refusal = attendance.refusal(event, member, program, places, now_s, books.tz)
    return event_json(event, places, said, refusal, books.tz)


def event_json(
    event: MembersEvent,
    places: attendance.Places,
    said: str | None,
    refusal: Refusal | None,
    tz: ZoneInfo,
) -> dict[str, Any]:
    """An event, what the shopper said to it (None: nothing yet), and why they cannot come."""
    return {
        "id": event.id,
        "name": name_of(event.names),
        "names": dict(event.names),
        "at": event.at.isoformat(timespec="minutes"),
        "timezone": str(tz),
        "places": dict(event.places),
        "capacity": event.capacity,
        "left": places.left,
        "answer": said,
        "refusal": _refused(refusal),
        **_award(event.award),
    }


def surveys_json(books: Books, member_id: str) -> list[dict[str, Any]]:
    """Those that the shopper may answer now, or has answered."""
    now_s = int(time.time())
    program = books.programs.in_force(now_s)
    member = books.living(books.member(member_id))
    today = calendar.day(now_s, books.tz).isoformat()
    found = []
    for one in program.surveys:
        mine = survey_answers.answered(books, one, member_id)
        if mine is not None or surveys.refusal(one, member, program, today) is None:
            found.append(survey_json(one, mine.answers if mine is not None else None))
    return found


def answer_survey(
    books: Books, survey_id: str, member_id: str, store_id: str, wish: dict[str, Any]
) -> dict[str, Any]:
    """{"answers": {…}, "consent": true}, or {"consent": false} to take the answers back. Raises
    BadInput with `problems` by question, Conflict, NotFound."""
    now_ms = time.time_ns() // 1_000_000
    survey = books.programs.in_force(now_ms // 1000).survey(survey_id)
    consent = wish.get("consent")
    if consent is False and "answers" not in wish:
        survey_answers.withdraw(books, survey, member_id)
        return survey_json(survey, None)
    kept = survey_answers.answer(
        *(books, survey, member_id, wish.get("answers"), store_id, now_ms), consent=consent is True
    )
    return survey_json(survey, kept.answers)


def survey_json(survey: Survey, answers: dict[str, Any] | None) -> dict[str, Any]:
    """A survey with the answers that its asker gave, None for none yet."""
    return {
        "id": survey.id,
        "name": name_of(survey.names),
        "names": dict(survey.names),
        "until": survey.last_day or None,
        "questions": [_question(one) for one in survey.questions],
        "answers": answers,
        **_award(survey.award),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind,
        "names": dict(question.names),
        "options": [{"id": one, "names": dict(names)} for one, names in question.options.items()],
        "required": question.required,
    }


def _award(award: Award) -> dict[str, Any]:
    return {"points": award.points, "reward_id": award.reward_id or None}


def _refused(refusal: Refusal | None) -> dict[str, Any] | None:
    return {"code": refusal.code, "text": dict(refusal.text)} if refusal is not None else None
