"""Answers to surveys as items of the table: of each survey a partition, of each member a row."""

from __future__ import annotations

from collections.abc import Iterable

from pynamodb.attributes import JSONAttribute

from core.ledger import keys
from core.ledger.posting import Books
from core.ledger.table import IntegerAttribute, Row


class SurveyRow(Row, discriminator="SV"):
    version = IntegerAttribute(attr_name="v")
    answers = JSONAttribute()
    at_ms = IntegerAttribute()


def forget(books: Books, member_ids: Iterable[str]) -> None:
    """Delete all answers of these members, to surveys of any version of the program."""
    every = {one.id for program in books.programs.every for one in program.surveys}
    for survey_id in every:
        for member_id in member_ids:
            SurveyRow(keys.survey(books.ledger, survey_id), member_id).delete()
