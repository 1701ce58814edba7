"""All that is kept about a member, as one document: what the law calls a copy of the data.

Who was joined into a member is the same person, so their rows are read as well. Of a verified
telephone number only the day is known: the number itself is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from core.explain_referrals import came_json
from core.ledger import (
    attendances,
    draws,
    keys,
    members,
    memos,
    phone_rows,
    redemptions,
    referrals,
    sources,
    survey_answers,
    yearly,
)
from core.ledger.award_rows import AwardRow, award_state
from core.ledger.family import family, orders_of
from core.ledger.group_rows import GroupPartsRow
from core.ledger.posting import Books
from core.ledger.ratings import RatingRow
from core.ledger.rows import EntryRow, NoteRow, order_state
from core.ledger.table import Row
from core.ledger.views import ViewsRow
from core.member import MemberState
from core.redemptions import Redemption

R = TypeVar("R", bound=Row)

_PAGE = 500
# Of the lease and the version nobody learns anything about a person.
_INNER = ("version", "lease_until_ms", "digest", "listed", "head", "pace", "due_on", "sequence")


def whole(books: Books, member: MemberState) -> dict[str, Any]:
    """Everything, ready for JSON; what is empty is left out. Times in unix seconds or milliseconds
    as named, money in minor units. Reads as much as the member has lived through."""
    every = family(books.ledger, member.member_id)
    personal = [
        row
        for one in every
        for row in Row.query(keys.personal(books.ledger, one), consistent_read=True)
    ]

    def own(kind: type[R]) -> list[R]:
        return [row for row in personal if isinstance(row, kind)]

    return about(books, member) | _kept(
        {
            "redemptions": [plain(one) for one in redeemed(books, every)],
            "orders": [plain(order) for one in every for order in _orders(books, one)],
            "awards": [award for one in every for award in _awards(books, one)],
            "draws": _tickets(books, every),
            "group_purchases": _groups(books, every),
            "notes": _notes(books, every),
            "viewed": {row.sk.split("#", 1)[1]: row.views or "" for row in own(ViewsRow)},
            "ratings": {row.sk.split("#", 1)[1]: row.stars for row in own(RatingRow)},
            "phones_verified_at_s": sorted(
                at_s for one in every for at_s in phone_rows.lines(books.ledger, one).values()
            ),
            "entries": [entry for one in every for entry in _entries(books, one)],
        }
    )


def about(books: Books, member: MemberState) -> dict[str, Any]:
    """Who a member is and what they told, without what happened to them."""
    ledger = books.ledger
    came = sources.of_member(ledger, member.member_id)
    friends = referrals.view(ledger, member.member_id)
    surveys = {
        one.id: answered.answers
        for one in _ever(books, "surveys")
        if (answered := survey_answers.answered(books, one, member.member_id)) is not None
    }
    events = {
        one.id: coming.answer
        for one in _ever(books, "events")
        if (coming := attendances.answer_of(books, one, member.member_id)) is not None
    }
    return {"member": plain(member)} | _kept(
        {
            "birthday": yearly.birthday(ledger, member.member_id).on,
            "channel": came.channel_id if came is not None else "",
            "referral_code": friends.code,
            "came": came_json(friends.came) if friends.came is not None else None,
            "friends": [plain(line) for line in friends.lines],
            "surveys": surveys,
            "events": events,
        }
    )


def _ever(books: Books, part: str) -> list[Any]:
    """The surveys or events of all versions of the program, as the last one that has them."""
    return list({one.id: one for p in books.programs.every for one in getattr(p, part)}.values())


def redeemed(books: Books, member_ids: Iterable[str]) -> list[Redemption]:
    """All that these members ever redeemed, the newest first."""
    names: dict[str, None] = {}
    for one in member_ids:
        page = keys.member(books.ledger, one)
        begins = Row.sk.startswith(keys.ENTRY_PREFIX)
        for row in Row.query(page, begins, consistent_read=True):
            if isinstance(row, EntryRow) and (name := redemption_of(row)):
                names[name] = None
    return redemptions.recent(books.ledger, tuple(names)) if names else []


def redemption_of(row: EntryRow) -> str:
    """The redemption that an entry is about, "" for none."""
    source: Mapping[str, str] = row.source
    return source["id"] if source["type"] == "redemption" else source.get("redemption", "")


def plain(state: Any) -> dict[str, Any]:
    """A frozen state as JSON has it, without what is empty or says nothing about a person."""
    return {name: value for name, value in _kept(asdict(state)).items() if name not in _INNER}


def _kept(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", 0, (), [], {})}


def _orders(books: Books, member_id: str) -> list[Any]:
    states = [order_state(row) for row in orders_of(books.ledger, member_id)]
    return sorted(states, key=lambda one: one.placed_at_s)


def _awards(books: Books, member_id: str) -> list[dict[str, Any]]:
    rows = Row.query(keys.awards(books.ledger, member_id), consistent_read=True)
    return [plain(award_state(row)) for row in rows if isinstance(row, AwardRow)]


def _tickets(books: Books, every: list[str]) -> dict[str, Any]:
    found = {}
    for state in draws.listed(books):
        draw_id = state.draw.id
        mine = [plain(t) for one in every for t in draws.held(books.ledger, draw_id, one)]
        if mine:
            found[draw_id] = mine
    return found


def _groups(books: Books, every: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in every:
        for row in Row.query(keys.group_parts(books.ledger, one), consistent_read=True):
            if isinstance(row, GroupPartsRow):
                found.setdefault(row.sk, {}).update(row.parts)
    return found


def _notes(books: Books, every: list[str]) -> list[dict[str, Any]]:
    """What they did, claimed and asked, with the answers; the reasons of entries stand with
    those."""
    found = []
    for one in every:
        page = keys.member(books.ledger, one)
        for row in Row.query(page, Row.sk.startswith(keys.memo("")), consistent_read=True):
            memo = memos.memo_of(row) if isinstance(row, NoteRow) else None
            data = {} if memo is None else {k: v for k, v in memo.data.items() if k != "rows"}
            if memo is not None and data:
                found.append({"about": memo.name} | data)
    return found


def _entries(books: Books, member_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page, cursor = members.entries(
            books.ledger, member_id, books.programs.newest, cursor=cursor, limit=_PAGE
        )
        found.extend(page)
        if cursor is None:
            return found
