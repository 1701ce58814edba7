"""What is kept about somebody, for them to have: as a file of JSON, and as WordPress's tool for
personal data exports shows it."""

from __future__ import annotations

from typing import Any

from core import calendar, profile
from core.ledger import attendances, member_file, members, redemptions, survey_answers, yearly
from core.ledger.posting import Books
from core.member import MemberState
from core.program.model import Program
from core.snapshot import CustomerRef
from core.wording import in_both

FORMAT = "regulars-member/1"
MOST_PAGES = 10_000
PAGE = 100

# The names of fields, in English and in Traditional Chinese.
_FIELDS = {
    "available": ("Points available", "可用點數"),
    "pending": ("Points pending", "待生效點數"),
    "debt": ("Points owed", "欠點"),
    "lifetime": ("Points ever earned", "累計獲得點數"),
    "tier": ("Tier", "會員等級"),
    "email": ("Email address", "電子郵件"),
    "customers": ("Customer numbers", "顧客編號"),
    "birthday": ("Birthday (month and day)", "生日（月日）"),
    "profile": ("Profile", "個人資料"),
    "codes": ("Redemptions", "兌換"),
    "survey": ("Survey", "問卷"),
    "answers": ("Answers", "回答"),
    "event": ("Event", "活動"),
    "state": ("Answer", "回覆"),
    "at": ("When", "時間"),
    "points": ("Points", "點數"),
    "why": ("Why", "原因"),
}


def file(books: Books, store_id: str, person: CustomerRef, now_ms: int) -> dict[str, Any]:
    """All that is kept about a customer of a store, ready for JSON: the account's member and the
    guest's, each once; none for somebody who was never seen."""
    return _file(books, _members(books, store_id, person), now_ms)


def file_of(books: Books, member_id: str, now_ms: int) -> dict[str, Any]:
    """The same about one member, whoever they were joined into."""
    return _file(books, [books.living(books.member(member_id))], now_ms)


def _file(books: Books, found: list[MemberState], now_ms: int) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": calendar.iso(now_ms / 1000),
        "members": [member_file.whole(books, one) for one in found if one.version],
    }


def page(
    books: Books, store_id: str, person: CustomerRef, number: int, language: str
) -> dict[str, Any]:
    """{"items": [{"id", "fields": {name: value}}], "done"}: first who they are, then every movement
    of points, PAGE of each member at a time. `number` counts from 1."""
    items: list[dict[str, Any]] = []
    done = True
    program = books.programs.newest
    for member in _members(books, store_id, person):
        if number == 1:
            items.extend(_about(books, member, program, language))
        cursor = str((number - 1) * PAGE) if number > 1 else None
        found, following = members.entries(
            books.ledger, member.member_id, program, cursor=cursor, limit=PAGE
        )
        items.extend(_entry(one, language) for one in found)
        done = done and following is None
    return {"items": items, "done": done}


def _members(books: Books, store_id: str, person: CustomerRef) -> list[MemberState]:
    """The account and the guest, as far as there is anything about them; one member once."""
    ids = []
    if person.customer_id is not None:
        account = CustomerRef(customer_id=person.customer_id)
        ids.append(books.ledger.member_id(store_id, account) or "")
    if person.email is not None:
        ids.append(books.ledger.guest_id(person.email))
    found = {one.member_id: one for one in (books.living(books.member(name)) for name in ids)}
    return [one for one in found.values() if one.version]


def _about(
    books: Books, member: MemberState, program: Program, language: str
) -> list[dict[str, Any]]:
    tier = next((one for one in program.tiers if one.id == member.tier_id), program.tiers[0])
    answers = profile.shown(member.profile, program.profile)
    codes = redemptions.recent(books.ledger, member.recent)
    told = {
        "available": str(member.available),
        "pending": str(member.pending),
        "debt": str(member.debt) if member.debt else "",
        "lifetime": str(member.lifetime),
        "tier": in_both(tier.names, tier.id)[language != "en"],
        "email": member.contact.email or "",
        "customers": ", ".join(sorted(member.contact.customers.values())),
        "birthday": yearly.birthday(books.ledger, member.member_id).on,
        "profile": "; ".join(f"{name}: {', '.join(given)}" for name, given in answers.items()),
        "codes": ", ".join(f"{one.code} ({one.status})" for one in codes),
    }
    items = [_item(f"member-{member.member_id}", told, language)]
    for survey in program.surveys:
        answered = survey_answers.answered(books, survey, member.member_id)
        if answered is not None:
            said = "; ".join(f"{name}: {value}" for name, value in answered.answers.items())
            named = in_both(survey.names, survey.id)[language != "en"]
            what = {"survey": named, "answers": said}
            items.append(_item(f"survey-{survey.id}", what, language))
    for event in program.events:
        coming = attendances.answer_of(books, event, member.member_id)
        if coming is not None:
            named = in_both(event.names, event.id)[language != "en"]
            what = {"event": named, "state": coming.answer}
            items.append(_item(f"event-{event.id}", what, language))
    return items


def _entry(entry: dict[str, Any], language: str) -> dict[str, Any]:
    why = entry["why"]["text"]
    told = {
        "at": entry["at"],
        "points": str(entry["points"]),
        "why": why.get(language) or why["en"],
    }
    return _item(f"entry-{entry['id']}", told, language)


def _item(name: str, told: dict[str, str], language: str) -> dict[str, Any]:
    """Nothing that is empty is told."""
    fields = {_FIELDS[key][language != "en"]: value for key, value in told.items() if value}
    return {"id": name, "fields": fields}
