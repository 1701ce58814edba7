"""What the previous release wrote, kept in written.json: this release reads all of it, and writes
it back without losing a field."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from core.ledger import members, programs, raw, redemptions, stores
from core.ledger.table import Row
from core.ledger.verify import verify
from core.program.model import Programs
from core.program.schema import ProgramDocument
from core.snapshot import CustomerRef, OrderSnapshot
from functions.events import opened
from integrations import access
from tests.support.operator import MASTER_KEY, Operator
from tests.upgrades.releases import WRITTEN, Release
from tests.upgrades.town import QUEUES, Town, first_days


def write_what_the_previous_release_writes(town: Town, old: Release) -> None:
    """No test: refresh.py has pytest run it, for its fixtures."""
    first_days(town, old)
    shown = town.ask(old, "GET", "member")
    sample = old.ask("samples", store_id=town.store_id)
    envelope = [{"generation": 1, "event": event} for event in sample]
    town.act("guest", "status", status="kitchen")
    town.buy("queued", customer_id=town.customer)
    town.deliver(old)
    town.redeem(old, "third")
    messages = {queue: town.waiting(queue) for queue in QUEUES}
    town.handle(old, "events", messages["events"])
    town.relay(old)
    for queue in QUEUES:
        messages[queue] += town.waiting(queue)
    messages["events"] += envelope
    old.ask("call", function="scheduled", event={"job": "sweep"})
    found = {
        "store_id": town.store_id,
        "customer_id": str(town.customer),
        "member": shown,
        "verified": old.ask("verify"),
        "messages": messages,
        "items": sorted(town.items(), key=raw.key_of),
    }
    WRITTEN.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WRITTEN.read_text("utf-8"))
    return found


@pytest.fixture
def kept(operator: Operator, written: dict[str, Any]) -> dict[str, Any]:
    """The previous release's table, in this one's place."""
    raw.put(written["items"])
    return written


def test_it_holds_every_kind_of_row(written: dict[str, Any]) -> None:
    # A link is used within minutes, and dropped. The others are newer than it.
    every = {one.__name__ for one in Row.__subclasses__() if one.__module__.startswith("core.")}
    assert {row_class(item).__name__ for item in written["items"]} == every - {
        "ActivityRow",
        "AttemptRow",
        "AttendanceRow",
        "AwardRow",
        "BudgetRow",
        "CatalogueListRow",
        "ComplianceRow",
        "GroupCountRow",
        "GroupLineRow",
        "GroupOrganiserRow",
        "GroupPartsRow",
        "GroupPayingRow",
        "LookRow",
        "GroupStateRow",
        "GroupWatchRow",
        "ImportedRow",
        "OpeningRow",
        "CataloguePageRow",
        "DoorRow",
        "DraftRow",
        "DrawRow",
        "InviteRow",
        "JoinedRow",
        "LinkRow",
        "ListRow",
        "MovedRow",
        "NumbersRow",
        "PhoneLineRow",
        "PhoneRow",
        "RatingRow",
        "ReceiptRow",
        "JobRow",
        "ActiveJobRow",
        "ReferralCodeRow",
        "ReferralLineRow",
        "ReferredRow",
        "ReferrerRow",
        "ScoreRow",
        "ShelfListRow",
        "ShelfRow",
        "SourceRow",
        "StaffLinkRow",
        "StaffRow",
        "SumRow",
        "SummedRow",
        "SurveyRow",
        "TallyRow",
        "TaskRow",
        "TicketRow",
        "ViewsRow",
        "VoucherRow",
    }


def row_class(item: dict[str, Any]) -> type[Row]:
    return type(Row.from_raw_data(item))


def test_every_row_is_read_and_written_back_as_it_was(written: dict[str, Any]) -> None:
    for item in written["items"]:
        again = Row.from_raw_data(item).serialize()
        assert {k: loose(v) for k, v in again.items()} == {k: loose(v) for k, v in item.items()}


def loose(value: dict[str, Any]) -> Any:
    """An attribute's value: JSON in a string by what it says."""
    (text,) = value.values()
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def test_the_books_balance_and_the_chains_hold(kept: dict[str, Any]) -> None:
    report = verify(master_key=bytes.fromhex(MASTER_KEY))
    assert report.mismatches == []
    assert (report.members, report.entries) == (
        kept["verified"]["members"],
        kept["verified"]["entries"],
    )


def test_the_shopper_has_what_they_had(kept: dict[str, Any]) -> None:
    books = access.books_of(stores.get(kept["store_id"], fresh=True))
    who = CustomerRef(customer_id=kept["customer_id"])
    member = books.member(books.ledger.member_id(kept["store_id"], who) or "")
    had = kept["member"]["balance"]
    assert (member.available > had["available"], member.debt) == (True, had["debt"])
    assert member.lifetime > kept["member"]["lifetime_points"]
    codes = redemptions.recent(books.ledger, member.recent)
    assert [one.status for one in codes] == ["issued", "issued", "issued"]
    ids, _ = members.list_member_ids(books.ledger)
    assert member.member_id in ids


def test_the_programs_are_read_and_would_be_published_again(kept: dict[str, Any]) -> None:
    ledger = access.ledger_of(stores.get(kept["store_id"], fresh=True))
    published = programs.versions(ledger)
    assert isinstance(programs.programs(ledger), Programs)
    assert [int(row.version) for row in published] == [1, 2]
    for row in published:
        ProgramDocument.model_validate(row.document)


def test_the_queued_messages_are_read(written: dict[str, Any]) -> None:
    events = [opened(message) for message in written["messages"]["events"]]
    assert len({event.kind for _, event in events}) == 9
    assert all(generation == 1 for generation, _ in events)
    assert any(isinstance(event, OrderSnapshot) and event.refunds for _, event in events)
    for queue in ("codes", "balances"):
        assert written["messages"][queue]


def test_the_stream_that_it_left_is_relayed(
    town: Town, new: Release, written: dict[str, Any]
) -> None:
    client = boto3.client("dynamodb")
    for item in written["items"]:
        if item["t"]["S"] in ("S", "SL", "P", "E", "M"):
            client.put_item(TableName=town.table, Item=item)
    town.relay(new)
    mine = {raw.key_of(item) for item in town.items()}
    lists = {raw.key_of(item) for item in written["items"] if item["t"]["S"] in ("X", "A")}
    assert lists <= mine
    assert sorted(map(str, town.waiting("balances")))
