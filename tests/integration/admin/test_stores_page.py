"""Several stores of a merchant in one wallet."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from core.errors import Conflict, LedgerBusy
from core.ledger import drafts, hook_endpoints, invites, programs, stores
from core.ledger.table import Contended
from core.snapshot import CustomerRef
from integrations import access, wallet
from integrations.aws.session import client
from integrations.files import Files
from tests.support.merchant import Merchant, connect


@pytest.fixture(autouse=True)
def bucket(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"files-{time.monotonic_ns()}"
    client("s3").create_bucket(Bucket=name)
    monkeypatch.setenv("FILES_BUCKET", name)


@pytest.fixture
def kyoto(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Merchant:
    """A store in Japan that was just connected: nobody has bought there yet."""
    monkeypatch.setenv("PUBLIC_URL", "https://regulars.example")
    at_s = int(time.time())
    store = connect("woocommerce", "https://kyoto.example.com", "JPY", "Asia/Tokyo", "Kyoto", at_s)
    return Merchant(app, store)


def link_of(merchant: Merchant) -> str:
    made = merchant.send("/admin/stores/invite", merchant.get("/admin/stores"))
    found = re.search(r'value="(https://regulars\.example/connect/[\w-]{43})"', made.text)
    assert found, made.text
    return found[1]


def joined(merchant: Merchant) -> bool:
    store = stores.get(merchant.store.store_id, fresh=True)
    return store.ledger_id != store.store_id


def test_a_new_store_joins_the_wallet_that_a_link_opens(maple: Merchant, kyoto: Merchant) -> None:
    link = link_of(maple.come_in())
    kyoto.come_in()
    answer = kyoto.send("/admin/stores/join", kyoto.get("/admin/stores"), link=link)
    assert answer.status_code == 303
    page = kyoto.get("/admin/stores").text
    assert "Maple Tea" in page
    assert "Kyoto" in page
    kyoto.store = stores.get(kyoto.store.store_id, fresh=True)
    assert kyoto.store.ledger_id == maple.store.ledger_id
    assert maple.member_id("jia@example.com") in kyoto.get("/admin/members").text


def test_a_link_that_is_none_or_was_used_is_refused_beside_the_field(
    maple: Merchant, kyoto: Merchant
) -> None:
    own = link_of(maple.come_in())
    kyoto.come_in()
    page = kyoto.get("/admin/stores")
    of_no_wallet = invites.create(int(time.time()))
    for wrong in ("", "nonsense", "x" * 600, f"https://regulars.example/connect/{of_no_wallet}"):
        refused = kyoto.send("/admin/stores/join", page, link=wrong)
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.text
    refused = maple.send("/admin/stores/join", maple.get("/admin/stores"), link=own)
    assert refused.status_code == 422
    assert not joined(kyoto)
    assert kyoto.send("/admin/stores/join", page, link=own).status_code == 303
    assert kyoto.send("/admin/stores/join", page, link=own).status_code == 422


def test_a_store_with_members_joins_only_by_starting_over(
    maple: Merchant, tea_house: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://regulars.example")
    link = link_of(maple.come_in())
    tea_house.come_in()
    page = tea_house.get("/admin/stores")
    refused = tea_house.send("/admin/stores/join", page, link=link)
    assert refused.status_code == 422
    assert "has members of its own" in refused.text
    assert not joined(tea_house)
    own = tea_house.store
    answer = tea_house.send("/admin/stores/join", page, link=link, start_over="yes")
    assert answer.status_code == 303
    store = stores.get(own.store_id, fresh=True)
    assert store.ledger_id == maple.store.ledger_id
    assert wallet.has_history(own)
    assert wallet.forget_before(store, 10.0)
    assert not wallet.has_history(own)
    assert wallet.has_history(maple.store)


@pytest.mark.parametrize("meanwhile", ["it joins me", "it joins a third", "a third joins me"])
def test_two_that_join_in_the_same_moment_never_leave_a_ledger_that_another_is_in(
    maple: Merchant,
    tea_house: Merchant,
    kyoto: Merchant,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: str,
) -> None:
    """Another store joins between the looks of the first and its write."""
    me, into, third = (one.store.store_id for one in (tea_house, maple, kyoto))
    pairs = {"it joins me": (into, me), "it joins a third": (into, third)}
    other, its = pairs.get(meanwhile, (third, me))
    carry = hook_endpoints.carry

    def interrupted(*given: Any) -> None:
        monkeypatch.setattr(hook_endpoints, "carry", carry)
        wallet.join(other, its, start_over=True)
        carry(*given)

    monkeypatch.setattr(hook_endpoints, "carry", interrupted)
    with suppress(Conflict, LedgerBusy):
        wallet.join(me, into, start_over=True)
    for store_id in (me, into, third):
        ledger_id = stores.get(store_id, fresh=True).ledger_id
        assert stores.get(ledger_id, fresh=True).ledger_id == ledger_id


def test_one_that_is_connected_into_a_wallet_keeps_its_first_store_there(
    maple: Merchant, tea_house: Merchant
) -> None:
    looked_at = stores.get(maple.store.store_id, fresh=True)
    new = replace(maple.store, store_id="woo-00000000000000aa", version=0)
    stores.install(new, int(time.time()))
    with pytest.raises(Contended):
        stores.join(looked_at, tea_house.store.store_id)
    assert stores.get(maple.store.store_id, fresh=True).ledger_id == maple.store.store_id


def test_what_a_store_made_and_was_handed_before_it_joined_goes_with_its_members(
    maple: Merchant, tea_house: Merchant
) -> None:
    own = tea_house.store
    made = Files(access.ledger_of(own), own.store_id, "an-export")
    made.put("members.csv", b"a@example.com", "text/csv")
    wallet.join(own.store_id, maple.store.store_id, start_over=True)
    assert wallet.forget_before(stores.get(own.store_id, fresh=True), 10.0)
    assert made.names() == []


def test_a_store_whose_wallet_others_are_in_cannot_leave_it(
    maple: Merchant, kyoto: Merchant
) -> None:
    wallet.join(kyoto.store.store_id, maple.store.store_id)
    kyoto.come_in()
    assert 'name="link"' not in kyoto.get("/admin/stores").text
    maple.come_in()
    assert 'name="link"' not in maple.get("/admin/stores").text


def test_what_money_is_worth_elsewhere_is_kept_in_the_draft_and_refused_beside_its_field(
    maple: Merchant, kyoto: Merchant
) -> None:
    wallet.join(kyoto.store.store_id, maple.store.store_id)
    page = maple.come_in().get("/admin/stores")
    refused = maple.send("/admin/stores/rates", page, **{"rate.JPY": "-3"})
    assert refused.status_code == 422
    assert 'value="-3"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert maple.send("/admin/stores/rates", page, **{"rate.JPY": "4.6"}).status_code == 303
    ledger = access.ledger_of(maple.store)
    assert drafts.get(ledger).document["exchange"] == {"JPY": "4.6"}
    assert 'value="4.6"' in maple.get("/admin/stores").text
    assert "NT$1 is worth 4.6 JPY there" in maple.get("/admin/program/review").text
    assert maple.send("/admin/stores/rates", page, **{"rate.JPY": ""}).status_code == 303
    assert "exchange" not in drafts.get(ledger).document


def test_a_members_orders_in_both_stores_make_one_balance_each_by_its_own_rate(
    maple: Merchant, kyoto: Merchant
) -> None:
    wallet.join(kyoto.store.store_id, maple.store.store_id)
    kyoto.store = stores.get(kyoto.store.store_id, fresh=True)
    ledger = access.ledger_of(maple.store)
    _, document = programs.document(ledger)
    rates = [
        {"id": "taiwan", "kind": "per_amount", "points": 1, "per": {"TWD": "100"}},
        {
            "id": "kyoto",
            "kind": "per_amount",
            "points": 2,
            "per": {"JPY": "100"},
            "stores": [kyoto.store.store_id],
        },
    ]
    earning = document["earning"] | {"rules": rates}
    changed = document | {"earning": earning, "exchange": {"JPY": "4.6"}}
    programs.publish(ledger, changed, "test", int(time.time()) - 60)
    guest = CustomerRef(None, "rin@example.com")
    maple.order(guest, 501, 100_000)
    kyoto.order(guest, 77, 5_000)
    books = access.books_of(kyoto.store)
    member = books.member(books.ledger.guest_id("rin@example.com"))
    assert member.available == 10 + 100
    assert sum(dict(member.spend).values()) == 100_000 + 108_695


def test_nobody_joins_or_sets_rates_without_a_page_of_their_own(kyoto: Merchant) -> None:
    for path in ("/admin/stores/invite", "/admin/stores/join", "/admin/stores/rates"):
        assert kyoto.browser.post(path).status_code == 401
