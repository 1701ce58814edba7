"""A tier that is reached by taking part, at the moment of doing it."""

from __future__ import annotations

from core.explain import explain, names_of
from core.ledger import members, programs
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.program.defaults import default_document
from core.program.schema import validate
from tests.integration.ledger.test_actions import claim, member_of, row


def test_the_second_thing_done_reaches_the_tier_and_its_entry_says_so(books: Books) -> None:
    actions = [row("social_follow"), row("social_share")]
    document = default_document("USD") | {"actions": actions}
    document["tiers"][1] |= {"participation": 2, "need": "any"}
    programs.publish(books.ledger, validate(document), "test", 0)
    programs._cached.clear()
    active = Books(books.ledger, programs.programs(books.ledger), books.tz)
    who = member_of(books.ledger)
    claim(active, "social-follow", "k1")
    assert (active.member(who).tier_id, active.member(who).counted("did")) == (None, 1)
    claim(active, "social-share", "k2", link="https://example.com/2")
    assert (active.member(who).tier_id, active.member(who).counted("did")) == ("silver", 2)
    last = members.entries(books.ledger, who, active.programs.newest)[0][-1]
    assert last["why"]["tier_reached"] == "silver"
    said = explain(last, names_of(active.programs.newest))
    assert said["en"].endswith("Reached Silver.")
    assert said["zh-Hant"].endswith("升等為銀卡會員。")
    assert verify().mismatches == []
