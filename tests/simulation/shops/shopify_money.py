"""Store credit and gift cards of a Shopify shop, in memory: a repeated credit is another one, a
repeated gift card is TAKEN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.money import to_minor
from tests.simulation.shops.pricing import major

if TYPE_CHECKING:
    from tests.simulation.shops.shopify import ShopifyShop

Node = dict[str, Any]


@dataclass(slots=True)
class Credit:
    """One credit of a customer's. `ends` as it was sent."""

    minor: int
    ends: str
    made_s: int


@dataclass(slots=True)
class Card:
    number: int
    code: str
    note: str
    minor: int
    left: int
    made_s: int
    enabled: bool = True


@dataclass(slots=True)
class ShopMoney:
    """Who was credited what, by customer, and the gift cards by code."""

    shop: ShopifyShop
    credits: dict[str, list[Credit]] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)

    @property
    def reads(self) -> dict[str, Callable[..., Node]]:
        return {
            "store_credit_accounts": self._accounts,
            "store_credit_transactions": self._transactions,
            "gift_card": self._gift_card,
            "gift_cards": self._gift_cards,
        }

    @property
    def writes(self) -> dict[str, Callable[..., Node]]:
        return {
            "store_credit": self._credit,
            "gift_card_create": self._create,
            "gift_card_deactivate": self._deactivate,
        }

    def spend(self, code: str, minor: int) -> bool:
        """Pay so much with a card; False when it cannot."""
        card = self.cards.get(code)
        if card is None or not card.enabled or card.left < minor:
            return False
        card.left -= minor
        return True

    def _accounts(self, id: str) -> Node:
        customer = id.rpartition("/")[2]
        if customer not in self.shop.people:
            return {"customer": None}
        balance = {"currencyCode": self.shop.currency}
        known = [{"id": id, "balance": balance}] if customer in self.credits else []
        return {"customer": {"storeCreditAccounts": {"nodes": known}}}

    def _transactions(self, id: str, after: str | None) -> Node:
        made = self.credits[id.rpartition("/")[2]]
        nodes = [
            {
                "__typename": "StoreCreditAccountCreditTransaction",
                "createdAt": _utc(one.made_s),
                "expiresAt": one.ends,
                "amount": self._amount(one.minor),
            }
            for one in reversed(made)
        ]
        page = {"nodes": nodes, "pageInfo": {"hasNextPage": False}}
        return {"storeCreditAccount": {"transactions": page}}

    def _credit(self, id: str, credit: Node) -> Node:
        customer = id.rpartition("/")[2]
        errors = [] if customer in self.shop.people else [{"code": "OWNER_NOT_FOUND"}]
        if not errors:
            minor = to_minor(credit["creditAmount"]["amount"], self.shop.currency)
            made = Credit(minor, credit["expiresAt"], self.shop.now_s())
            self.credits.setdefault(customer, []).append(made)
        return {"storeCreditAccountCredit": {"userErrors": errors}}

    def _create(self, card: Node) -> Node:
        code = card["code"]
        if code in self.cards:
            return {"giftCardCreate": {"userErrors": [{"code": "TAKEN"}]}}
        minor = to_minor(card["initialAmount"]["amount"], self.shop.currency)
        self.cards[code] = Card(
            number=next(self.shop.ids),
            code=code,
            note=card["note"],
            minor=minor,
            left=minor,
            made_s=self.shop.now_s(),
        )
        return {"giftCardCreate": {"userErrors": []}}

    def _deactivate(self, id: str) -> Node:
        self._by_id(id).enabled = False
        return {"giftCardDeactivate": {"userErrors": []}}

    def _gift_card(self, id: str) -> Node:
        return {"giftCard": self._node(self._by_id(id))}

    def _gift_cards(self, query: str | None, after: str | None) -> Node:
        found = [one for one in self.cards.values() if query is None or query in one.code]
        nodes = [self._node(one) for one in reversed(found)]
        return {"giftCards": {"nodes": nodes, "pageInfo": {"hasNextPage": False}}}

    def _by_id(self, id: str) -> Card:
        return next(one for one in self.cards.values() if id.endswith(f"/{one.number}"))

    def _node(self, card: Card) -> Node:
        return {
            "id": f"gid://shopify/GiftCard/{card.number}",
            "note": card.note,
            "createdAt": _utc(card.made_s),
            "enabled": card.enabled,
            "initialValue": self._amount(card.minor),
            "balance": self._amount(card.left),
        }

    def _amount(self, minor: int) -> Node:
        return {"amount": major(minor, self.shop.currency)}


def _utc(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
