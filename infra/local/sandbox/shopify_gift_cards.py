"""Gift cards of the Shopify flavour: made with a code once, known by its last characters after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from core.money import to_major, to_minor
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_json import gid, moment, new_id, utc

KIND = "shopify/gift_card"
_CODE = re.compile(r"[a-z0-9]+", re.ASCII)


def find(sandbox: Sandbox, code: str) -> Document | None:
    """By its code, in any case, with or without the spaces it is printed with."""
    wanted = code.replace(" ", "").lower()
    return next((card for card in sandbox.db.all(KIND) if card["code"] == wanted), None)


def search(sandbox: Sandbox, query: str | None) -> list[Document]:
    """By a case-insensitive word of a code or note; all of them without one. Newest last."""
    word = (query or "").strip().lower()
    found = sandbox.db.all(KIND)
    return [card for card in found if word in card["code"] or word in card["note"].lower()]


def user_errors(sandbox: Sandbox, given: dict[str, Any], *, taken: bool) -> Iterator[Document]:
    """What Shopify finds wrong with a card that is asked for."""

    def problem(field: str, code: str, message: str) -> Document:
        return {
            "__typename": "GiftCardUserError",
            "field": ["input", field],
            "code": code,
            "message": message,
        }

    code = str(given.get("code") or "").lower()
    if len(code) < 8:
        yield problem("code", "TOO_SHORT", "Code is too short (minimum is 8 characters)")
    if len(code) > 20:
        yield problem("code", "TOO_LONG", "Code is too long (maximum is 20 characters)")
    if not _CODE.fullmatch(code):
        yield problem("code", "INVALID", "Code can only contain letters and numbers")
    if taken or find(sandbox, code):
        yield problem("code", "TAKEN", "Code has already been taken")
    amount = (given.get("initialAmount") or {}).get("amount")
    if amount is None or Decimal(str(amount)) <= 0:
        yield problem("initialAmount", "GREATER_THAN", "Initial value must be greater than 0")


def create(sandbox: Sandbox, given: dict[str, Any]) -> Document:
    """The new card, of an input that nothing is wrong with."""
    currency = sandbox.store("shopify").currency
    minor = to_minor(given["initialAmount"]["amount"], currency)
    card: Document = {
        "id": new_id(sandbox, "GiftCard"),
        "code": given["code"].lower(),
        "note": given.get("note") or "",
        "initial": minor,
        "balance": minor,
        "expires_on": given.get("expiresOn") and str(given["expiresOn"]),
        "created_at": moment(sandbox),
        "deactivated_at": None,
    }
    with sandbox.db.change():
        sandbox.db.put(KIND, card["id"], card)
    return card


def deactivate(sandbox: Sandbox, card_id: str) -> Document | None:
    """Off for good. None when there is no such card."""
    with sandbox.db.change():
        card = sandbox.db.get(KIND, card_id.rpartition("/")[2])
        if card is not None and card["deactivated_at"] is None:
            card["deactivated_at"] = moment(sandbox)
            sandbox.db.put(KIND, card["id"], card)
    return card


def spend(sandbox: Sandbox, code: str, minor: int) -> bool:
    """Pay so much with a card at a checkout; False when it cannot."""
    with sandbox.db.change():
        card = find(sandbox, code)
        if card is None or card["deactivated_at"] is not None or card["balance"] < minor:
            return False
        card["balance"] -= minor
        sandbox.db.put(KIND, card["id"], card)
    return True


def node(sandbox: Sandbox, card: Document) -> dict[str, Any]:
    """The GiftCard that GraphQL shows: never its code."""
    currency = sandbox.store("shopify").currency

    def money(minor: int) -> dict[str, Any]:
        return {
            "__typename": "MoneyV2",
            "amount": to_major(minor, currency),
            "currencyCode": currency,
        }

    return {
        "__typename": "GiftCard",
        "id": gid("GiftCard", card["id"]),
        "note": card["note"] or None,
        "createdAt": utc(card["created_at"]),
        "deactivatedAt": utc(card["deactivated_at"]),
        "enabled": card["deactivated_at"] is None,
        "expiresOn": card["expires_on"],
        "initialValue": money(card["initial"]),
        "balance": money(card["balance"]),
        "lastCharacters": card["code"][-4:],
        "maskedCode": f"•••• •••• •••• {card['code'][-4:]}",
    }
