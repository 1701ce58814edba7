"""What lies in the table is worth nothing to who reads the table alone."""

from __future__ import annotations

import json
import time

import pytest

from core.errors import Forbidden
from core.identity import Ledger
from core.ledger import links, stores
from core.ledger.table import Row
from integrations import access
from integrations.aws import sealing
from integrations.aws.secrets import AppSecret
from tests.support.operator import MASTER_KEY, Operator
from tests.support.queues import Queue
from tests.support.sandbox import SHOPIFY

SECRETS = (
    "ck_lying_open",
    "cs_lying_open",
    "wh_lying_open",
    "shpat_lying_open",
    "newer_lying_open",
)


@pytest.fixture
def connected(operator: Operator, queues: dict[str, Queue]) -> tuple[str, str]:
    """A store of each platform, with secrets that show."""
    woo = operator.json(
        *("store", "add", "woocommerce", "--url", "https://shop.example", "--no-check"),
        *("--consumer-key", SECRETS[0], "--consumer-secret", SECRETS[1]),
        *("--webhook-secret", SECRETS[2]),
    )["store_id"]
    shop = operator.json(
        *("store", "add", "shopify", "--shop", SHOPIFY["shop_domain"], "--no-check"),
        *("--access-token", SECRETS[3]),
    )["store_id"]
    return woo, shop


def table() -> str:
    return json.dumps([row.serialize() for row in Row.scan()])


def test_the_table_holds_no_secret_of_a_store_or_of_ours(
    operator: Operator, connected: tuple[str, str]
) -> None:
    woo, _ = connected
    exchanged = operator.json(
        *("store", "rotate", woo, "--webhook-secret", SECRETS[4], "--shopper-secret")
    )
    link = links.create(woo, int(time.time()))
    kept = table()
    for secret in (
        *SECRETS,
        exchanged["shopper_secret"],
        access.shopper_secret(woo),
        access.claim_secret(woo),
        access.ledger_of(stores.get(woo)).secret.hex(),
        MASTER_KEY,
        SHOPIFY["api_secret"],
        link,
    ):
        assert secret not in kept
    held = access.credentials(stores.get(woo, fresh=True))
    assert held["webhook_secret"] == SECRETS[4], "and yet it is there, sealed"


def test_a_link_in_the_table_opens_nothing(connected: tuple[str, str]) -> None:
    token = links.create(connected[0], int(time.time()))
    [kept] = [row.pk for row in Row.scan() if row.pk.startswith("ADMIN#")]
    for read in (kept, kept.removeprefix("ADMIN#")):
        with pytest.raises(Forbidden):
            links.consume(read, int(time.time()))
    assert links.consume(token, int(time.time())).store_id == connected[0]


def test_what_is_sealed_for_one_store_opens_for_no_other(
    operator: Operator, connected: tuple[str, str]
) -> None:
    """Also for who can write the table: somebody's credentials cannot be moved to another store."""
    woo, shop = connected
    stores.change(woo, sealed=stores.get(shop, fresh=True).sealed)
    with pytest.raises(Forbidden):
        access.credentials(stores.get(woo, fresh=True))


def test_what_is_sealed_opens_with_its_stores_id_alone(operator: Operator) -> None:
    key = operator.stack.kms_key_id
    sealed = sealing.seal({"consumer_key": "ck"}, "woo-1", key)
    for store_id in ("woo-2", "woo-", "", "woo-1 "):
        with pytest.raises(Forbidden):
            sealing.unseal(sealed, store_id, key)
    assert sealing.unseal(sealed, "woo-1", key) == {"consumer_key": "ck"}
    with pytest.raises(Forbidden):  # from the cache neither
        sealing.unseal(sealed, "woo-2", key)
    assert sealing.seal({"consumer_key": "ck"}, "woo-1", key) != sealed, "never twice the same"


def test_nothing_secret_is_shown_by_a_repr(operator: Operator, connected: tuple[str, str]) -> None:
    store = stores.get(connected[0])
    secret: AppSecret = access.secret()
    shown = repr((store, secret, access.ledger_of(store)))
    for hidden in (store.sealed, MASTER_KEY[:16], SHOPIFY["api_secret"], "sealed"):
        assert hidden not in shown


def test_pseudonyms_cannot_be_guessed_without_the_deployments_key() -> None:
    """The address of a member is one of a few billions: a plain digest would be found at once."""
    ours, guessed = (Ledger.open("woo-1", key) for key in (b"master" * 4, b"guess!" * 4))
    assert ours.guest_id("jia@example.com") != guessed.guest_id("jia@example.com")
    assert ours.alias("jia@example.com") != guessed.alias("jia@example.com")
