"""Everything a ledger holds, as records for an export (core/exporting/columns.py): along the lists,
never through the table, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from core import calendar, tiers
from core.explain import names_of
from core.exporting.columns import Record
from core.identity import Ledger
from core.ledger import keys, memos, programs, yearly_rows
from core.ledger.cases import case_of
from core.ledger.member_file import redemption_of
from core.ledger.members import entry_json, list_member_ids
from core.ledger.posting import Books
from core.ledger.redemption_rows import RedemptionRow, redemption_state
from core.ledger.referral_rows import ReferredRow, came_state
from core.ledger.rows import EntryRow, MemberRow, NoteRow, OrderRow, member_state, order_state
from core.ledger.survey_rows import SurveyRow
from core.ledger.table import Row, read_rows
from core.lots import Lots
from core.member import Contact, MemberState
from core.wording import Names, pick

Records = dict[str, list[Record]]

# Members that are read at the same time: most of it is waiting.
_AT_ONCE = 8


def members(
    books: Books, store_id: str, after: str | None, limit: int, language: str
) -> tuple[Records, str | None]:
    """The records of some members, of who was joined or erased too, and of all that their entries
    name; and behind which member to go on, None at the end."""
    ids, following = list_member_ids(books.ledger, cursor=after, limit=limit)
    names = names_of(books.programs.newest)
    found: Records = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for some in pool.map(lambda one: _member(books, store_id, one, names, language), ids):
            for name, records in some.items():
                found.setdefault(name, []).extend(records)
    came = read_rows([(keys.referrals(books.ledger, one), keys.REFERRED) for one in ids])
    found["referrals"] = [_referral(row) for row in came if isinstance(row, ReferredRow)]
    return found, following


def _member(books: Books, store_id: str, member_id: str, names: Names, language: str) -> Records:
    page = list(Row.query(keys.member(books.ledger, member_id), consistent_read=True))
    state = next((member_state(row) for row in page if isinstance(row, MemberRow)), None)
    entries = [row for row in page if isinstance(row, EntryRow)]
    notes = [row for row in page if isinstance(row, NoteRow)]
    texts = {int(row.sk[2:]): row.text for row in notes if row.sk[2:].isdecimal()}
    kept = {memo.name: memo for memo in map(memos.memo_of, notes) if memo.text}
    found: Records = {
        "entries": [
            _entry(row, member_id, texts.get(int(row.sequence)), names, language) for row in entries
        ],
        "cases": [_case(memo) for name, memo in kept.items() if name.startswith("case#")],
        "redemptions": _redemptions(books.ledger, member_id, entries),
    }
    if state is None:
        return found
    forgotten = state.erased_at_s is not None and state.contact == Contact()
    if state.merged_into is not None or forgotten:
        found["former_members"] = [_former(state)]
        return found
    birthday = kept.get(yearly_rows.memo_name("birthday"))
    found["members"] = [_row_of(state, store_id, entries, birthday)]
    return found


def _former(state: MemberState) -> Record:
    erased = state.erased_at_s
    return {
        "member_id": state.member_id,
        "joined_into": state.merged_into or "",
        "erased_at": calendar.iso(erased) if erased is not None else "",
    }


def _row_of(
    state: MemberState,
    store_id: str,
    entries: Sequence[EntryRow],
    birthday: memos.Memo | None,
) -> Record:
    """A member as an import takes one: points less debt are what was brought, to the last lot."""
    given = next((one for one in state.grants if one.source == tiers.MANUAL), None)
    return {
        "member_id": state.member_id,
        "customer_id": state.contact.customers.get(store_id, ""),
        "email": state.contact.email or "",
        "points": state.available - state.debt,
        "lots": lots_text(state.lots),
        "pending": state.pending,
        "debt": state.debt,
        "lifetime": state.lifetime,
        "tier": state.tier_id or "",
        "tier_until": given.until if given is not None and given.tier_id == state.tier_id else "",
        "birthday": yearly_rows.state(birthday).on if birthday is not None else "",
        "joined_on": calendar.iso(entries[0].at_ms / 1000)[:10] if entries else "",
        "customers": dict(state.contact.customers),
        "profile": {name: list(options) for name, options in state.profile},
        "entries": state.sequence,
    }


def lots_text(lots: Lots) -> str:
    """Lots as an import reads them: "2027-05-31=100; =50"."""
    return "; ".join(f"{on}={points}" for on, points in lots)


def _entry(row: EntryRow, member_id: str, note: str | None, names: Names, language: str) -> Record:
    shown = entry_json(row, note, names)
    return {
        "member_id": member_id,
        "sequence": int(row.sequence),
        "at": shown["at"],
        "kind": row.entry_kind,
        "points": shown["points"],
        "available": int(row.available),
        "pending": int(row.pending),
        "debt": int(row.debt),
        "lots": row.lots or "",
        "source": row.source,
        "why": row.why,
        "text": pick(shown["why"]["text"], language),
        "note": note or "",
        "previous": row.previous or "",
        "hash": row.hash,
    }


def _redemptions(ledger: Ledger, member_id: str, entries: Sequence[EntryRow]) -> list[Record]:
    """What the entries hold points for or give; each under the member who redeemed it."""
    ids = {redemption_id for row in entries if (redemption_id := redemption_of(row))}
    wanted = [(keys.redemption(ledger, ledger.code(one)), keys.REDEMPTION) for one in sorted(ids)]
    rows = read_rows(wanted) if wanted else []
    found = [redemption_state(row) for row in rows if isinstance(row, RedemptionRow)]
    return [
        {
            "redemption_id": one.redemption_id,
            "member_id": one.member_id,
            "store_id": one.store_id,
            "reward_id": one.reward_id,
            "kind": one.reward_kind,
            "title": one.title,
            "points": one.points,
            "value_minor": one.value_minor,
            "currency": one.currency,
            "code": one.code,
            "status": one.status,
            "created_at": calendar.iso(one.created_at_ms / 1000),
            "expires_at": calendar.iso(one.expires_at_s),
            "order_id": one.order_id or "",
        }
        for one in found
        if one.member_id == member_id
    ]


def _referral(row: ReferredRow) -> Record:
    came = came_state(row)
    return {
        "friend_id": came.friend_id,
        "referrer_id": came.referrer_id,
        "store_id": came.store_id,
        "at": calendar.iso(came.at_s),
        "via": came.via,
        "order_id": came.order,
        "refused": came.reason,
    }


def _case(memo: memos.Memo) -> Record:
    case = case_of(memo)
    return {
        "case_id": case.case_id,
        "member_id": case.member_id,
        "store_id": case.store_id,
        "order_id": case.order_id,
        "at": calendar.iso(case.at_ms / 1000),
        "message": case.message,
        "status": case.status,
        "answer": case.answer,
        "answered_at": calendar.iso(case.answered_at_ms / 1000) if case.answered_at_ms else "",
    }


def orders(
    ledger: Ledger, store_id: str, after: str | None, limit: int
) -> tuple[list[Record], str | None]:
    """Some of a store's orders, in the order of their placing, and behind which to go on."""
    condition = Row.sk > after if after else None
    lines = Row.query(keys.order_directory(ledger, store_id), condition, limit=limit + 1)
    found = [row.sk for row in islice(lines, limit + 1)]
    wanted = [
        (keys.order(ledger, store_id, line.split("#", 1)[1]), keys.ORDER) for line in found[:limit]
    ]
    rows = read_rows(wanted) if wanted else []
    records: list[Record] = [_order(row) for row in rows if isinstance(row, OrderRow)]
    records.sort(key=lambda one: (one["placed_at"], one["order_id"]))
    return records, found[limit - 1] if len(found) > limit else None


