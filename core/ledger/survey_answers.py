"""Answers to surveys: personal, so kept only with consent, in a row each that goes when the member
does, or takes the consent back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core import calendar, surveys
from core.errors import BadInput, Conflict
from core.identity import Ledger
from core.ledger import awards, keys
from core.ledger.people import joined_into
from core.ledger.posting import Books
from core.ledger.survey_rows import SurveyRow
from core.ledger.table import as_read, put_alone, read_rows, retrying
from core.program.awards import NOTHING
from core.program.events import Survey


@dataclass(frozen=True, slots=True)
class Answered:
    """What a member answered, by question."""

    member_id: str
    answers: dict[str, Any]
    at_ms: int


def answer(
    books: Books,
    survey: Survey,
    member_id: str,
    answers: Any,
    store_id: str,
    now_ms: int,
    *,
    consent: bool,
) -> Answered:
    """Keep a member's answers, in the place of those before, and give what the first ones are
    worth, once. A crash in between is finished by answering again. Raises BadInput without consent
    or for what is no answer, Conflict for a survey that the member cannot answer."""
    if not consent:
        raise BadInput("Answers are kept only with your consent.", code="no_consent")
    kept = surveys.checked(survey, answers)
    member = books.living(books.member(member_id))
    today = calendar.day(now_ms // 1000, books.tz).isoformat()
    program = books.programs.in_force(now_ms // 1000)
    refusal = surveys.refusal(survey, member, program, today)
    if refusal is not None:
        raise Conflict(refusal.text["en"], code=refusal.code, text=dict(refusal.text))

    def write() -> SurveyRow:
        before = _row(books.ledger, survey.id, member.member_id)
        version = before.version if before is not None else 0
        row = SurveyRow(
            keys.survey(books.ledger, survey.id),
            member.member_id,
            version=version + 1,
            answers=kept,
            at_ms=now_ms,
        )
        put_alone(row, as_read(SurveyRow, version))
        return row

    row = retrying(write)
    if survey.award != NOTHING:
        why = {"reason": "survey", "rule": survey.id}
        award_id = f"survey:{survey.id}"
        awards.give_once(
            *(books, member.member_id, award_id, survey.award, survey.id, why, store_id, now_ms)
        )
    return _shown(row)


def answered(books: Books, survey: Survey, member_id: str) -> Answered | None:
    """What a member answered; None for nothing, or nothing any more."""
    living = books.living(books.member(member_id)).member_id
    row = _row(books.ledger, survey.id, living)
    return _shown(row) if row is not None else None


def everybody(ledger: Ledger, survey_id: str) -> Iterator[Answered]:
    """All answers to a survey."""
    for row in SurveyRow.query(keys.survey(ledger, survey_id), consistent_read=True):
        yield _shown(row)


def withdraw(books: Books, survey: Survey, member_id: str) -> None:
    """The member takes the consent back: the answers go, what was given for them stays."""
    living = books.living(books.member(member_id)).member_id
    for one in joined_into(books.ledger, living)[0]:
        SurveyRow(keys.survey(books.ledger, survey.id), one).delete()


def _row(ledger: Ledger, survey_id: str, member_id: str) -> SurveyRow | None:
    rows = read_rows([(keys.survey(ledger, survey_id), member_id)])
    return next((row for row in rows if isinstance(row, SurveyRow)), None)


def _shown(row: SurveyRow) -> Answered:
    return Answered(row.sk, dict(row.answers), int(row.at_ms))
