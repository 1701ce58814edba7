"""What every answer of the JSON functions says beside its body."""

from __future__ import annotations

from typing import Any

import pytest

from core.ledger.posting import Books
from functions.storefront.handler import handler as storefront
from functions.webhooks.handler import handler as webhooks
from tests.support.http_api import Context, request, token


def answers(store_id: str) -> list[dict[str, Any]]:
    """One of each kind: found, refused, not there, a page."""
    signed = token(store_id, "3")
    return [
        webhooks(request("GET", "/healthz"), Context()),
        webhooks(request("POST", "/webhooks/shopify", body=b"{}"), Context()),
        storefront(request("GET", "/storefront/program", f"store={store_id}"), Context()),
        storefront(request("GET", "/storefront/member", authorization=signed), Context()),
        storefront(request("GET", "/storefront/member"), Context()),
        storefront(
            request("POST", "/storefront/redemptions", body=b"[", authorization=signed), Context()
        ),
        storefront(request("GET", "/storefront/nothing"), Context()),
        storefront(request("GET", "/storefront/claims/x.y.z"), Context()),
    ]


def headers_of(answer: dict[str, Any]) -> dict[str, str]:
    many = answer.get("multiValueHeaders") or {}
    found = {**answer.get("headers", {}), **{name: ",".join(many[name]) for name in many}}
    return {name.lower(): value for name, value in found.items()}


def test_no_answer_is_kept_sniffed_or_told_to_where_a_link_leads(
    books: Books, store_id: str
) -> None:
    assert [one["statusCode"] for one in answers(store_id)] == [
        *(200, 401, 200, 200, 401, 400, 404, 401)
    ]
    for answer in answers(store_id):
        headers = headers_of(answer)
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers
        assert not answer.get("cookies")


@pytest.mark.parametrize(("stage", "said"), [("local", False), ("prod", True), ("dev", True)])
def test_once_deployed_every_answer_says_that_it_is_only_to_be_had_with_tls(
    books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch, stage: str, said: bool
) -> None:
    monkeypatch.setenv("STAGE", stage)
    for answer in answers(store_id):
        assert ("strict-transport-security" in headers_of(answer)) is said


def test_a_page_of_the_storefront_runs_nothing_and_is_framed_by_nobody(
    books: Books, store_id: str
) -> None:
    page = answers(store_id)[-1]
    headers = headers_of(page)
    assert headers["content-type"].startswith("text/html")
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "script" not in policy
    assert headers["x-frame-options"] == "DENY"


def test_a_function_leaves_it_to_the_http_api_to_say_which_pages_may_call(
    books: Books, store_id: str
) -> None:
    for answer in answers(store_id):
        assert not [name for name in headers_of(answer) if name.startswith("access-control")]
