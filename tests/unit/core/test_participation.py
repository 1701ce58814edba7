"""Tiers by participation: things done besides buying."""

from __future__ import annotations

from core import due, tiers
from core.explain_progress import progress_text
from core.joining import forget, join
from core.program.defaults import default_document
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from tests.unit.core.test_tier_rules import buy, held, settle, tier, world
from tests.unit.core.worlds import T0, TZ, Books


def done(books: Books, times: int) -> None:
    """As a rule for an action does it: it counts, and the tier follows at once."""
    rules = books.programs.newest
    after = books.member.with_counted(tiers.DID, times)
    books.member = tiers.promoted(after, rules, books.now_s, TZ)


def test_by_participation_alone() -> None:
    books = world(tier("gold", participation=3))
    done(books, 2)
    assert held(books) == "member"
    done(books, 1)
    assert held(books) == "gold"
    # It counts for good: no review takes it.
    settle(books, "2029-01-01")
    assert held(books) == "gold"
    assert due.due_on(books.member, books.programs.newest, books.now_s, TZ) is None


def test_participation_combined_with_spend_all_or_any() -> None:
    both = world(tier("gold", participation=2, **{"from": "100"}))
    done(both, 2)
    assert held(both) == "member"
    buy(both, "1", "2026-01-10")
    assert held(both) == "gold"
    either = world(tier("gold", participation=2, need="any", **{"from": "100"}))
    done(either, 2)
    assert held(either) == "gold"


def test_what_is_missing_is_told_by_the_figures_that_decide() -> None:
    books = world(tier("gold", participation=4))
    done(books, 1)
    seen = tiers.progress(books.member, books.programs.newest, books.now_s, TZ)
    assert (seen.figures.did, seen.missing.did, seen.percent) == (1, 3, 25)
    text = progress_text(seen, "USD") or {}
    assert text["en"] == "3 activities more for Gold."
    assert text["zh-Hant"] == "再參與 3 次活動，即可升等為gold。"


def test_participation_follows_a_merge_and_goes_with_an_erasure() -> None:
    guest, account = world().member.with_counted(tiers.DID, 2), world().member
    emptied, _, received, _ = join(guest, account, "mailed_link")
    assert (emptied.counted(tiers.DID), received.counted(tiers.DID)) == (0, 2)
    assert forget(received, T0)[0].counted(tiers.DID) == 0


def test_a_tier_by_participation_is_said() -> None:
    document = default_document("TWD")
    document["tiers"][1] |= {"participation": 5, "need": "any"}
    document = validate(document)
    assert unsaid(document) == []
    said = sentences(document)["tier silver"].text
    assert said["en"].startswith("Whoever spends NT$15,000 or takes part 5 times in all within")
    assert said["zh-Hant"].startswith("12 個月內消費滿 NT$15,000 或累計參與 5 次活動，即為")
