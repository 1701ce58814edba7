"""Gift cards of ours in a Shopify store.

Shopify shows a card's code once, in the answer that makes it, unless the code was ours to choose:
so it is the redemption's own, without what a card's code cannot hold, and making a card twice is
TAKEN. A card is known as ours by its note, which no shopper sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from core.errors import StoreRefused, StoreUnavailable
from core.money import to_major, to_minor
from core.ports import CodeSpec, CodeState
from integrations.payload import obj, objects, text, unix_s
from integrations.shopify.client import AdminApi

# Their clock and ours may differ.
_SLACK_S = 3600
_MAX_PAGES = 100


def create(api: AdminApi, spec: CodeSpec) -> CodeState:
    """Make the card, once; anybody who has its code can spend it."""
    code = _code(spec)
    card = {
        "code": code,
        "initialAmount": {
            "amount": to_major(spec.value_minor, spec.currency),
            "currencyCode": spec.currency,
        },
        # The day after, so that no time zone ends it before it was promised to end.
        "expiresOn": datetime.fromtimestamp(spec.expires_at_s + 86400, UTC).strftime("%Y-%m-%d"),
        "note": f"{spec.title[:200]} [{spec.redemption_id}]",
    }
    payload = obj(api.write("gift_card_create", card=card).get("giftCardCreate"), "giftCardCreate")
    errors = objects(payload.get("userErrors"), "userErrors")
    if not errors:
        return CodeState(active=True, used=0, shown=code)
    codes = sorted({str(error.get("code")) for error in errors})
    if "TAKEN" in codes:
        found = _lookup(api, spec)
        if found is None:
            raise StoreUnavailable("The code is taken, but Shopify does not show by what yet.")
        return _state(found, spec)
    if "INTERNAL_ERROR" in codes:
        raise StoreUnavailable("Shopify failed while making the gift card.")
    raise StoreRefused("Shopify refused the gift card.", errors=codes)


def find(api: AdminApi, spec: CodeSpec) -> CodeState | None:
    """The card, None when there is none. Whose token may not look could not have made one."""
    try:
        found = _lookup(api, spec)
    except StoreRefused as refusal:
        if refusal.code == "access_denied":
            return None
        raise
    return _state(found, spec) if found else None


def disable(api: AdminApi, spec: CodeSpec) -> CodeState | None:
    """Turn the card off for ever, unless it was spent from: then it stays as it is. Its balance is
    read again after it is dead."""
    found = _lookup(api, spec)
    if found is None:
        return None
    state = _state(found, spec)
    if state.used or not state.active:
        return state
    card_id = text(found.get("id"), "id")
    answer = api.write("gift_card_deactivate", repeatable=True, id=card_id)
    payload = obj(answer.get("giftCardDeactivate"), "giftCardDeactivate")
    errors = objects(payload.get("userErrors"), "userErrors")
    if errors:
        codes = sorted({str(error.get("code")) for error in errors})
        raise StoreRefused("Shopify did not deactivate the gift card.", errors=codes)
    now = obj(api.read("gift_card", id=card_id).get("giftCard"), "giftCard")
    state = _state(now, spec)
    if state.active:
        raise StoreUnavailable("Shopify still shows the gift card as active.")
    return state


def _lookup(api: AdminApi, spec: CodeSpec) -> dict[str, Any] | None:
    """The card: by its code, and should the search lag behind, in the list as it is kept."""
    page = _page(api, None, query=_code(spec))
    found = next((card for card in _cards(page) if _is_ours(card, spec)), None)
    return found or next((card for card in _since(api, spec) if _is_ours(card, spec)), None)


def _since(api: AdminApi, spec: CodeSpec) -> Iterator[dict[str, Any]]:
    """Cards made since the redemption, newest first."""
    after: str | None = None
    for _ in range(_MAX_PAGES):
        page = _page(api, after, query=None)
        for card in _cards(page):
            if (unix_s(card.get("createdAt"), "createdAt") or 0) < spec.starts_at_s - _SLACK_S:
                return
            yield card
        info = obj(page.get("pageInfo"), "pageInfo")
        if not info.get("hasNextPage"):
            return
        after = text(info.get("endCursor"), "endCursor")
    raise StoreUnavailable("The list of gift cards does not end.")


def _page(api: AdminApi, after: str | None, query: str | None) -> dict[str, Any]:
    return obj(api.read("gift_cards", query=query, after=after).get("giftCards"), "giftCards")


def _cards(page: dict[str, Any]) -> list[dict[str, Any]]:
    return objects(page.get("nodes"), "nodes")


def _is_ours(card: dict[str, Any], spec: CodeSpec) -> bool:
    note = card.get("note")
    return isinstance(note, str) and note.endswith(f"[{spec.redemption_id}]")


def _state(card: dict[str, Any], spec: CodeSpec) -> CodeState:
    spent = _minor(card, "initialValue", spec.currency) > _minor(card, "balance", spec.currency)
    return CodeState(active=card.get("enabled") is True, used=int(spent), shown=_code(spec))


def _minor(card: dict[str, Any], name: str, currency: str) -> int:
    return to_minor(text(obj(card.get(name), name).get("amount"), name), currency)


def _code(spec: CodeSpec) -> str:
    """8 to 20 letters and digits."""
    return spec.code.replace("-", "")
