"""What the fake Admin API does about store credit and gift cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.local.sandbox import shopify_credit, shopify_gift_cards
from infra.local.sandbox.sandbox import Sandbox


def resolvers(sandbox: Sandbox, *, taken: bool) -> dict[str, Callable[..., Any]]:
    """Root resolvers. `taken`: every code answers TAKEN (a fault)."""

    def gift_card(id: str) -> Any:
        found = sandbox.db.get(shopify_gift_cards.KIND, _number(id, "GiftCard"))
        return found and shopify_gift_cards.node(sandbox, found)

    def gift_cards(query: str | None = None, **page: Any) -> Any:
        found = shopify_gift_cards.search(sandbox, query)
        return [shopify_gift_cards.node(sandbox, card) for card in found]

    def create(input: dict[str, Any]) -> Any:
        with sandbox.db.change():
            errors = list(shopify_gift_cards.user_errors(sandbox, input, taken=taken))
            if errors:
                return {"giftCard": None, "giftCardCode": None, "userErrors": errors}
            made = shopify_gift_cards.create(sandbox, input)
        shown = shopify_gift_cards.node(sandbox, made)
        return {"giftCard": shown, "giftCardCode": made["code"], "userErrors": []}

    def deactivate(id: str) -> Any:
        found = shopify_gift_cards.deactivate(sandbox, id)
        if found is None:
            problem = {
                "__typename": "GiftCardDeactivateUserError",
                "field": ["id"],
                "code": "GIFT_CARD_NOT_FOUND",
                "message": "The gift card could not be found.",
            }
            return {"giftCard": None, "userErrors": [problem]}
        return {"giftCard": shopify_gift_cards.node(sandbox, found), "userErrors": []}

    def account(id: str) -> Any:
        found = sandbox.db.get(shopify_credit.KIND, _number(id, "StoreCreditAccount"))
        return found and shopify_credit.account_node(found)

    return {
        "giftCard": gift_card,
        "giftCards": gift_cards,
        "giftCardCreate": create,
        "giftCardDeactivate": deactivate,
        "storeCreditAccount": account,
        "storeCreditAccountCredit": lambda id, creditInput: shopify_credit.credit(
            sandbox, id, creditInput
        ),
    }


def _number(gid: str, kind: str) -> str:
    prefix, _, number = gid.rpartition("/")
    return number if prefix == f"gid://shopify/{kind}" else ""
