"""Store credit and gift cards against Shopify's own schema, and against answers that are odd."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import StoreRefused, StoreUnavailable
from core.ports import CodeState
from integrations.shopify import gift_cards, store_credit
from integrations.shopify.client import AdminApi
from tests.unit.integrations.shopify.test_queries import SPEC, Recorder, coerced

CREDIT = replace(SPEC, kind="store_credit")
CARD = replace(SPEC, kind="gift_card", customer_id=None)


class Answering(AdminApi):
    """Answers each request by its name, and keeps what was written."""

    def __init__(self, **answers: Any) -> None:
        super().__init__("a-shop.myshopify.com", "shpat_test")
        self.answers, self.written = answers, list[str]()

    def read(self, name: str, **variables: Any) -> dict[str, Any]:
        answer = self.answers[name]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, Exception):
            raise answer
        found: dict[str, Any] = answer(**variables) if callable(answer) else answer
        return found

    def write(self, name: str, *, repeatable: bool = False, **variables: Any) -> dict[str, Any]:
        self.written.append(name)
        return self.read(name, **variables)


def account(*pages: list[dict[str, Any]]) -> Answering:
    accounts = [
        {"id": "gid://shopify/StoreCreditAccount/1", "balance": {"currencyCode": "TWD"}},
        {"id": "gid://shopify/StoreCreditAccount/2", "balance": {"currencyCode": "USD"}},
    ]

    def transactions(id: str, after: str | None) -> dict[str, Any]:
        assert id.endswith("/1"), "the account in the program's currency"
        number = int(after or 0)
        more = number + 1 < len(pages)
        info = {"hasNextPage": more, "endCursor": str(number + 1)}
        page = {"nodes": pages[number], "pageInfo": info}
        return {"storeCreditAccount": {"transactions": page}}

    return Answering(
        store_credit_accounts={"customer": {"storeCreditAccounts": {"nodes": accounts}}},
        store_credit_transactions=transactions,
        store_credit={"storeCreditAccountCredit": {"userErrors": []}},
    )


def credited(**changes: Any) -> dict[str, Any]:
    """Our credit as its account tells it."""
    return {
        "__typename": "StoreCreditAccountCreditTransaction",
        "createdAt": "2026-11-18T11:00:00Z",
        "expiresAt": "2027-02-16T11:06:40Z",
        "amount": {"amount": "150.0"},
        **changes,
    }


def test_credits_and_cards_are_inputs_that_the_schema_takes() -> None:
    api = Recorder()
    store_credit.create(api, CREDIT)
    gift_cards.create(api, CARD)
    store_credit.find(api, CREDIT)
    gift_cards.find(api, CARD)
    for name, variables in api.sent:
        coerced(name, variables)
    sent = dict(api.sent)
    assert sent["store_credit"]["credit"] == {
        "creditAmount": {"amount": "150.00", "currencyCode": "TWD"},
        "expiresAt": "2027-02-16T11:06:40Z",
    }
    card = sent["gift_card_create"]["card"]
    assert card["code"] == "rgaaaabbbbcccc"
    assert card["note"].endswith("[r1]")
    assert card["expiresOn"] == "2027-02-17", "a day later: no time zone ends it too soon"
    assert "customerId" not in card, "Shopify would write to the customer"


def test_credit_is_found_on_a_later_page_and_not_given_again() -> None:
    other = credited(expiresAt="2027-02-16T11:06:41Z")
    api = account([other], [credited(amount={"amount": "149.00"}), credited()])
    assert store_credit.create(api, CREDIT) == CodeState(active=False, used=1)
    assert api.written == []


@pytest.mark.parametrize(
    "other",
    [
        {"__typename": "StoreCreditAccountDebitTransaction", "expiresAt": None},
        {"expiresAt": None},
        {"expiresAt": "2027-02-16T11:06:41Z"},
        {"amount": {"amount": "150.01"}},
    ],
)
def test_a_transaction_that_is_not_our_credit_is_not_taken_for_it(other: dict[str, Any]) -> None:
    api = account([credited(**other)])
    assert store_credit.find(api, CREDIT) is None
    store_credit.create(api, CREDIT)
    assert api.written == ["store_credit"]


def test_nothing_older_than_the_redemption_is_read() -> None:
    ours = credited()
    old = credited(createdAt="2026-11-01T00:00:00Z")
    assert store_credit.find(account([old], [ours]), CREDIT) is None


def test_who_may_not_read_the_account_gives_nothing_and_takes_it_for_absent() -> None:
    denied = StoreRefused("no scope", code="access_denied")
    api = Answering(store_credit_accounts=[denied, denied])
    with pytest.raises(StoreRefused):
        store_credit.create(api, CREDIT)
    assert store_credit.find(api, CREDIT) is None
    assert api.written == []
    assert gift_cards.find(Answering(gift_cards=[denied]), CARD) is None
    with pytest.raises(StoreRefused):
        store_credit.find(Answering(store_credit_accounts=[StoreRefused("odd")]), CREDIT)


def card(**changes: Any) -> dict[str, Any]:
    return {
        "id": "gid://shopify/GiftCard/1",
        "note": "NT$150 [r1]",
        "createdAt": "2026-11-18T11:00:00Z",
        "enabled": True,
        "initialValue": {"amount": "150.0"},
        "balance": {"amount": "150.0"},
        **changes,
    }


def listed(*cards: dict[str, Any]) -> dict[str, Any]:
    return {"giftCards": {"nodes": list(cards), "pageInfo": {"hasNextPage": False}}}


TAKEN = {"giftCardCreate": {"userErrors": [{"code": "TAKEN"}]}}


def test_a_card_that_the_search_does_not_show_yet_is_found_in_the_list() -> None:
    api = Answering(gift_card_create=TAKEN, gift_cards=[listed(), listed(card())])
    made = gift_cards.create(api, CARD)
    assert made == CodeState(active=True, used=0, shown="rgaaaabbbbcccc")


def test_a_card_of_somebody_else_with_our_code_is_waited_for_and_not_taken() -> None:
    other = listed(card(note="another"))
    api = Answering(gift_card_create=TAKEN, gift_cards=[other, other])
    with pytest.raises(StoreUnavailable):
        gift_cards.create(api, CARD)


def test_a_card_that_was_spent_from_is_not_turned_off() -> None:
    api = Answering(gift_cards=[listed(card(balance={"amount": "149.0"}))])
    state = gift_cards.disable(api, CARD)
    assert state is not None
    assert (state.active, state.used, api.written) == (True, 1, [])


def test_a_card_spent_from_while_it_was_turned_off_counts_as_used() -> None:
    dead = {"giftCard": card(enabled=False, balance={"amount": "0.0"})}
    gone: dict[str, Any] = {"giftCardDeactivate": {"userErrors": []}}
    api = Answering(gift_cards=[listed(card())], gift_card_deactivate=gone, gift_card=dead)
    state = gift_cards.disable(api, CARD)
    assert state is not None
    assert (state.active, state.used) == (False, 1)
