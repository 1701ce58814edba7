"""By which channel a member came: the first one wins, its award is given once, and all of it goes
with the member."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from core.errors import ActionClosed
from core.explain import explain, names_of
from core.ledger import members, people, programs, redact, sources, tallies
from core.ledger.directory import list_member
from core.ledger.posting import Books
from core.ledger.sources import Source
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import Contact
from core.program.awards import Award
from core.program.defaults import default_document
from core.program.schema import validate
from core.shopfront import NEWCOMER_DAYS
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0

NOW_MS = T0 * 1000
DAY_MS = 86_400_000
KEY = b"master key of the tests"
CAFE = {"id": "cafe", "name": {"en": "Cafe Blue", "zh-Hant": "藍咖啡"}, "award": {"points": 80}}
POSTER = {"id": "poster", "name": {"en": "Poster"}}


def offer(books: Books, *channels: dict[str, Any], at_s: int = 0) -> Books:
    document = validate(default_document("USD") | {"channels": list(channels)})
    programs.publish(books.ledger, document, "test", at_s)
    programs._cached.clear()
    tallies._cached.clear()
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


@pytest.fixture(name="open_books")
def _open_books(books: Books) -> Books:
    return offer(books, CAFE, POSTER)


def who(books: Books, customer_id: str = "3") -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id=customer_id)) or ""


def join(
    books: Books, channel_id: str = "cafe", customer_id: str = "3", at_ms: int = NOW_MS
) -> Source:
    channel = books.programs.channel(channel_id)
    assert channel is not None
    contact = Contact({STORE: customer_id})
    return sources.join(books, who(books, customer_id), channel, STORE, contact, at_ms)


def points(books: Books, customer_id: str = "3") -> int:
    return books.living(books.member(who(books, customer_id))).available


def test_who_joins_by_a_channel_has_its_own_award_and_a_repeat_gives_nothing_more(
    open_books: Books,
) -> None:
    books = open_books
    first = join(books)
    assert first == join(books) == Source(who(books), "cafe", NOW_MS)
    assert points(books) == 80
    assert sources.given(books, first) == Award(points=80)
    assert sources.counted(books.ledger, ["cafe", "poster"]) == {"cafe": 1, "poster": 0}
    assert verify(master_key=KEY).mismatches == []


def test_the_entry_says_why_in_both_languages(open_books: Books) -> None:
    join(open_books)
    program = open_books.programs.newest
    page, _ = members.entries(
        open_books.ledger, who(open_books), program, cursor=None, limit=5, newest_first=True
    )
    assert page[0]["why"]["rule"] == "channel:cafe"
    text = explain(page[0], names_of(program))
    assert text["en"] == "Cafe Blue (you joined this way): 80 points."
    assert "藍咖啡（由此管道入會）：80 點" in text["zh-Hant"]


def test_the_first_channel_wins(open_books: Books) -> None:
    assert join(open_books, "poster").channel_id == "poster"
    assert join(open_books, "cafe").channel_id == "poster"
    assert points(open_books) == 0
    assert sources.counted(open_books.ledger, ["cafe", "poster"]) == {"cafe": 0, "poster": 1}


@pytest.mark.parametrize("channels", [("cafe", "cafe"), ("cafe", "poster")])
def test_of_two_at_once_one_is_noted_and_given(open_books: Books, channels: tuple[str]) -> None:
    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(lambda one: join(open_books, one), channels))
    assert came[0] == came[1]
    counts = sources.counted(open_books.ledger, ["cafe", "poster"])
    assert counts == {"cafe": 0, "poster": 0} | {came[0].channel_id: 1}
    assert points(open_books) == (80 if came[0].channel_id == "cafe" else 0)


def test_many_who_join_at_once_are_all_counted(open_books: Books) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: join(open_books, customer_id=str(n)), range(1, 13)))
    assert sources.counted(open_books.ledger, ["cafe"]) == {"cafe": 12}


def refused(attempt: Callable[[], object]) -> str:
    with pytest.raises(ActionClosed) as refusal:
        attempt()
    assert set(refusal.value.details["text"]) == {"en", "zh-Hant", "zh-Hans", "ja"}  # type: ignore[call-overload]
    return refusal.value.code


def test_whom_the_ledger_knew_before_the_channel_was_there_is_refused_with_the_reason(
    books: Books,
) -> None:
    members.adjust(books, who(books), 5, "old friend", "c1", NOW_MS - 3 * DAY_MS)
    later = offer(books, CAFE, at_s=T0 - 86_400)
    assert refused(lambda: join(later)) == "channel_for_new_members"
    assert points(later) == 5
    assert sources.of_member(later.ledger, who(later)) is None


def test_whom_the_ledger_has_known_for_long_is_no_newcomer_however_old_the_channel_is(
    open_books: Books,
) -> None:
    members.adjust(open_books, who(open_books), 5, "old friend", "c1", NOW_MS)
    last_ms = NOW_MS + NEWCOMER_DAYS * DAY_MS
    assert refused(lambda: join(open_books, at_ms=last_ms + 1000)) == "channel_for_new_members"
    assert join(open_books, at_ms=last_ms).channel_id == "cafe"


def test_before_and_after_its_days_a_channel_takes_nobody(books: Books) -> None:
    days = {"from": "2026-09-22", "until": "2026-09-23"}  # T0 is the 21st
    dated = offer(books, CAFE | days)
    assert refused(lambda: join(dated)) == "channel_not_started"
    assert refused(lambda: join(dated, at_ms=NOW_MS + 3 * DAY_MS)) == "channel_ended"
    assert join(dated, at_ms=NOW_MS + 2 * DAY_MS).channel_id == "cafe"


def test_a_channel_that_was_taken_out_gives_nothing_any_more(books: Books) -> None:
    offer(books, CAFE)
    without = offer(books)
    assert refused(lambda: join(without)) == "channel_ended"
    assert points(without) == 0


def test_how_somebody_came_follows_a_merge(open_books: Books) -> None:
    books = open_books
    join(books, "cafe", "3")
    join(books, "poster", "4", NOW_MS + 1)
    people.join(books, who(books, "3"), who(books, "4"), "platform_merge", NOW_MS + 2)
    living = books.living(books.member(who(books, "3"))).member_id
    assert living == who(books, "4")
    came = sources.of_member(books.ledger, living)
    assert came == Source(who(books, "3"), "cafe", NOW_MS)
    assert join(books, "poster", "4").channel_id == "cafe"
    assert points(books, "4") == 80


def rows_about(books: Books, customer_id: str = "3") -> list[str]:
    member_id = who(books, customer_id)
    return [row.sk for row in Row.scan(consistent_read=True) if member_id in row.pk]


def test_erasing_forgets_how_a_member_came_and_coming_again_brings_no_second_award(
    open_books: Books,
) -> None:
    books = open_books
    join(books)
    people.erase(books, who(books), NOW_MS + 1000)
    assert sources.of_member(books.ledger, who(books)) is None
    assert join(books, at_ms=NOW_MS + 5000).channel_id == ""
    assert points(books) == 0
    assert verify(master_key=KEY).mismatches == []


@pytest.mark.parametrize("channel_id", ["cafe", "poster"])
def test_a_redacted_ledger_keeps_nothing_of_it(open_books: Books, channel_id: str) -> None:
    books = open_books
    join(books, channel_id)
    # The relay lists who has an entry; who came without an award was listed as they came.
    if channel_id == "cafe":
        list_member(books.ledger, who(books))
    assert redact.empty_ledger(books.ledger, [STORE], lambda: False)
    assert rows_about(books) == []
    assert not [row.pk for row in Row.scan(consistent_read=True) if "channel:" in row.pk]


def test_a_gift_is_given_as_a_code(books: Books) -> None:
    gift = offer(books, CAFE | {"award": {"reward": "off-small"}})
    came = join(gift)
    assert sources.given(gift, came).reward_id == "off-small"
    assert len(gift.member(who(gift)).recent) == 1


def test_an_address_that_the_shopper_brought_is_kept_where_it_can_be_erased(
    open_books: Books,
) -> None:
    channel = open_books.programs.channel("poster")
    assert channel is not None
    contact = replace(Contact({STORE: "3"}), email="jia@example.com")
    sources.join(open_books, who(open_books), channel, STORE, contact, NOW_MS)
    assert open_books.member(who(open_books)).contact.email == "jia@example.com"
    people.erase(open_books, who(open_books), NOW_MS + 1)
    assert open_books.member(who(open_books)).contact.email is None
