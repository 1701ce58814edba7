"""The preview's pages: what they show, what they may run, and that nothing comes of them."""

from __future__ import annotations

import pytest

from core.ledger import drafts, programs
from core.ledger.table import Row
from integrations import access
from tests.integration.admin.test_sign_in import id_token
from tests.support.merchant import SHOP, Merchant

FRAME = "/admin/preview/frame/draft/1200-gold/en"
API = "/admin/preview/api"


def policy(merchant: Merchant, path: str, **headers: str) -> dict[str, str]:
    page = merchant.get(path, **headers)
    assert page.status_code == 200
    said = page.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in said)}


def test_only_the_frame_with_the_widget_may_run_scripts_and_only_ours(maple: Merchant) -> None:
    maple.come_in()
    framed = policy(maple, FRAME)
    assert (framed["script-src"], framed["frame-ancestors"]) == ("'self'", "'self'")
    assert (framed["default-src"], framed["form-action"]) == ("'none'", "'none'")
    assert maple.get(FRAME).headers["X-Frame-Options"] == "SAMEORIGIN"
    assert policy(maple, "/admin/preview")["script-src"] == "'none'"
    assert "<script>" not in maple.get(FRAME).text


def test_inside_shopify_the_frame_may_stand_in_our_page_and_that_shops_admin(
    tea_house: Merchant,
) -> None:
    signed = {"Authorization": f"Bearer {id_token()}"}
    allowed = f"'self' https://{SHOP} https://admin.shopify.com"
    assert policy(tea_house, FRAME, **signed)["frame-ancestors"] == allowed


def test_the_draft_is_shown_and_not_what_is_published(maple: Merchant) -> None:
    maple.come_in()
    ledger = access.ledger_of(maple.store)
    version, document = programs.document(ledger)
    [*_, last] = document["rewards"]
    fewer = document | {"rewards": [last]}
    drafts.replace(ledger, version, fewer, 1_795_330_000)

    def rewards(source: str) -> int:
        return len(maple.get(f"{API}/{source}/visitor/program").get_json()["rewards"])

    assert (rewards("draft"), rewards("now")) == (1, len(document["rewards"]))
    assert rewards("template-bakery") > 1


def test_a_press_is_refused_in_every_language_and_changes_nothing(maple: Merchant) -> None:
    maple.come_in()
    before = sorted((row.pk, row.sk) for row in Row.scan())
    answer = maple.browser.post(f"{API}/draft/1200/redemptions", json={"reward_id": "five"})
    assert answer.status_code == 409
    error = answer.get_json()["error"]
    assert (error["code"], set(error["details"]["text"])) == (
        "preview",
        {"en", "zh-Hant", "zh-Hans", "ja"},
    )
    assert sorted((row.pk, row.sk) for row in Row.scan()) == before


@pytest.mark.parametrize(
    "path",
    [
        f"{API}/none/visitor/program",
        f"{API}/template-none/visitor/program",
        f"{API}/draft/12x/member",
        "/admin/preview/frame/draft/visitor/xx",
        "/admin/preview/files/1/..%2f..%2fhandler.py",
        "/admin/preview/files/1/none.js",
    ],
)
def test_what_is_not_there_is_not_found(maple: Merchant, path: str) -> None:
    maple.come_in()
    assert maple.get(path).status_code == 404


def test_a_visitor_is_told_what_the_storefront_tells_one(maple: Merchant) -> None:
    maple.come_in()
    assert maple.get(f"{API}/draft/visitor/member").status_code == 401
    assert maple.get(f"{API}/draft/900/member").get_json()["balance"]["available"] == 900


def test_nobody_who_is_not_signed_in_sees_a_draft(maple: Merchant) -> None:
    for path in ("/admin/preview", FRAME, f"{API}/draft/visitor/program"):
        assert maple.get(path).status_code == 401
    assert maple.browser.post(f"{API}/draft/1/redemptions", json={}).status_code == 401


def test_points_that_are_none_are_said_beside_their_field(maple: Merchant) -> None:
    maple.come_in()
    page = maple.get("/admin/preview?points=many")
    assert 'aria-describedby="points-fault"' in page.text
    assert 'value="many"' in page.text


def test_a_look_that_is_being_edited_is_worn_and_nothing_else_is(maple: Merchant) -> None:
    maple.come_in()
    assert 'color="#aa3366"' in maple.get(f"{FRAME}?color=%23aa3366&radius=4").text
    for query in (
        "color=red%22%20onload=%22x",
        "color=url(x)",
        "radius=99",
        "radius=-1",
        "radius=%C2%B2",
    ):
        page = maple.get(f"{FRAME}?{query}").text
        assert "color=" not in page
        assert "radius=" not in page
