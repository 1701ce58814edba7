"""Surveys: what an answer may be, and what all answers come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput
from core.member import MemberState
from core.program.events import Question, Survey
from core.program.model import Program
from core.rewards import Refusal, for_segments, for_tiers
from core.wording import say

MOST_TEXT = 1000
SCALE = range(1, 6)

Answers = Mapping[str, Any]


def refusal(survey: Survey, member: MemberState, program: Program, today: str) -> Refusal | None:
    """Why a member cannot answer; None when they can."""
    if survey.first_day and today < survey.first_day:
        text = say("survey_not_started", day=survey.first_day)
        return Refusal("survey_not_started", text)
    if survey.last_day and today > survey.last_day:
        return Refusal("survey_ended", say("survey_ended", day=survey.last_day))
    return for_tiers(member, survey.tiers, program, "survey_not_for_tier") or for_segments(
        member, survey.segments, program, today, "survey_not_for_segment"
    )


def checked(survey: Survey, answers: Any) -> dict[str, Any]:
    """The answers that say something. Raises BadInput with `problems`, by question."""
    if not isinstance(answers, Mapping):
        raise BadInput('Send the answers by question: {"answers": {"question": "answer"}}.')
    known = {one.id: one for one in survey.questions}
    problems = {str(one)[:40]: "There is no such question." for one in answers if one not in known}
    kept = {}
    for question in survey.questions:
        answer = answers.get(question.id)
        answer = answer.strip() if isinstance(answer, str) else answer
        if answer in (None, "", []):
            if question.required:
                problems[question.id] = "This question needs an answer."
            continue
        problem = _problem(question, answer)
        if problem is None:
            kept[question.id] = answer
        else:
            problems[question.id] = problem
    if problems:
        raise BadInput("Some answers are not as they should be.", problems=problems)
    return kept


def _problem(question: Question, answer: Any) -> str | None:
    kind = question.kind
    if kind == "choice":
        fits = isinstance(answer, str) and answer in question.options
        return None if fits else f"Choose one of: {', '.join(question.options)}."
    if kind == "several":
        ids = answer if isinstance(answer, list) else [None]
        fits = all(isinstance(one, str) and one in question.options for one in ids)
        fits = fits and len(set(ids)) == len(ids)
        return None if fits else f"Choose any of: {', '.join(question.options)}, as a list."
    if kind == "scale":
        fits = type(answer) is int and answer in SCALE
        return None if fits else "Give a whole number from 1 to 5."
    fits = isinstance(answer, str) and len(answer) <= MOST_TEXT
    return None if fits else f"Write at most {MOST_TEXT} characters."


@dataclass(frozen=True, slots=True)
class Result:
    """What all answers to a question come to. `counts`: by option id, or by number of a scale, in
    the order of the question; `texts`: what was written. `answered`: how many did."""

    question: Question
    answered: int
    counts: Mapping[str, int]
    texts: tuple[str, ...]

    @property
    def mean(self) -> float | None:
        """Of a scale; None where nobody answered."""
        if self.question.kind != "scale" or not self.answered:
            return None
        return sum(int(one) * count for one, count in self.counts.items()) / self.answered


def results(survey: Survey, every: Iterable[Answers]) -> list[Result]:
    """One result for each question. Answers to what the survey does not ask any more are left
    out."""
    rows = list(every)
    return [
        _result(one, [row[one.id] for row in rows if one.id in row]) for one in survey.questions
    ]


def _result(question: Question, answers: list[Any]) -> Result:
    if question.kind == "text":
        return Result(question, len(answers), {}, tuple(map(str, answers)))
    names = [*question.options] or [str(one) for one in SCALE]
    chosen: Counter[str] = Counter()
    for answer in answers:
        chosen.update(map(str, answer) if isinstance(answer, list) else [str(answer)])
    return Result(question, len(answers), {name: chosen[name] for name in names}, ())
