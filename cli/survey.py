"""./regulars survey: what members answered."""

from __future__ import annotations

from argparse import Namespace

from cli.answer import Answer, table
from cli.customers import english, opened
from cli.parsing import Parser, leaf, verbs
from core import surveys
from core.ledger import survey_answers


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    show = leaf(under, "show", show_survey, "what all answers come to, question by question")
    show.add_argument("store", metavar="STORE")
    show.add_argument("survey", metavar="SURVEY", help="its id in the program")


def show_survey(options: Namespace) -> Answer:
    """Raises NotFound for a survey that the program does not have."""
    at = opened(options.store)
    survey = at.books.programs.newest.survey(options.survey)
    rows = [row.answers for row in survey_answers.everybody(at.books.ledger, survey.id)]
    results = surveys.results(survey, rows)
    data = {
        "survey_id": survey.id,
        "answered": len(rows),
        "questions": [
            {
                "id": one.question.id,
                "text": english(one.question.names),
                "answered": one.answered,
                "counts": dict(one.counts),
                "mean": one.mean,
                "texts": list(one.texts),
            }
            for one in results
        ],
    }
    lines = [
        [english(one.question.names), option, count]
        for one in results
        for option, count in (*one.counts.items(), *((text, "") for text in one.texts))
    ]
    return Answer(data, lambda: table(["question", "answer", "how many"], lines))
