"""What happened with a member besides points: what they said, claimed and asked, which events they
come to, what they think of what they redeemed. For the merchant who looks at one member; bounded by
what a member may keep of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.ledger import cases, claiming, keys, referrals, sources
from core.ledger.attendances import AttendanceRow
from core.ledger.family import family
from core.ledger.phone_rows import PhoneLineRow
from core.ledger.posting import Books
from core.ledger.ratings import RatingRow
from core.ledger.survey_rows import SurveyRow
from core.ledger.table import Row, read_rows
from core.member import MemberState

What = Literal[
    "case", "case_answered", "claim", "event", "survey", "rating", "phone", "channel", "referral"
]

# Of those who were joined into a member, whose rows are looked at.
_FAMILY = 10


@dataclass(frozen=True, slots=True)
class Happening:
    """`about`: the id of what it is about (an order, an action, an event, a survey, a redemption,
    a channel), "" for nothing. `state`: what became of it. `text`: in somebody's own words."""

    at_ms: int
    what: What
    about: str = ""
    state: str = ""
    text: str = ""


def of_member(books: Books, member: MemberState) -> list[Happening]:
    """All of them, the newest first."""
    every = family(books.ledger, member.member_id)[:_FAMILY]
    found = [
        *_cases(books, member.member_id),
        *_claims(books, every),
        *_answers(books, every),
        *_personal(books, every),
        *_coming(books, member.member_id),
    ]
    return sorted(found, key=lambda one: -one.at_ms)


def _cases(books: Books, member_id: str) -> Iterator[Happening]:
    for one in cases.of_member(books, member_id):
        yield Happening(one.at_ms, "case", one.order_id, one.status, one.message)
        if one.answered_at_ms:
            yield Happening(one.answered_at_ms, "case_answered", one.order_id, text=one.answer)


def _claims(books: Books, every: list[str]) -> Iterator[Happening]:
    for member_id in every:
        for one in claiming.of_member(books.ledger, member_id):
            told = one.reason or one.link or one.handle
            yield Happening(one.at_ms, "claim", one.action_id, one.status, told)


def _answers(books: Books, every: list[str]) -> Iterator[Happening]:
    """To the events and surveys of the newest program, in one read."""
    program, ledger = books.programs.newest, books.ledger
    wanted = [(keys.event(ledger, one.id), who) for one in program.events for who in every]
    wanted += [(keys.survey(ledger, one.id), who) for one in program.surveys for who in every]
    for row in read_rows(wanted) if wanted else []:
        about = row.pk.rsplit("#", 1)[1]
        if isinstance(row, AttendanceRow):
            yield Happening(row.at_ms, "event", about, row.answer)
        elif isinstance(row, SurveyRow):
            yield Happening(row.at_ms, "survey", about)


def _personal(books: Books, every: list[str]) -> Iterator[Happening]:
    for member_id in every:
        for row in Row.query(keys.personal(books.ledger, member_id), consistent_read=True):
            if isinstance(row, RatingRow):
                redemption_id = row.sk.removeprefix(keys.RATING_PREFIX)
                yield Happening(row.at_ms, "rating", redemption_id, str(row.stars))
            elif isinstance(row, PhoneLineRow):
                yield Happening(row.at_s * 1000, "phone")


def _coming(books: Books, member_id: str) -> Iterator[Happening]:
    """How they came here."""
    source = sources.of_member(books.ledger, member_id)
    if source is not None:
        yield Happening(source.at_ms, "channel", source.channel_id)
    came = referrals.find(books.ledger, member_id)
    if came is not None:
        yield Happening(came.at_s * 1000, "referral", state=came.status)
