"""What Shopify's token endpoint says, and what a token is worth."""

from __future__ import annotations

import http.client
import io
import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Forbidden, RegularsError, StoreRefused, StoreUnavailable
from core.ledger.installations import Installation
from integrations.shopify import oauth
from integrations.shopify.oauth import App, exchange, refresh
from integrations.shopify.standing import worn
from integrations.shopify.tokens import MARGIN_S, runs_out

NOW_S = 1_795_000_000
SHOP = "a-shop.myshopify.com"
APP = App("client", "the secret of the app")
PAIR = {
    "access_token": "shpat_1",
    "scope": "read_orders,write_customers",
    "expires_in": 3600,
    "refresh_token": "shprt_1",
    "refresh_token_expires_in": 7_776_000,
}


class Endpoint:
    """Answers what it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.content = b"{}"
        self.trouble: Exception | None = None
        self.asked: list[Any] = []

    def open(self, request: Any, timeout: float) -> Any:
        self.asked.append(request)
        assert timeout == oauth.TIMEOUT_S
        if self.trouble is not None:
            raise self.trouble
        answer = io.BytesIO(self.content)
        answer.status = self.status  # type: ignore[attr-defined]
        return answer


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    found = Endpoint()
    monkeypatch.setattr(oauth, "_opener", found)
    return found


def says(endpoint: Endpoint, answer: Any, status: int = 200) -> None:
    endpoint.content, endpoint.status = json.dumps(answer).encode(), status


def test_an_exchange_asks_for_an_expiring_offline_token(endpoint: Endpoint) -> None:
    says(endpoint, PAIR)
    grant = exchange(APP, SHOP, "the.id.token", NOW_S)
    [request] = endpoint.asked
    assert request.full_url == f"https://{SHOP}/admin/oauth/access_token"
    assert {name: values[0] for name, values in parse_qs(request.data.decode()).items()} == {
        "client_id": "client",
        "client_secret": "the secret of the app",
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": "the.id.token",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
        "expiring": "1",
    }
    assert (grant.access_token, grant.refresh_token) == ("shpat_1", "shprt_1")
    assert grant.expires_at_s == NOW_S + 3600
    assert grant.refresh_expires_at_s == NOW_S + 90 * 86400
    assert grant.scope == PAIR["scope"]


def test_a_refresh_sends_the_refresh_token_and_a_developers_goes_to_the_sandbox(
    endpoint: Endpoint,
) -> None:
    says(endpoint, PAIR)
    refresh(App("client", "s", "http://127.0.0.1:8000/sandbox/shopify"), SHOP, "shprt_0", NOW_S)
    [request] = endpoint.asked
    assert request.full_url == "http://127.0.0.1:8000/sandbox/shopify/admin/oauth/access_token"
    assert request.get_header("X-shopify-shop-domain") == SHOP
    said = parse_qs(request.data.decode())
    assert (said["grant_type"], said["refresh_token"]) == (["refresh_token"], ["shprt_0"])


@pytest.mark.parametrize("left_out", ["expires_in", "refresh_token_expires_in"])
@pytest.mark.parametrize("instead", [None, 0, -1, True, "3600"])
def test_a_time_that_is_not_said_is_never_for_ever(
    endpoint: Endpoint, left_out: str, instead: Any
) -> None:
    says(endpoint, {**PAIR, left_out: instead})
    grant = exchange(APP, SHOP, "t", NOW_S)
    assert grant.expires_at_s == NOW_S + 3600
    assert grant.refresh_expires_at_s == NOW_S + 90 * 86400


@pytest.mark.parametrize(
    ("status", "answer", "error", "code"),
    [
        (401, {"error": "invalid_request"}, Forbidden, "token_refused"),
        (400, {"error": "invalid_grant"}, Forbidden, "token_refused"),
        (400, {"error": "invalid_subject_token"}, Forbidden, "token_refused"),
        (400, {"error": "invalid_client"}, StoreRefused, "app_unknown"),
        (400, {"error": "application_cannot_be_found"}, StoreRefused, "app_unknown"),
        (400, "a text", StoreUnavailable, "store_unavailable"),
        (302, {}, StoreUnavailable, "store_unavailable"),
        (429, {"error": "slow down"}, StoreUnavailable, "store_unavailable"),
        (520, {"error": "invalid_request"}, StoreUnavailable, "store_unavailable"),
        (200, [], StoreUnavailable, "store_unavailable"),
        (200, {"access_token": "shpat_1"}, StoreUnavailable, "store_unavailable"),
        (200, {**PAIR, "access_token": ""}, StoreUnavailable, "store_unavailable"),
        (200, {**PAIR, "refresh_token": 7}, StoreUnavailable, "store_unavailable"),
    ],
)
def test_only_shopify_itself_can_say_that_a_token_is_good_no_more(
    endpoint: Endpoint, status: int, answer: Any, error: type[RegularsError], code: str
) -> None:
    says(endpoint, answer, status)
    with pytest.raises(error) as refused:
        refresh(APP, SHOP, "shprt_0", NOW_S)
    assert refused.value.code == code
    assert "shprt" not in str(refused.value)


@pytest.mark.parametrize("trouble", [TimeoutError(), OSError("x"), http.client.BadStatusLine("")])
def test_no_answer_is_no_refusal(endpoint: Endpoint, trouble: Exception) -> None:
    endpoint.trouble = trouble
    with pytest.raises(StoreUnavailable):
        refresh(APP, SHOP, "shprt_0", NOW_S)


def test_no_token_is_in_what_is_printed_of_a_grant(endpoint: Endpoint) -> None:
    says(endpoint, PAIR)
    shown = repr(exchange(APP, SHOP, "t", NOW_S)) + repr(APP)
    assert not any(secret in shown for secret in ("shpat_1", "shprt_1", "secret of"))


@given(ends=st.integers(0, 2**40), now=st.integers(0, 2**40), within=st.integers(0, 3600))
def test_a_token_that_may_be_used_outlives_the_longest_request(
    ends: int, now: int, within: int
) -> None:
    held = {"access_token": "t", "expires_at_s": ends}
    assert runs_out(held, now, within) == (ends <= now + within)
    if not runs_out(held, now):
        assert not runs_out(held, now + MARGIN_S - 1, 0), "still good when the answer comes"
    assert runs_out(held, now) or not runs_out(held, now - within)
    assert not runs_out({"access_token": "typed in"}, now, within)


SCOPES = st.sets(st.sampled_from(["read_orders", "write_customers", "write_gift_cards"])).map(
    ",".join
)


@given(granted=SCOPES, permits=SCOPES, refused=st.booleans(), left_s=st.integers(-10, 7200))
def test_keys_are_worn_when_they_are_refused_or_over_or_permit_less_than_was_granted(
    granted: str, permits: str, refused: bool, left_s: int
) -> None:
    held = {"access_token": "t", "expires_at_s": NOW_S + left_s, "scope": permits}
    found = Installation(scopes=granted, refused_at_s=int(refused))
    more = bool(set(filter(None, granted.split(","))) - set(permits.split(",")))
    assert worn(held, found, NOW_S) == (refused or left_s <= MARGIN_S or more)
    assert worn({}, found, NOW_S)
    assert worn({"access_token": "typed in"}, found, NOW_S) == refused
