"""Outgoing webhooks, from an entry to a receiver on the sandbox that verifies by itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from core import hooks
from core.ledger import hook_deliveries, hook_endpoints, members, people, redemptions, stores
from core.ledger.due import hooks_at
from core.ledger.hook_endpoints import Endpoint
from core.ledger.posting import Books
from core.ledger.redemption_rows import RedemptionRow
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.member import Contact
from core.snapshot import CustomerRef
from functions.hooks import delivering
from functions.hooks.handler import handler
from functions.relay.handler import handler as relay
from functions.scheduled.due import run_due
from integrations import access, hook_keys
from tests.support.developer import developer
from tests.support.http_api import Context
from tests.support.operator import Operator
from tests.support.queues import Queue, queue
from tests.support.requests_seen import watched
from tests.support.sandbox import SandboxServer

MANY = ["member.created", "points.changed", "tier.changed", "redemption.issued", "member.erased"]


@dataclass
class Listening:
    """A store with an endpoint at the sandbox, and the queue in between."""

    books: Books
    store_id: str
    shop: SandboxServer
    endpoint: Endpoint
    waiting: Queue
    member_id: str
    other: str

    def give(self, points: int, command: str) -> None:
        members.adjust(
            self.books, self.member_id, points, "x", command, time.time_ns() // 1_000_000
        )

    def relay(self, row: Row, name: str = "INSERT") -> None:
        """As the stream would tell of a row."""
        image: dict[str, Any] = row.serialize()
        change = {
            "NewImage": image,
            "SequenceNumber": "1",
            "ApproximateCreationDateTime": 1_795_000_000,
        }
        record = {"eventName": name, "dynamodb": change}
        assert relay({"Records": [record]}, Context()) == {"batchItemFailures": []}

    def newest(self) -> EntryRow:
        prefix = f"L#{self.books.ledger.ledger_id}#M#"
        rows = [one for one in Row.scan(Row.pk.startswith(prefix)) if isinstance(one, EntryRow)]
        return max(rows, key=lambda one: (one.at_ms, one.sequence))

    def work(self) -> int:
        """Hand what waits to the function, one message at a time; how many there were."""
        done = 0
        while True:
            event = self.waiting.take()
            if not event["Records"]:
                return done
            for record in event["Records"]:
                one = {"Records": [record]}
                self.waiting.acknowledge(one, handler(one, Context()))
                done += 1

    def told(self, points: int, command: str) -> None:
        """Give points and have the endpoint told."""
        self.give(points, command)
        self.relay(self.newest())
        self.work()

    def heard(self) -> list[dict[str, Any]]:
        """What came, the newest first."""
        found = requests.get(self.box, headers={"accept": "application/json"}, timeout=10)
        heard: list[dict[str, Any]] = found.json()["heard"]
        return heard

    def answers(self, mode: str) -> None:
        requests.post(f"{self.box}/settings", data={"mode": mode}, timeout=10)

    @property
    def box(self) -> str:
        return f"{self.shop.origin}/hooks/box"

    def log(self) -> list[hook_deliveries.Delivery]:
        return hook_deliveries.page(self.books.ledger, self.endpoint.endpoint_id, None)[0]


@pytest.fixture
def listening(
    operator: Operator,
    store_id: str,
    books: Books,
    store: SandboxServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Listening]:
    operator.develop(allow_private_store_urls=True)
    other = operator.connect_unchecked("https://other.example")
    ledger = books.ledger
    made = hook_endpoints.add(ledger, store_id, f"{store.origin}/hooks/box", MANY, 1_795_000_000)
    secret = hook_keys.secret_of(made)
    requests.post(f"{store.origin}/hooks/box/settings", data={"secret": secret}, timeout=10)
    member_id = ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    with queue("hooks", fifo=True) as waiting, queue("copies", fifo=True) as copies:
        monkeypatch.setenv("HOOKS_QUEUE_URL", waiting.url)
        monkeypatch.setenv("BALANCES_QUEUE_URL", copies.url)
        monkeypatch.setenv("BALANCES_DELAY_S", "1")
        yield Listening(books, store_id, store, made, waiting, member_id, other)


def test_an_entry_is_told_signed_and_small(listening: Listening) -> None:
    listening.told(50, "c1")
    points, created = listening.heard()
    assert (points["topic"], points["verdict"]) == ("points.changed", "verified")
    assert (created["topic"], created["verdict"]) == ("member.created", "verified")
    body = json.loads(points["body"])
    assert body["data"]["balance"] == {"available": 50, "pending": 0, "debt": 0}
    assert body["data"]["member"] == {"id": listening.member_id, "customer_id": None}
    assert (body["sequence"], body["store_id"], body["version"]) == (1, listening.store_id, 1)
    assert len(points["body"]) < 2000
    assert [one.status for one in listening.log()] == ["delivered", "delivered"]


def test_the_same_record_again_is_told_once(listening: Listening) -> None:
    listening.told(50, "c1")
    before = len(listening.heard())
    listening.relay(listening.newest())
    listening.work()
    assert len(listening.heard()) == before


def test_a_ledger_without_endpoints_sends_nothing_and_asks_once_in_a_while(
    listening: Listening,
) -> None:
    books = access.books_of(stores.get(listening.other))
    member_id = books.ledger.member_id(listening.other, CustomerRef(customer_id="3")) or ""
    prefix = f"L#{listening.other}#M#"
    with watched() as seen:
        for command in ("c1", "c2", "c3"):
            members.adjust(books, member_id, 5, "x", command, 1)
            rows = list(Row.scan(Row.pk.startswith(prefix)))
            listening.relay(max((r for r in rows if isinstance(r, EntryRow)), key=lambda r: r.sk))
    assert listening.waiting.take()["Records"] == []
    assert len(seen.mention(f"L#{listening.other}#HOOKS")) == 1


def test_what_a_restored_table_brings_back_is_not_told_again(listening: Listening) -> None:
    old_ms = time.time_ns() // 1_000_000 - 4 * 86_400_000
    members.adjust(listening.books, listening.member_id, 5, "x", "c1", old_ms)
    listening.relay(listening.newest())
    assert listening.work() == 0
    listening.told(5, "c2")
    assert listening.heard() != []


def test_an_order_of_long_ago_that_is_imported_is_not_told_and_its_refund_is(
    listening: Listening,
) -> None:
    listening.give(5, "c1")
    row, long_ago = listening.newest(), int(time.time()) - 400 * 86_400
    row.flags, row.placed_at_s = "list", long_ago
    row.source = {"type": "order", "store": listening.store_id, "id": "9"}
    listening.relay(row)
    assert listening.work() == 0
    row.flags = None
    listening.relay(row)
    assert listening.work() > 0


def test_a_receiver_that_fails_is_tried_again_with_growing_waits_and_the_same_id(
    listening: Listening,
) -> None:
    ledger, one = listening.books.ledger, listening.endpoint.endpoint_id
    hook_endpoints.change(ledger, listening.store_id, one, topics=("points.changed",))
    listening.answers("fail")
    listening.told(50, "c1")
    waits = []
    for _ in hooks.WAITS_S:
        [changed] = [one for one in listening.log() if one.topic == "points.changed"]
        assert (changed.status, changed.http_status) == ("waiting", 500)
        assert changed.said == "The box was told to fail."
        waits.append(changed.next_at_s - changed.sent_at_s)
        run_due(changed.next_at_s, lambda *_: None)
        listening.work()
    assert waits == list(hooks.WAITS_S)
    assert waits == sorted(waits)
    [changed] = [one for one in listening.log() if one.topic == "points.changed"]
    assert (changed.status, changed.tries) == ("failed", len(hooks.WAITS_S) + 1)
    assert len({one["id"] for one in listening.heard() if one["topic"] == "points.changed"}) == 1


def test_a_receiver_that_recovers_hears_it_and_is_not_asked_again(listening: Listening) -> None:
    listening.answers("fail")
    listening.told(50, "c1")
    listening.answers("ok")
    later = int(time.time()) + hooks.WAITS_S[0] + 5
    assert run_due(later, lambda *_: None)["hook"] == 2
    listening.work()
    assert {one.status for one in listening.log()} == {"delivered"}
    assert list(hooks_at(later + 86_400)) == []


def test_one_that_took_nothing_for_its_tries_is_disabled_and_the_merchant_is_told(
    listening: Listening,
) -> None:
    listening.answers("fail")
    listening.told(50, "c1")
    while lines := list(hooks_at(2**33)):
        run_due(max(int(one.at_s) for one in lines), lambda *_: None)
        listening.work()
    ledger = listening.books.ledger
    after = hook_endpoints.find(ledger, listening.store_id, listening.endpoint.endpoint_id)
    assert after.off == "failing"
    assert [one["what"] for one in stores.health(listening.store_id)] == ["hook_disabled"]
    heard = len(listening.heard())
    listening.told(10, "c2")
    assert len(listening.heard()) == heard
    hook_endpoints.switch_on(ledger, listening.store_id, after.endpoint_id)
    assert stores.health(listening.store_id) == []


def test_one_that_says_it_is_gone_is_disabled_at_once(listening: Listening) -> None:
    listening.answers("gone")
    listening.told(50, "c1")
    ledger = listening.books.ledger
    after = hook_endpoints.find(ledger, listening.store_id, listening.endpoint.endpoint_id)
    assert after.off == "gone"
    assert len(listening.heard()) == 1  # what waited behind it was not sent
    assert list(hooks_at(2**33)) == []


def test_an_endpoint_that_was_mended_while_it_failed_is_not_disabled(listening: Listening) -> None:
    ledger, old = listening.books.ledger, listening.endpoint
    hook_endpoints.change(ledger, listening.store_id, old.endpoint_id, url=f"{old.url}?mended")
    hook_endpoints.switch_off(ledger, old, hook_endpoints.FAILING, 1_795_000_000)
    assert not hook_endpoints.find(ledger, listening.store_id, old.endpoint_id).off
    assert stores.health(listening.store_id) == []
    mended = hook_endpoints.pause(ledger, listening.store_id, old.endpoint_id, 1_795_000_000)
    hook_endpoints.switch_off(ledger, mended, hook_endpoints.FAILING, 1_795_000_001)
    assert hook_endpoints.read(ledger, old.endpoint_id) == mended


def test_a_redirect_is_not_followed(listening: Listening) -> None:
    listening.answers("redirect")
    listening.told(50, "c1")
    assert {(one.status, one.http_status) for one in listening.log()} == {("waiting", 307)}


def test_a_receiver_that_answers_late_is_left_after_five_seconds(listening: Listening) -> None:
    listening.told(50, "c1")
    listening.answers("slow")
    listening.give(5, "c2")
    listening.relay(listening.newest())
    began = time.monotonic()
    listening.work()
    assert time.monotonic() - began < 8
    [late] = [one for one in listening.log() if one.http_status is None]
    assert (late.status, late.said) == ("waiting", "No answer within 5 seconds.")


def test_it_is_sent_again_when_somebody_asks(listening: Listening) -> None:
    listening.told(50, "c1")
    dev = developer(listening.store_id)
    path = f"webhooks/{listening.endpoint.endpoint_id}"
    newest = dev.get(f"{path}/deliveries")["deliveries"][0]
    assert (newest["status"], newest["response"]["status"]) == ("delivered", 200)
    assert dev.post(f"{path}/deliveries/{newest['id']}/redeliver", key="again").status == 202
    assert dev.post(f"{path}/deliveries/{newest['id']}/redeliver", key="again").status == 202
    assert listening.work() == 1
    ids = [one["id"] for one in listening.heard()]
    assert ids[0] in ids[1:]
    assert dev.get(f"{path}/deliveries")["deliveries"][0]["tries"] == 2


def test_a_test_can_be_sent(listening: Listening) -> None:
    dev = developer(listening.store_id)
    assert dev.post(f"webhooks/{listening.endpoint.endpoint_id}/test").status == 202
    listening.work()
    [heard] = listening.heard()
    assert (heard["topic"], heard["verdict"]) == ("webhook.test", "verified")


def test_both_secrets_verify_for_a_day_after_an_exchange(listening: Listening) -> None:
    dev = developer(listening.store_id)
    path = f"webhooks/{listening.endpoint.endpoint_id}"
    new = dev.post(f"{path}/rotate", key="r1").body["secret"]
    assert dev.post(f"{path}/rotate", key="r1").body["secret"] == new
    listening.told(50, "c1")
    assert {one["verdict"] for one in listening.heard()} == {"verified"}  # by the one before
    requests.post(f"{listening.box}/settings", data={"secret": new}, timeout=10)
    listening.told(5, "c2")
    assert listening.heard()[0]["verdict"] == "verified"
    dev.post(f"{path}/rotate", {"leaked": True})
    listening.told(5, "c3")
    assert listening.heard()[0]["verdict"] == "wrong"


def test_a_change_of_tier_is_told_once(listening: Listening) -> None:
    listening.told(50, "c1")
    dev = developer(listening.store_id)
    wish = {"tier_id": "gold", "until": "2099-01-01", "reason": "x"}
    assert dev.post(f"members/{listening.member_id}/tier", wish).status == 200
    listening.relay(listening.newest())
    listening.work()
    told = [one for one in listening.heard() if one["topic"] == "tier.changed"]
    assert len(told) == 1
    assert '"was": "member"' in told[0]["body"]


def test_a_redemptions_new_state_is_told(listening: Listening) -> None:
    listening.told(300, "c1")
    books, member_id = listening.books, listening.member_id
    contact = Contact({listening.store_id: "3"}, "jia@example.com")
    reward = books.programs.newest.reward("off-small")
    now_ms = time.time_ns() // 1_000_000
    held = redemptions.hold(books, member_id, contact, reward, "k", listening.store_id, now_ms)
    redemptions.issued(books.ledger, held)
    [row] = [one for one in Row.scan() if isinstance(one, RedemptionRow)]
    listening.relay(row, "MODIFY")
    listening.relay(row, "MODIFY")
    listening.work()
    [told] = [one for one in listening.heard() if one["topic"] == "redemption.issued"]
    assert held.code in told["body"]
    assert '"customer_id": "3"' in told["body"]
    assert "jia@example.com" not in told["body"]


def test_an_address_is_told_only_to_whom_asked_and_never_kept(listening: Listening) -> None:
    ledger, store_id = listening.books.ledger, listening.store_id
    one = listening.endpoint.endpoint_id
    hook_endpoints.change(ledger, store_id, one, with_email=True)
    dev = developer(store_id)
    dev.post("members", {"customer_id": "3", "email": "jia@example.com"})
    listening.told(50, "c1")
    assert "jia@example.com" in listening.heard()[0]["body"]
    kept = [row.serialize() for row in Row.scan() if "HOOK" in row.pk]
    assert kept
    assert "jia@" not in str(kept)


def test_after_an_erasure_only_the_pseudonym_is_told_even_again(listening: Listening) -> None:
    dev = developer(listening.store_id)
    dev.post("members", {"customer_id": "3", "email": "jia@example.com"})
    listening.told(50, "c1")
    assert '"customer_id": "3"' in listening.heard()[0]["body"]
    people.erase(listening.books, listening.member_id, time.time_ns() // 1_000_000)
    listening.relay(listening.newest())
    listening.work()
    assert listening.heard()[0]["topic"] == "member.erased"
    path = f"webhooks/{listening.endpoint.endpoint_id}/deliveries"
    old = next(one for one in dev.get(path)["deliveries"] if one["topic"] == "points.changed")
    dev.post(f"{path}/{old['id']}/redeliver")
    listening.work()
    again = listening.heard()[0]
    assert again["topic"] == "points.changed"
    assert '"customer_id": null' in again["body"]


def test_of_a_store_that_left_nothing_is_told(listening: Listening) -> None:
    listening.told(50, "c1")
    heard = len(listening.heard())
    stores.change(listening.store_id, installed=False)
    listening.told(5, "c2")
    assert len(listening.heard()) == heard


def test_an_endpoint_is_told_nothing_of_a_ledger_that_its_store_is_not_in(
    listening: Listening,
) -> None:
    """Its store was joining this wallet, and the change broke off after the endpoint was there."""
    ledger, own = listening.books.ledger, listening.endpoint
    hook_endpoints.remove(ledger, listening.store_id, own.endpoint_id, 1_795_000_000)
    hook_endpoints.add(ledger, listening.other, own.url, MANY, 1_795_000_000)
    listening.told(50, "c1")
    assert listening.heard() == []
    stores.join(stores.get(listening.other, fresh=True), ledger.ledger_id)
    listening.told(5, "c2")
    assert {one["topic"] for one in listening.heard()} == {"points.changed"}


def test_what_a_receiver_may_be_is_checked_when_it_is_given_and_when_it_is_told(
    listening: Listening, operator: Operator
) -> None:
    operator.develop()
    dev = developer(listening.store_id)
    for url in ("http://shop.example/x", "https://127.0.0.1/x", "https://u:p@example.com/", "x"):
        heard = dev.post("webhooks", {"url": url, "topics": ["points.changed"]})
        assert (heard.status, heard.error["field"]) == (400, "url"), url
    listening.told(50, "c1")
    assert listening.heard() == []
    assert {one.said for one in listening.log()} == {"The address leads into a private network."}


def test_a_receiver_that_was_removed_is_told_nothing_that_still_waits(
    listening: Listening,
) -> None:
    listening.answers("fail")
    listening.told(50, "c1")
    dev = developer(listening.store_id)
    assert dev.ask("DELETE", f"webhooks/{listening.endpoint.endpoint_id}").status == 200
    heard = len(listening.heard())
    run_due(int(time.time()) + 400, lambda *_: None)
    listening.work()
    assert len(listening.heard()) == heard
    assert {one.status for one in listening.log()} == {"stopped"}
    assert dev.get("webhooks")["webhooks"] == []
    assert delivering.USER_AGENT.startswith("Regulars")
