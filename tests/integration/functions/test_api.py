"""The developer API on the emulator: what its document promises, and what happens underneath."""

from __future__ import annotations

import time
from typing import Any

import pytest

from core.api_keys import SCOPES
from core.errors import BadInput
from core.ledger import api_keys, programs, stores
from core.ledger.posting import Books
from core.program.schema import validate
from functions.api import pacing
from tests.support.developer import Developer, developer

GIVEN: dict[str, Any] = {"name": {"en": "Did it"}, "award": {"points": 5}}


@pytest.fixture
def dev(store_id: str, books: Books) -> Developer:
    return developer(store_id)


@pytest.fixture
def jia(dev: Developer, books: Books) -> str:
    """A member with 300 points; their id."""
    made = dev.post("members", {"customer_id": 3, "email": "Jia@Example.com"})
    assert made.status == 201
    member_id = str(made.body["id"])
    assert (
        dev.post(f"members/{member_id}/adjustments", {"points": 300, "reason": "hi"}).status == 201
    )
    return member_id


def test_a_key_says_whose_it_is_and_what_it_may(dev: Developer, store_id: str) -> None:
    heard = dev.ask("GET", "me")
    assert heard.status == 200
    assert heard.body["store_id"] == store_id
    assert heard.body["key"]["scopes"] == sorted(SCOPES)
    assert heard.headers["x-request-id"] == "r-1"
    assert heard.headers["ratelimit-limit"] == "300"
    assert int(heard.headers["ratelimit-remaining"]) < 300


def test_members_are_made_found_and_listed_a_page_at_a_time(dev: Developer, jia: str) -> None:
    assert dev.get("members", customer_id="3")["members"][0]["id"] == jia
    assert dev.get("members", email="jia@example.com")["members"][0]["id"] == jia
    assert dev.get("members", email="nobody@example.com")["members"] == []
    others = [dev.post("members", {"customer_id": str(one)}).body["id"] for one in range(10, 14)]
    seen, cursor = [], None
    while True:
        page = dev.get("members", limit=2, **({"cursor": cursor} if cursor else {}))
        assert len(page["members"]) <= 2
        seen += [one["id"] for one in page["members"]]
        cursor = page["next"]
        if cursor is None:
            break
        dev.post("members", {"customer_id": "99"})  # an insert between pages moves none of them
    assert set(seen) >= {jia, *others}
    assert len(seen) == len(set(seen))


def test_who_is_a_member_already_is_found_and_nothing_changes(dev: Developer, jia: str) -> None:
    again = dev.post("members", {"customer_id": "3", "email": "other@example.com"})
    assert (again.status, again.body["id"], again.body["email"]) == (200, jia, "jia@example.com")
    assert again.body["balance"]["available"] == 300


def test_a_members_page_shows_entries_orders_and_redemptions(dev: Developer, jia: str) -> None:
    shown = dev.get(f"members/{jia}")
    assert shown["balance"] == {"available": 300, "pending": 0, "debt": 0}
    [entry] = dev.get(f"members/{jia}/entries")["entries"]
    assert (entry["points"], entry["kind"], entry["why"]["note"]) == (300, "adjust", "hi")
    assert dev.get(f"members/{jia}/orders") == {"orders": [], "next": None}
    assert dev.get(f"members/{jia}/redemptions") == {"redemptions": [], "next": None}


def test_the_same_key_with_the_same_body_is_once_and_with_another_is_refused(
    dev: Developer, jia: str
) -> None:
    path, wish = f"members/{jia}/adjustments", {"points": 10, "reason": "thanks"}
    first = dev.post(path, wish, key="k1")
    again = dev.post(path, {"reason": "thanks", "points": 10}, key="k1")
    assert (first.status, first.body) == (again.status, again.body)
    other = dev.post(path, wish | {"points": 11}, key="k1")
    assert (other.status, other.error["code"]) == (422, "idempotency_key_reused")
    elsewhere = dev.post("members", {"customer_id": "8"}, key="k1")
    assert elsewhere.status == 422
    assert dev.get(f"members/{jia}")["balance"]["available"] == 310


def test_a_repeat_long_after_is_still_once(
    dev: Developer, jia: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, wish = f"members/{jia}/adjustments", {"points": 10, "reason": "thanks"}
    dev.post(path, wish, key="k1")
    real = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: real + 200 * 86_400 * 10**9)
    assert dev.post(path, wish, key="k1").status == 201
    assert dev.get(f"members/{jia}")["balance"]["available"] == 310


