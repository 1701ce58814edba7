"""Members and balances of another program, brought and taken back; and everything exported."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow.parquet as pq
import pytest

from core.jobs import LEASE_MS
from core.ledger import (
    activity,
    awards,
    cases,
    jobs,
    openings,
    people,
    redemptions,
    stores,
    yearly,
)
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.member import Contact, MemberState
from core.migrating.reading import Options
from core.program.awards import Award
from core.snapshot import CustomerRef
from integrations import access
from tests.support.migrating import Migrating, now_ms
from tests.support.operator import Operator
from tests.support.queues import queue
from tests.support.relaying import relay_all
from tests.unit.core.worlds import T0, snapshot

SMILE = (
    "First name,Email,Points balance,VIP tier,Birthday\n"
    'Ann,ann@example.com,"1,200",Gold,03-05\n'
    "Bob,bob@example,300,,\n"
    "Cleo,cleo@example.com,80,,\n"
    "Dan,dan@example.com,12.5,,\n"
)


@pytest.fixture
def migrating(books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Migrating]:
    with queue("jobs") as made:
        monkeypatch.setenv("JOBS_QUEUE_URL", made.url)
        yield Migrating(books.ledger, store_id)


def by_address(books: Books, email: str) -> MemberState:
    return books.living(books.member(books.ledger.guest_id(email)))


def test_a_smile_file_is_looked_at_brought_and_undone(
    books: Books, store_id: str, migrating: Migrating
) -> None:
    looked = migrating.looked(SMILE)
    assert looked.state == "asks"
    facts = looked.facts
    assert facts["look"] == {"new": 2, "changed": 0, "unchanged": 0, "points": 1280}
    assert (facts["rows"], facts["people"], facts["points"], facts["refused"]) == (4, 2, 1280, 2)
    assert facts["sha256"] == hashlib.sha256(SMILE.encode()).hexdigest()
    assert facts["worth_minor"] == 7680, "by the reward that a point buys most of"
    assert by_address(books, "ann@example.com").version == 0, "nothing is written yet"

    done = migrating.confirmed(looked)
    assert done.state == "done"
    assert done.facts["brought"] == {"brought": 2, "unchanged": 0, "entries": 2, "points": 1280}
    assert done.facts["ledger"] == {"entries": 2, "points": 1280}
    assert (done.facts["rows_after"], done.facts["points_after"]) == (4, 1280)
    ann = by_address(books, "ann@example.com")
    assert (ann.available, ann.tier_id) == (1200, "gold")
    assert yearly.birthday(books.ledger, ann.member_id).on == "03-05"

    undone = migrating.undone(done.job_id)
    assert undone.state == "done"
    assert undone.facts["undone"]["points"] == 1280
    for email in ("ann@example.com", "cleo@example.com"):
        assert by_address(books, email).available == 0
    assert by_address(books, "ann@example.com").tier_id != "gold"
    assert verify({books.ledger.ledger_id}).mismatches == []
    said = {line.what for line in activity.page(books.ledger, store_id, limit=9).lines}
    assert {"data.imported", "data.import_undone"} <= said


def test_refused_rows_come_back_as_a_file_that_is_corrected_and_imported(
    books: Books, migrating: Migrating
) -> None:
    looked = migrating.looked(SMILE)
    rows = list(csv.reader(io.StringIO(migrating.file(looked, "refused.csv").decode("utf-8-sig"))))
    assert rows[0][:2] == ["First name", "Email"]
    assert [row[-1] for row in rows[1:]] == ["3", "5"]
    assert rows[1][-2].startswith("Email: “bob@example”")
    mended = migrating.file(looked, "refused.csv").replace(b"bob@example,", b"bob@example.com,")
    mended = mended.replace(b"12.5", b"12")
    assert migrating.imported(mended).facts["brought"]["points"] == 312
    assert by_address(books, "bob@example.com").available == 300


def test_a_file_that_is_imported_again_brings_nothing_twice(
    books: Books, migrating: Migrating
) -> None:
    migrating.imported(SMILE)
    again = migrating.looked(SMILE)
    assert again.facts["look"] == {"new": 0, "changed": 0, "unchanged": 2, "points": 0}
    assert migrating.confirmed(again).facts["brought"]["points"] == 0
    assert by_address(books, "ann@example.com").available == 1200


@pytest.mark.parametrize("dies_at", [0, 1, 85])
def test_a_slice_killed_in_the_middle_brings_each_line_once(
    books: Books, migrating: Migrating, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    text = "email,points\n" + "".join(f"m{one}@example.com,{one}\n" for one in range(1, 101))
    looked = migrating.looked(text)
    did = 0
    bring = openings.bring

    class Killed(BaseException):
        pass

    def dying(*given: Any) -> openings.Outcome:
        nonlocal did
        did += 1
        if did == dies_at + 1:
            raise Killed
        return bring(*given)

    with monkeypatch.context() as broken:
        broken.setattr(openings, "bring", dying)
        with pytest.raises(Killed):
            migrating.confirmed(looked)
    job = jobs.get(books.ledger, looked.store_id, looked.job_id)
    past = now_ms() - LEASE_MS
    jobs.save(books.ledger, job, replace(job, leased_until_ms=past), past)
    done = migrating.go_on(job)
    assert done.state == "done"
    assert done.facts["ledger"] == {"entries": 100, "points": 5050}
    assert by_address(books, "m7@example.com").available == 7
    assert verify({books.ledger.ledger_id}).mismatches == []


def test_slices_go_on_where_the_last_one_ended(books: Books, migrating: Migrating) -> None:
    text = "email,points\n" + "".join(f"m{one}@example.com,1\n" for one in range(250))
    migrating.limit_s = 0.05
    assert migrating.imported(text).facts["ledger"]["points"] == 250
    assert migrating.slices.count("running") >= 2


def test_undoing_shows_what_was_spent_before_and_forgives_it_where_that_is_chosen(
    books: Books, store_id: str, migrating: Migrating
) -> None:
    done = migrating.imported("email,points\nann@example.com,250\n")
    ann = by_address(books, "ann@example.com")
    reward = books.programs.newest.reward("off-small")
    redemptions.hold(books, ann.member_id, ann.contact, reward, "k", store_id, now_ms())
    looked = migrating.undo_looked(done.job_id)
    assert looked.state == "asks"
    assert (looked.facts["look"]["spent"], looked.facts["look"]["members_spent"]) == (100, 1)
    migrating.confirmed(looked, policy="forgive")
    ann = by_address(books, "ann@example.com")
    assert (ann.available, ann.debt) == (0, 0)


def test_of_two_imports_the_later_is_undone_first(books: Books, migrating: Migrating) -> None:
    first = migrating.imported("email,points\nann@example.com,100\n")
    later = migrating.imported("email,points\nann@example.com,150\n")
    assert by_address(books, "ann@example.com").available == 150
    refused = migrating.undo_looked(first.job_id)
    assert (refused.state, refused.error) == ("failed", "later_import")
    migrating.undone(later.job_id)
    migrating.undone(first.job_id)
    assert by_address(books, "ann@example.com").available == 0


def test_somebody_who_asked_to_be_forgotten_is_not_brought_back(
    books: Books, migrating: Migrating
) -> None:
    migrating.imported(SMILE)
    people.erase(books, books.ledger.guest_id("ann@example.com"), now_ms())
    again = migrating.looked(SMILE)
    assert again.facts["refused"] == 3
    assert migrating.confirmed(again).state == "done"
    assert by_address(books, "ann@example.com").available == 0


def test_an_export_holds_everything_in_three_forms_that_agree(
    books: Books, store_id: str, migrating: Migrating
) -> None:
    live(books, store_id, migrating)
    done = migrating.exported()
    assert done.state == "done"
    manifest = json.loads(migrating.file(done, "manifest.json"))
    assert {one["file"] for one in manifest["files"]} == set(done.facts["files"][1:])
    for one in manifest["files"]:
        content = migrating.file(done, one["file"])
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one["sha256"], one["bytes"])
    assert manifest["records"] == {
        "members": 3,
        "former_members": 2,
        "entries": 9,
        "orders": 2,
        "redemptions": 1,
        "referrals": 0,
        "cases": 1,
        "answers": 0,
        "programs": 1,
    }
    assert manifest["totals"] == {"points": 1730, "pending": 0, "debt": 0}
    for kind in manifest["records"]:
        lines = migrating.lines(done, f"{kind}.jsonl")
        table = pq.read_table(io.BytesIO(migrating.file(done, f"{kind}.parquet"))).to_pylist()
        text = migrating.file(done, f"{kind}.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        for line, stored, row in zip(lines, table, rows, strict=True):
            for name, value in line.items():
                as_text = (
                    json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
                    if isinstance(value, dict | list)
                    else value
                )
                assert stored[name] == as_text
                shown = "" if as_text is None else str(as_text)
                assert row[name].removeprefix("'") == shown.removeprefix("'")


def test_an_export_holds_the_rewards_that_were_given_for_no_points(
    books: Books, store_id: str, migrating: Migrating
) -> None:
    who = CustomerRef(customer_id="3", email="eve@example.com")
    post_order(books, replace(snapshot(customer=who), store_id=store_id), now_ms())
    account = books.ledger.member_id(store_id, who) or ""
    why = {"reason": "award", "rule": "thanks"}
    gift = Award(reward_id="off-small")
    awards.give_once(books, account, "a", gift, "thanks", why, store_id, now_ms())
    relay_all()
    done = migrating.exported("jsonl")
    found = migrating.lines(done, "redemptions.jsonl")
    assert [(one["reward_id"], one["points"]) for one in found] == [("off-small", 0)]


def test_the_entries_of_an_export_sum_to_its_balances(
    books: Books, store_id: str, migrating: Migrating
) -> None:
    live(books, store_id, migrating)
    done = migrating.exported("jsonl")
    sums: dict[str, int] = {}
    for entry in migrating.lines(done, "entries.jsonl"):
        sums[entry["member_id"]] = sums.get(entry["member_id"], 0) + entry["points"]
    for member in migrating.lines(done, "members.jsonl"):
        assert sums[member["member_id"]] == member["points"]


def test_an_export_imported_into_an_empty_ledger_gives_the_same_balances(
    books: Books,
    store_id: str,
    migrating: Migrating,
    operator: Operator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs_queue = os.environ["JOBS_QUEUE_URL"]
    other_id = operator.connect_unchecked("https://other.example")
    monkeypatch.setenv("JOBS_QUEUE_URL", jobs_queue)  # the command line set its own
    live(books, store_id, migrating)
    exported = migrating.exported("csv")
    other = access.books_of(stores.get(other_id, fresh=True))
    there = Migrating(other.ledger, other_id)
    done = there.imported(migrating.file(exported, "members.csv"), Options(negative="debt"))
    assert done.state == "done"
    assert done.facts["points_after"] == 1730
    for email in ("ann@example.com", "cleo@example.com"):
        mine, theirs = by_address(books, email), by_address(other, email)
        assert (mine.lots, mine.debt, mine.lifetime) == (theirs.lots, theirs.debt, theirs.lifetime)
        assert books.programs.newest.tier(mine.tier_id) == other.programs.newest.tier(
            theirs.tier_id
        )


def live(books: Books, store_id: str, migrating: Migrating) -> None:
    """Two who were brought, one who bought, one who was joined and one who was erased."""
    migrating.imported(SMILE.replace("bob@example,", "bob@example.com,"))
    who = CustomerRef(customer_id="3", email="+eve@example.com")
    post_order(books, replace(snapshot(customer=who), store_id=store_id), now_ms())
    account = books.ledger.member_id(store_id, who) or ""
    people.join(books, books.ledger.guest_id("bob@example.com"), account, "mailed_link", now_ms())
    contact = Contact({store_id: "3"}, "+eve@example.com")
    reward = books.programs.newest.reward("off-small")
    redemptions.hold(books, account, contact, reward, "k", store_id, now_ms())
    cases.open_one(
        *(books, account, store_id, "k", "22", "=Where are they?", contact, T0 * 1000), asked=True
    )
    post_order(
        books,
        replace(snapshot(order_id="23", customer=CustomerRef(customer_id="4")), store_id=store_id),
        now_ms(),
    )
    people.erase(
        books, books.ledger.member_id(store_id, CustomerRef(customer_id="4")) or "", now_ms()
    )
    relay_all()
