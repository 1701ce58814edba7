"""A plain world, a WooCommerce store and a Shopify shop, that a test tells what to do."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from functions.storefront.handler import handler as storefront
from functions.webhooks.handler import handler as webhooks
from tests.simulation import quiet
from tests.simulation.laws import Item, number, text
from tests.simulation.shops import Item as CartItem
from tests.simulation.shops import Order, Shop
from tests.simulation.shops.people import Person
from tests.simulation.stage import HANDLERS
from tests.simulation.storefront import api_request, credential
from tests.simulation.world import _STAGE, World


class Scene(World):
    """Nothing goes wrong but what the test makes go wrong; the laws are checked all the same.
    `poisoned`: what no function can foresee is in a queue."""

    poisoned = False

    def __init__(self) -> None:
        super().__init__(_STAGE, Counter())
        self.collect()
        self.outbox.clear()  # the accounts' own deliveries
        self.tea, self.packs = self.shops

    def heard_unforeseen(self, error: BaseException | None, told: str) -> None:
        if not self.poisoned:
            super().heard_unforeseen(error, told)

    def customer(self, shop: Shop, place: int = 0) -> Person:
        return self.accounts[shop.store_id][place]

    def buys(self, person: Person, goods_minor: int, **how: Any) -> Order:
        """One piece for that much, before tax; delivered and worked off."""
        shop = next(one for one in self.shops if person in self.accounts[one.store_id])
        order = shop.buy([CartItem(1, 1, goods_minor)], customer_id=person.customer_id, **how)
        self.settle_queues()
        return order

    def sent(self) -> int:
        """How many deliveries wait."""
        self.collect()
        return len(self.outbox)

    def hand_over(self) -> None:
        """Bring what was sent to the queue."""
        self.collect()
        while self.outbox:
            self.deliver(self.outbox.pop(0))

    def settle_queues(self) -> None:
        """Bring what was sent, and work until the queues are empty."""
        self.hand_over()
        quiet.empty_queues(self)

    def ends(self) -> None:
        """Everything comes to rest, and the books are what the shops say."""
        quiet.come_to_rest(self)

    def posts(self, event: dict[str, Any]) -> int:
        """The status of a request to the webhook function."""
        return int(webhooks(event, None)["statusCode"])

    def asks(
        self,
        person: Person,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        shop: Shop | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer of a shopper's request."""
        shop = shop or next(one for one in self.shops if person in self.accounts[one.store_id])
        headers, query = credential(self, shop, person)
        if key is not None:
            headers["idempotency-key"] = key
        answer = storefront(api_request(method, path, headers, query, body), None)
        return int(answer["statusCode"]), json.loads(answer["body"])

    def redeems(self, person: Person, key: str = "k1") -> tuple[int, dict[str, Any]]:
        """Ask for the reward of 100 points."""
        return self.asks(
            person, "POST", "/storefront/redemptions", {"reward_id": "off-small"}, key=key
        )

    def balance(self, person: Person) -> tuple[int, int, int]:
        """Available, pending, debt: as the shopper is told."""
        status, said = self.asks(person, "GET", "/storefront/member")
        assert status == 200, said
        told = said["balance"]
        return told["available"], told["pending"], told["debt"]

    def entries(self, person: Person) -> list[dict[str, Any]]:
        """Newest first."""
        found: list[dict[str, Any]] = self.asks(person, "GET", "/storefront/entries")[1]["entries"]
        return found

    def redemption(self) -> dict[str, Any]:
        """The only redemption's row."""
        (row,) = self.stage.items("REDEMPTION")
        return {"status": text(row, "status"), "code": text(row, "code"), "row": row}

    def member_rows(self) -> list[Item]:
        return [row for row in self.stage.items("MEMBER") if number(row, "seq")]

    def run(self, queue: str, *, overtaking: bool = False) -> Any:
        """One batch of a queue, of all that is there; the handler's answer. `overtaking`: also of
        groups that somebody works on, as if it had been sent under another."""
        batch = self.stage.take(queue, most=10, overtaking=overtaking)
        assert batch is not None, f"nothing in {queue}"
        if queue == "events":
            for body in batch.bodies:
                if body["event"].get("store_id"):
                    self.hear(body["event"])
        answer = HANDLERS[queue](batch.event, None)
        batch.settle(answer)
        return answer
