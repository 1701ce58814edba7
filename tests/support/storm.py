"""The recorded deliveries as a storm: many orders at once, repeated, shuffled, from a store that
answers the rechecks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.support.running import Running, eventually, recorded

ALL = ["001", "003", "004", "005", "006", "008", "013", "015", "020", "027"]
JIA, GUEST = "3", "guest.one@example.com"
FINAL = ("008", "015", "020")  # where the orders 22, 27 and 29 ended


@dataclass(frozen=True)
class Family:
    """The recordings with ids of their own, so that several can be told apart in one store.
    Number 0 is the recordings as they are."""

    number: int

    @property
    def jia(self) -> str:
        return str(3000 + self.number) if self.number else JIA

    @property
    def guest(self) -> str:
        return f"guest.one.{self.number}@example.com" if self.number else GUEST

    def payload(self, recording: str) -> dict[str, Any]:
        found = recorded(recording).payload
        if recorded(recording).topic.startswith("customer") and "id" in found:
            found["id"] = int(self.jia)
        elif "id" in found:
            found["id"] += 1000 * self.number
            found["customer_id"] = found["customer_id"] and int(self.jia)
            if not found["customer_id"]:
                found["billing"]["email"] = self.guest.replace("guest.one", "Guest.One")
        return found


class Storm:
    """Deliveries of the sandbox's WooCommerce store, which holds where each order ended."""

    def __init__(self, running: Running, families: list[Family]) -> None:
        self.running = running
        self.families = families
        # What an unreachable store of another test left there has nothing to do with this one.
        self.stuck = running.waiting()["fetches"]
        for family in families:
            for recording in FINAL:
                order = family.payload(recording)
                running.control("PUT", f"woo/orders/{order['id']}", order)

    def hold(self, recordings: list[str]) -> None:
        """Put these into the store's line of deliveries, and let none of them go."""
        self.running.control("PUT", "deliveries/settings", {"platform": "woo", "mode": "hold"})
        for family in self.families:
            for recording in recordings:
                body = json.dumps(family.payload(recording))
                topic = recorded(recording).topic
                self.running.control("POST", "woo/deliver", {"topic": topic, "body": body})

    def send(self, seed: int, repeat: int = 2) -> list[int]:
        """Send each so often, in a random order, several at once; the statuses answered."""
        order = {"platform": "woo", "order": "shuffle", "seed": seed, "repeat": repeat}
        flushed = self.running.control("POST", "deliveries/flush", order | {"parallel": 3})
        statuses: list[int] = flushed["statuses"]
        return statuses

    def failed(self) -> list[int]:
        """Which deliveries were not accepted the last time."""
        rows = self.running.control("GET", "deliveries?platform=woo&state=failed")["deliveries"]
        return [row["id"] for row in rows]

    def ends_well(self) -> None:
        """The numbers that the recordings' final states mean, for each family."""

        def look() -> None:
            for family in self.families:
                assert self.running.points(self.running.woo, family.jia) == (200, 0, 0)
            for family in self.families:
                assert self.running.balance(self.running.woo, family.guest) == (0, 0, 0)

        eventually(look, every_s=1)
        self.running.settled(self.stuck)
        look()
        assert self.running.cli("ledger", "verify")["mismatches"] == []
