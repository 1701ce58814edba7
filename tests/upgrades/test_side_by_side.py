"""The previous release and this one on the same table and the same queues: what either writes, the
other goes on with, because a release moves in steps and may be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from infra.tools import ROOT
from tests.upgrades.releases import Release
from tests.upgrades.town import Town, first_days

# Sent by webhooks that are created when the release is out, as docs/upgrading.md says.
LATER = {"products", "store_scopes"}


@pytest.fixture(params=["upgrade", "rollback"])
def pair(request: pytest.FixtureRequest, old: Release, new: Release) -> tuple[Release, Release]:
    """Who was there first, and who follows."""
    return (old, new) if request.param == "upgrade" else (new, old)


def proven(*releases: Release) -> dict[str, Any]:
    """The books as both prove them."""
    reports = [release.ask("verify") for release in releases]
    assert all(report == reports[0] for report in reports), reports
    assert reports[0]["mismatches"] == []
    found: dict[str, Any] = reports[0]
    return found


def test_the_books_go_on_through_an_upgrade_and_back(
    town: Town, pair: tuple[Release, Release]
) -> None:
    first, second = pair
    first_days(town, first)
    before = proven(first, second)
    assert before["entries"] > 5
    available, pending, debt = town.balance(first)
    assert (available > 0, pending > 0, debt) == (True, True, 0)
    assert town.balance(second) == (available, pending, debt)
    program = first.ask("document", store_id=town.store_id)
    assert second.ask("document", store_id=town.store_id) == program

    # The second takes over in the middle: queued by the one, done by the other.
    town.act("open", "pay")
    assert town.deliver(first) >= 1
    town.handle(second, "events", town.waiting("events"))
    town.relay(second)
    after = town.balance(second)
    assert (after[0] > available, after[1]) == (True, 0)
    codes = town.ask(second, "GET", "redemptions")["redemptions"]
    assert [one["status"] for one in codes] == ["issued", "issued"]
    returned = town.ask(second, "POST", f"redemptions/{codes[1]['redemption_id']}/return")
    assert returned["status"] == "returned"
    town.act("paid", "refund", all=True)
    town.buy("with a code", customer_id=town.customer, codes=[codes[0]["code"]])
    town.work(second)
    assert town.ask(second, "GET", "redemptions")["redemptions"][0]["status"] == "used"
    proven(first, second)

    # And back: the first goes on with what the second wrote.
    town.act("with a code", "cancel")
    town.act("guest", "trash")
    assert town.deliver(second) >= 2
    town.handle(first, "events", town.waiting("events"))
    assert town.ask(first, "GET", "redemptions")["redemptions"][0]["status"] == "issued"
    town.redeem(first, "third")
    town.buy("last", customer_id=town.customer)
    town.work(first)
    town.relay(second)
    assert town.balance(first) == town.balance(second)
    # Neither takes the other's due work for its own time, or for something it is not.
    for release in (second, first, second):
        done = release.ask("call", function="scheduled", event={"job": "due"})
        assert done["hold"] == done["code"] == 0
    assert proven(first, second)["entries"] > before["entries"] + 5


def test_a_store_connected_again_is_served_by_both_and_who_was_erased_by_one_is_by_the_other(
    town: Town, pair: tuple[Release, Release]
) -> None:
    """Credentials that one sealed, first or anew, the other opens."""
    first, second = pair
    first_days(town, first)
    balance = town.balance(second)
    town.connect(second)
    assert town.balance(first) == balance
    town.shop.control("DELETE", f"woo/customers/{town.customer}")
    town.work(second)
    assert town.balance(first) == (0, 0, 0)
    town.act("paid", "refund", all=True)
    town.act("open", "pay")
    town.work(first)
    assert town.balance(first) == town.balance(second) == (0, 0, 0)
    assert "jia@example.com" not in str(town.items())
    proven(first, second)


def test_every_message_of_one_release_is_done_by_the_other(
    town: Town, pair: tuple[Release, Release]
) -> None:
    sender, taker = pair
    # A kind that only one knows is a dead letter, unless nobody sends it before the release is out.
    assert set(sender.ask("kinds")) ^ set(taker.ask("kinds")) <= LATER
    told = (ROOT / "docs/upgrading.md").read_text("utf-8")
    assert all(one in told for one in ("Product webhooks", "app/scopes_update"))
    first_days(town, sender)
    found = sender.ask("samples", store_id=town.store_id)
    assert {one["kind"] for one in found} == set(sender.ask("kinds")) - LATER
    known = taker.ask("kinds")
    for event in found:
        if event["kind"] not in known:
            continue
        seen = taker.ask("read", event=event)
        common = event.keys() & seen.keys()
        assert {name: seen[name] for name in common} == {name: event[name] for name in common}
        town.handle(taker, "events", [{"generation": 1, "event": event}])
        # What that led to goes the other way: questions to the store, codes, copies.
        town.relay(taker)
        for queue in ("fetches", "codes", "balances"):
            messages = town.waiting(queue)
            if event["kind"] != "store_redacted":
                town.handle(sender, queue, messages)
    proven(sender, taker)


def test_orders_are_listed_whichever_release_wrote_them_last(
    town: Town, old: Release, new: Release
) -> None:
    """The one before does not note where an order's newest entry stands."""
    first_days(town, old)

    def listed() -> dict[str, tuple[int, str]]:
        page = town.ask(new, "GET", "orders")
        assert page["cursor"] is None
        rows = {int(one["order_id"]): one for one in page["orders"]}
        assert len(rows) == len(page["orders"])
        names = {number: name for name, number in town.orders.items()}
        return {
            names[n]: (one["points"] + one["pending"], one["why"]["text"]["en"])
            for n, one in rows.items()
        }

    before = listed()
    assert set(before) == {"paid", "open"}
    assert all(points > 0 for points, _ in before.values())
    for release in (new, old, new):
        town.act("paid", "refund", amount="5")
        town.work(release)
        after = listed()
        assert set(after) == {"paid", "open"}
        assert after["paid"][0] < before["paid"][0]
        assert after["paid"][1] != before["paid"][1]
        before = after


def test_what_a_shopper_wrote_goes_when_the_release_before_erases_them(
    town: Town, old: Release, new: Release
) -> None:
    town.open(new)
    wish = b'{"message": "Where are the points of Jia?"}'
    made = town.ask(new, "POST", "cases", body=wish, idempotency_key="k")
    assert made["status"] == "open"
    assert "points of Jia" in str(town.items())
    town.shop.control("DELETE", f"woo/customers/{town.customer}")
    town.work(old)
    assert "points of Jia" not in str(town.items())
    assert town.ask(new, "GET", "cases")["cases"] == []
    proven(old, new)