def _order(row: OrderRow) -> Record:
    state = order_state(row)
    return {
        "store_id": state.store_id,
        "order_id": state.order_id,
        "member_id": state.member_id or "",
        "state": state.state,
        "placed_at": calendar.iso(state.placed_at_s),
        "currency": state.currency,
        "basis_minor": state.spend_minor,
        "points": state.available,
        "pending": state.pending,
        "program_version": state.program_version,
        "tier": state.tier_id,
        "deleted": int(state.deleted),
    }


def answers(books: Books) -> Iterator[Record]:
    """All answers to surveys of any version of the program."""
    every = sorted({one.id for program in books.programs.every for one in program.surveys})
    for survey_id in every:
        for row in Row.query(keys.survey(books.ledger, survey_id), consistent_read=True):
            if isinstance(row, SurveyRow):
                yield {
                    "survey_id": survey_id,
                    "member_id": row.sk,
                    "at": calendar.iso(row.at_ms / 1000),
                    "answers": row.answers,
                }


def published(ledger: Ledger) -> Iterator[Record]:
    """Every version of the program."""
    for row in programs.versions(ledger):
        yield {
            "version": int(row.version),
            "effective_from": calendar.iso(int(row.effective_from_s)),
            "published_by": row.published_by,
            "document": row.document,
        }