def test_what_changes_something_needs_an_idempotency_key(dev: Developer, jia: str) -> None:
    heard = dev.ask("POST", f"members/{jia}/adjustments", {"points": 1, "reason": "x"})
    assert (heard.status, heard.error["code"]) == (400, "no_idempotency_key")
    assert heard.error["doc"].endswith("/api/v1/openapi.json#/x-errors/no_idempotency_key")
    assert dev.get(f"members/{jia}")["balance"]["available"] == 300


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("adjustments", {"points": "10", "reason": "x"}, "points"),
        ("adjustments", {"points": 0, "reason": "x"}, "points"),
        ("adjustments", {"points": 10, "reason": " "}, "reason"),
        ("tier", {"tier_id": "gold", "until": "2099-01-01"}, "reason"),
    ],
)
def test_an_error_names_the_field_and_changes_nothing(
    dev: Developer, jia: str, path: str, body: dict[str, Any], field: str
) -> None:
    heard = dev.post(f"members/{jia}/{path}", body)
    assert (heard.status, heard.error["field"]) == (400, field)
    assert dev.get(f"members/{jia}")["balance"]["available"] == 300


def test_points_become_a_code_once_and_points_again(dev: Developer, jia: str) -> None:
    wish = {"member_id": jia, "reward_id": "off-small"}
    made = dev.post("redemptions", wish, key="r1")
    assert (made.status, made.body["status"]) == (202, "held")  # no such store answers
    assert (
        dev.post("redemptions", wish, key="r1").body["redemption_id"] == made.body["redemption_id"]
    )
    assert dev.get(f"members/{jia}")["balance"]["available"] == 200
    shown = dev.get(f"redemptions/{made.body['redemption_id']}")
    assert (shown["member_id"], shown["status"]) == (jia, "held")
    refused = dev.post("redemptions", wish | {"reward_id": "off-large"}, key="r1")
    assert refused.status == 422
    poor = dev.post("redemptions", {"member_id": jia, "reward_id": "off-large"})
    assert (poor.status, poor.error["code"]) == (409, "insufficient_points")
    assert poor.error["details"]["needed"] == 500


def test_a_tier_is_given_until_a_day(dev: Developer, jia: str) -> None:
    wish = {"tier_id": "gold", "until": "2099-03-31", "reason": "our hundredth"}
    assert dev.post(f"members/{jia}/tier", wish, key="t1").status == 200
    assert dev.post(f"members/{jia}/tier", wish, key="t1").status == 200
    assert dev.get(f"members/{jia}")["tier"]["id"] == "gold"
    kinds = [one["kind"] for one in dev.get(f"members/{jia}/entries")["entries"]]
    assert kinds.count("tier") == 1


def test_a_member_is_erased_for_good(dev: Developer, jia: str) -> None:
    assert dev.ask("DELETE", f"members/{jia}").body == {"member_id": jia, "erased": True}
    assert dev.ask("DELETE", f"members/{jia}").status == 200
    assert dev.ask("GET", f"members/{jia}").error["code"] == "unknown_member"
    assert dev.get("members", email="jia@example.com")["members"] == []
    assert dev.get("members")["members"] == []


def test_the_program_is_read_with_a_tag_and_a_cart_is_estimated(dev: Developer, jia: str) -> None:
    heard = dev.ask("GET", "program")
    assert heard.body["version"] == 1
    same = dev.ask("GET", "program", if_none_match=heard.headers["etag"])
    assert same.status == 304
    assert next(one["id"] for one in dev.get("rewards")["rewards"]) == "off-small"
    cart = {"currency": "USD", "lines": [{"product_id": 7, "quantity": 1, "net_minor": 10_000}]}
    assert dev.ask("POST", "estimates", cart).body["points"] == 100
    assert dev.ask("POST", "estimates", cart | {"member_id": jia}).body["points"] == 100


def test_an_action_is_reported_once(dev: Developer, jia: str, books: Books) -> None:
    _, document = programs.document(books.ledger)
    actions = {"actions": [{"id": "survey", "kind": "survey", **GIVEN}]}
    programs.publish(books.ledger, validate(document | actions), "test", int(time.time()) - 60)
    programs._cached.clear()
    wish = {"action": "survey", "customer": "3"}
    assert dev.post("actions", wish, key="a1").body["points"] == 5
    assert dev.post("actions", wish, key="a1").status == 200
    assert dev.get(f"members/{jia}")["balance"]["available"] == 305
    assert dev.post("actions", wish | {"customer": "4"}, key="a1").status == 422


