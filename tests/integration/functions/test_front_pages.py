"""Pages about a program, the links that lead to them, and who says that they joined: as the HTTP
API and Shopify's app proxy ask for them."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from core.ledger import members, programs, stores, tallies
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from functions.storefront.handler import handler
from infra.local.sandbox.signing import proxy_signature
from integrations import access
from tests.support.http_api import Answered, Context, answered, request, token
from tests.support.operator import Operator
from tests.support.sandbox import SHOPIFY
from tests.unit.core.program.test_shopfront_rules import CAFE, LINE, NEWS, QUESTION
from tests.unit.core.worlds import snapshot

API = "https://api.example"
POSTER = {"id": "poster", "name": {"en": "Poster"}}
GIVING = {name: value for name, value in CAFE.items() if name != "until"}
CHAT = LINE | {"id": "gold-chat", "tiers": ["gold"]}
EVERYBODYS = {name: value for name, value in NEWS.items() if name not in ("from", "until", "tiers")}


@pytest.fixture(name="offered")
def _offered(books: Books, monkeypatch: pytest.MonkeyPatch) -> Books:
    monkeypatch.setenv("PUBLIC_URL", API)
    document = default_document("USD") | {
        "channels": [GIVING, POSTER],
        "news": [EVERYBODYS, NEWS | {"id": "later", "from": "2090-01-01", "until": "2090-02-01"}],
        "community": [LINE, CHAT],
        "questions": [QUESTION],
    }
    programs.publish(books.ledger, validate(document), "test", 0)
    programs._cached.clear()
    tallies._cached.clear()
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def ask(path: str, query: str = "", **headers: Any) -> dict[str, Any]:
    found: dict[str, Any] = handler(request("GET", path, query, **headers), Context())
    found["headers"] |= {
        name: values[0] for name, values in found.get("multiValueHeaders", {}).items()
    }
    return found


def join(auth: str, **wish: Any) -> Answered:
    body = json.dumps(wish).encode()
    event = request("POST", "/storefront/joined", "", body, authorization=auth)
    return answered(handler(event, Context()))


def test_anybody_can_read_how_the_program_works(offered: Books, store_id: str) -> None:
    page = ask("/storefront/landing", f"store={store_id}&lang=zh-TW")
    assert page["statusCode"] == 200
    headers = page["headers"]
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=300"
    assert "vary" not in headers
    assert "default-src 'none'" in headers["content-security-policy"]
    # The theme's block frames it.
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert '<html lang="zh-Hant">' in page["body"]
    assert "有門市嗎？" in page["body"]
    assert f"{API}/storefront/landing?store={store_id}&amp;lang=ja" in page["body"]
    again = ask(
        "/storefront/landing", f"store={store_id}&lang=zh-TW", if_none_match=headers["etag"]
    )
    assert (again["statusCode"], again["body"]) == (304, "")


def test_without_a_language_the_browsers_is_taken(offered: Books, store_id: str) -> None:
    page = ask("/storefront/landing", f"store={store_id}", accept_language="ja,en;q=0.5")
    assert '<html lang="ja">' in page["body"]
    assert page["headers"]["vary"] == "accept-language"


def test_a_theme_gets_the_body_alone(offered: Books, store_id: str) -> None:
    page = ask("/storefront/landing", f"store={store_id}&embed=1")
    assert page["body"].startswith("<style>")
    assert "<html" not in page["body"]


@pytest.mark.parametrize("path", ["/storefront/landing", "/storefront/join/cafe"])
@pytest.mark.parametrize("query", ["", "store=woo-000000000000", "store=%3Cb%3E&lang=ja"])
def test_without_such_a_store_a_page_says_so(offered: Books, path: str, query: str) -> None:
    page = ask(path, query)
    assert page["statusCode"] == 404
    assert page["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert "noindex" in page["body"]


def test_a_store_that_is_gone_has_no_page(offered: Books, store_id: str) -> None:
    stores.change(store_id, installed=False)
    stores._cached.clear()
    assert ask("/storefront/landing", f"store={store_id}")["statusCode"] == 404


def test_a_short_link_leads_to_the_page_of_its_channel_and_the_code_to_the_link(
    offered: Books, store_id: str
) -> None:
    short = ask(f"/j/{store_id}/cafe")
    assert short["statusCode"] == 302
    target = short["headers"]["location"]
    assert target == f"{API}/storefront/join/cafe?store={store_id}"
    path, _, query = target.removeprefix(API).partition("?")
    page = ask(path, query)
    assert page["statusCode"] == 200
    assert "Join now and get 80 points and $5 off" in page["body"]
    assert "https://shop.example/my-account/?regulars_join=cafe" in page["body"]
    code = ask("/storefront/join/cafe/qr.svg", f"store={store_id}")
    assert code["headers"]["Content-Type"] == "image/svg+xml"
    assert code["body"].startswith("<svg")
    assert ask("/storefront/join/nobody/qr.svg", f"store={store_id}")["statusCode"] == 404


@pytest.mark.parametrize("path", ["/j/x%0d%0aset-cookie/cafe", "/j/woo-1/UPPER", "/j/a/%2F%2Fb"])
def test_a_short_link_leads_nowhere_but_to_our_own_pages(offered: Books, path: str) -> None:
    found = ask(path)
    assert found["statusCode"] == 404
    assert "location" not in found["headers"]


def test_shopifys_proxy_shows_the_page_on_the_shops_own_domain(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", API)
    shop = SHOPIFY["shop_domain"]
    operator.json(
        *("store", "add", "shopify", "--shop", shop, "--access-token", "t", "--no-check"),
    )
    query = [
        ("lang", "en"),
        ("shop", shop),
        ("logged_in_customer_id", ""),
        ("path_prefix", "/apps/regulars"),
        ("timestamp", str(int(time.time()))),
    ]
    query.append(("signature", proxy_signature(SHOPIFY["api_secret"], query)))
    page = ask("/storefront/landing", urlencode(query))
    assert page["statusCode"] == 200
    assert f'rel="canonical" href="https://{shop}/apps/regulars/landing?lang=en"' in page["body"]
    assert f"https://{shop}/customer_authentication/login" in page["body"]
    assert 'href="?lang=ja"' in page["body"]
    forged = [pair for pair in query if pair[0] != "lang"]
    refused = handler(request("GET", "/storefront/landing", urlencode(forged)), Context())
    assert refused["statusCode"] == 401


def test_who_joins_by_a_channel_is_noted_once_and_gets_its_award(
    offered: Books, store_id: str
) -> None:
    auth = token(store_id, "3")
    assert join(auth, channel="cafe").body == {
        "joined": True,
        "points": 80,
        "reward": {
            "id": "off-small",
            "name": "$5 off",
            "names": default_document("USD")["rewards"][0]["name"],
        },
    }
    assert join(token(store_id, "3"), channel="cafe").body["points"] == 80
    other = join(token(store_id, "3"), channel="poster")
    assert (other.status, other.body) == (200, {"joined": False, "points": 0, "reward": None})
    member_id = offered.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    assert offered.member(member_id).available == 80


def test_what_nobody_can_join_by_is_refused_with_the_reason(offered: Books, store_id: str) -> None:
    assert join(token(store_id, "3"), channel="nobody").body["error"]["code"] == "unknown_channel"
    assert join(token(store_id, "3"), channel=7).status == 400
    assert join("Bearer x", channel="cafe").status == 401
    member_id = offered.ledger.member_id(store_id, CustomerRef(customer_id="4")) or ""
    members.adjust(
        offered, member_id, 5, "old friend", "c1", (int(time.time()) - 40 * 86400) * 1000
    )
    refused = join(token(store_id, "4"), channel="cafe")
    assert refused.status == 409
    assert refused.body["error"]["code"] == "channel_for_new_members"
    assert set(refused.body["error"]["details"]["text"]) == {"en", "zh-Hant", "zh-Hans", "ja"}


def test_news_and_community_links_are_shown_to_whom_they_are_for(
    offered: Books, store_id: str
) -> None:
    shown = json.loads(ask("/storefront/program", f"store={store_id}")["body"])
    assert [one["id"] for one in shown["news"]] == ["spring"]
    assert shown["news"][0] == {
        "id": "spring",
        "name": "Spring",
        "names": NEWS["name"],
        "text": "New tea is here.",
        "texts": NEWS["text"],
        "url": "https://tea.example/spring",
        "from": None,
        "until": None,
    }
    assert [one["id"] for one in shown["community"]] == ["line"]
    assert shown["landing"] == f"/storefront/landing?store={store_id}"
    assert dict(parse_qsl(shown["landing"].partition("?")[2])) == {"store": store_id}
    books = access.books_of(stores.get(store_id, fresh=True))
    auth = {"authorization": token(store_id, "5")}
    mine = json.loads(ask("/storefront/member", "", **auth)["body"])
    assert [one["id"] for one in mine["community"]] == ["line"]
    buy_into_gold(books, store_id)
    auth = {"authorization": token(store_id, "5")}
    mine = json.loads(ask("/storefront/member", "", **auth)["body"])
    assert [one["id"] for one in mine["community"]] == ["line", "gold-chat"]
    assert [one["id"] for one in mine["news"]] == ["spring"]


def buy_into_gold(books: Books, store_id: str) -> None:
    """Customer 5 pays enough for the tier."""
    now_s = int(time.time())
    order = snapshot(200_000, customer=CustomerRef(customer_id="5"), stamp_s=now_s)
    placed = replace(order, store_id=store_id, placed_at_s=now_s, received_at_ms=now_s * 1000)
    post_order(books, placed, now_s * 1000)