def test_segments_are_listed_and_paged(dev: Developer, jia: str, books: Books) -> None:
    _, document = programs.document(books.ledger)
    gold = {"id": "gold", "name": {"en": "Gold"}, "all": [{"kind": "tier", "tiers": ["gold"]}]}
    programs.publish(
        books.ledger, validate(document | {"segments": [gold]}), "test", int(time.time()) - 60
    )
    programs._cached.clear()
    dev.post(f"members/{jia}/tier", {"tier_id": "gold", "until": "2099-03-31", "reason": "x"})
    dev.post("members", {"customer_id": "8"})
    assert [one["id"] for one in dev.get("segments")["segments"]] == ["gold"]
    assert [one["id"] for one in dev.get("segments/gold/members")["members"]] == [jia]
    assert dev.ask("GET", "segments/none/members").error["code"] == "unknown_segment"


def test_a_key_that_asks_too_often_is_told_when_to_come_again(
    dev: Developer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST", 25)
    monkeypatch.setattr(pacing, "_SHARED_EVERY", 5)
    found = [dev.ask("GET", "me") for _ in range(60)]
    refused = [one for one in found if one.status == 429]
    assert refused
    assert 1 <= int(refused[0].headers["retry-after"]) <= pacing.WINDOW_S
    assert refused[0].error["code"] == "rate_limited"


def test_what_one_container_answers_counts_in_the_others(
    dev: Developer, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_id = dev.ask("GET", "me").body["key"]["id"]
    now_s = 1_800_000_000
    for container in range(4):
        monkeypatch.setattr(pacing, "_container", f"c{container}")
        pacing._counts.clear()
        for _ in range(40):
            left = pacing.step(key_id, now_s).left
    assert left == pacing.MOST - 160
    assert pacing.step(key_id, now_s + pacing.WINDOW_S).left == pacing.MOST - 1


def test_a_revoked_key_an_unknown_one_and_one_that_has_ended_look_alike(
    dev: Developer, store_id: str
) -> None:
    key_id = dev.get("me")["key"]["id"]
    unknown = Developer(store_id, developer(store_id).key)
    api_keys.revoke(store_id, unknown.get("me")["key"]["id"])
    now_s = int(time.time())
    text, ending = api_keys.create(store_id, "short", ["members:read"], now_s - 10, now_s - 5)
    wrong = dev.key[:30] + ("A" if dev.key[30] != "A" else "B") + dev.key[31:]
    answers = [
        Developer(store_id, one).ask("GET", "me")
        for one in (unknown.key, text, wrong, "", "x" * 99)
    ]
    assert {one.status for one in answers} == {401}
    assert len({str(one.body) for one in answers}) == 1
    assert ending.key_id != key_id


def test_a_key_that_is_exchanged_counts_for_a_week_unless_it_has_leaked(
    dev: Developer, store_id: str
) -> None:
    now_s = int(time.time())
    key_id = dev.get("me")["key"]["id"]
    text, _ = api_keys.rotate(store_id, key_id, now_s)
    assert Developer(store_id, text).get("me")["key"]["name"] == "A test"
    assert dev.ask("GET", "me").status == 200
    assert not api_keys.find(store_id, key_id).counts(now_s + api_keys.OVERLAP_S)
    api_keys.rotate(store_id, key_id, now_s, leaked=True)
    assert dev.ask("GET", "me").status == 401


def test_a_keys_use_is_noted_once_a_day(dev: Developer, store_id: str) -> None:
    dev.get("me")
    [key] = api_keys.of_store(store_id)
    assert key.used_on == time.strftime("%Y-%m-%d", time.gmtime())
    version = key.version
    dev.get("me")
    assert api_keys.of_store(store_id)[0].version == version


def test_a_store_that_was_uninstalled_is_not_answered(dev: Developer, store_id: str) -> None:
    stores.change(store_id, installed=False)
    assert dev.ask("GET", "members").status == 401


def test_a_key_without_a_name_or_of_unknown_scopes_is_refused(store_id: str, books: Books) -> None:
    for name, scopes, field in (("", ["members:read"], "name"), ("x", ["all"], "scopes")):
        with pytest.raises(BadInput) as refusal:
            api_keys.create(store_id, name, scopes, 1)
        assert refusal.value.details["field"] == field


def test_what_the_table_holds_of_a_key_opens_nothing(dev: Developer, store_id: str) -> None:
    [kept] = api_keys.of_store(store_id)
    assert dev.key not in repr(kept)
    assert Developer(store_id, kept.digest).ask("GET", "me").status == 401
