"""The merchant page takes any form: it says what is wrong, and changes nothing.

Every form of every page is sent with some of its fields bent. FUZZ_SEED and FUZZ_EXAMPLES choose
others and more.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import boto3
import pytest
from werkzeug.test import TestResponse

from core.ledger import stores
from core.ledger.verify import verify
from core.program.defaults import default_document
from tests.fuzz.aws_rules import Calls
from tests.fuzz.settings import SEED, examples, patient
from tests.support.merchant import Merchant, csrf_of

EXAMPLES = examples(250)
Form = tuple[str, dict[str, str]]

ODD = [
    *("", " ", "0", "-1", "1", "1e999999999", "0e999999999", "NaN", "9" * 5000, "9" * 16, "1,000"),
    *(
        "x" * 300,
        "x" * 60_000,
        "\u0000",
        "\ufffd",
        "²",
        "٣",
        "１２",
        "\u202e",
        "<script>",
        "{{7*7}}",
    ),
    *(
        "..",
        "#",
        "HEALTH#x",
        "é" * 500,
        "\U0001f98a" * 300,
        "per.0.amount",
        "per.999999.currency",
    ),
    *(
        "perks.texts.9.en",
        "perks.texts.x",
        "TWD",
        "usd",
        "percent",
        "months",
        "nobody",
    ),
    *("[" * 50_000, '{"a":' * 20_000, "null", "[]", "true", '"\\ud800"', "%s%n", "-0.0", "1e400"),
]


# Between them, every kind of field; see functions/admin/forms/.
PAGES = (
    *("json", "rules/of/base", "counting", "campaigns/new", "expiry", "policies"),
    *("events/new", "surveys/new", "bonuses/new?kind=cash_back"),
    *("bonuses/new?kind=order_above", "bonuses/new?kind=stamps"),
    *("actions/new?kind=review", "actions/new?kind=anniversary"),
    *("tiers/of/gold", "tiers/new", "tier_rules"),
    *("rewards/of/off-small", "rewards/new?kind=amount", "rewards/new?kind=product"),
)


class _Forms(HTMLParser):
    """The POST forms of a page: where each goes, and its fields as they stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            post = said.get("method") == "post"
            self.found.append((said.get("action") or self._page, {}) if post else ("", {}))
        elif tag in ("input", "button", "select", "textarea") and self.found and "name" in said:
            self.found[-1][1].setdefault(said["name"], said.get("value", ""))


def forms_of(path: str, page: TestResponse) -> list[Form]:
    parser = _Forms(path)
    parser.feed(page.text)
    return [(action.partition("#")[0], fields) for action, fields in parser.found if action]


@pytest.fixture
def calls(maple: Merchant) -> Iterator[Calls]:
    found = Calls()
    found.watch()
    yield found
    found.unwatch()


def rows(merchant: Merchant) -> dict[tuple[str, str], Any]:
    from core.ledger.table import Row

    pages = boto3.client("dynamodb").get_paginator("scan")
    found = pages.paginate(TableName=Row.Meta.table_name, ConsistentRead=True)
    return {(item["pk"]["S"], item["sk"]["S"]): item for page in found for item in page["Items"]}


def all_forms(merchant: Merchant) -> list[Form]:
    store_id = merchant.store.store_id
    stores.note_health(store_id, "unmapped_status", "wc-cvs", 1_795_330_000)
    stores.note_health(store_id, "credentials", "refused", 1_795_330_000)
    paths = ["/admin/", f"/admin/members/{merchant.member_id('3')}", "/admin/program"]
    paths += [f"/admin/program/{page}" for page in PAGES]
    paths.append("/admin/group-form")
    found = [
        form for path in [*paths, "/admin/payments"] for form in forms_of(path, merchant.get(path))
    ]
    carried = {"base": "1", "document": json.dumps(default_document("TWD"))}
    found += [(f"/admin/program/{what}", carried) for what in ("publish", "backtest")]
    found += [("/admin/enter", {"token": "x"})]
    return [form for form in found if form[0] != "/admin/leave"]


def bend(form: Form, rng: random.Random) -> Form:
    action, fields = form[0], dict(form[1])
    for _ in range(rng.choice([1, 1, 2, 4])):
        names = [name for name in fields if name != "csrf_token"]
        name = rng.choice(names) if names else "x"
        match rng.randrange(6):
            case 0:
                fields.pop(name, None)
            case 1:
                fields[rng.choice(ODD) or "y"] = rng.choice(ODD)
            case _:
                fields[name] = rng.choice(ODD)
    if "/members/" in action and rng.random() < 0.2:
        action = f"/admin/members/{rng.choice(['x', 'é', 'x' * 3000, '0' * 24, 'a#b'])}"
    return action, fields


@patient
def test_a_bent_form_is_answered_and_changes_nothing_unless_it_is_right(
    maple: Merchant, calls: Calls
) -> None:
    maple.come_in()
    forms, rng = all_forms(maple), random.Random(SEED)
    seen: dict[Any, Any] = {}
    csrf = csrf_of(maple.get("/admin/"))
    assert len(forms) >= 7
    for number in range(EXAMPLES):
        action, fields = bend(rng.choice(forms), rng)
        calls.clear()
        answer = maple.browser.post(action, data={"csrf_token": csrf, **fields})
        told = f"FUZZ_SEED={SEED} {number}: {action[:80]} {str(fields)[:1500]}"
        assert answer.status_code < 500, told
        assert calls.refused == [], f"{calls.refused} {told}"
        if answer.status_code != 303:
            assert calls.writes == [], f"{calls.writes} {told}"
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
    print(seen)
    if EXAMPLES >= 250:  # else the fuzzer only knocks at the door
        assert {200, 303, 404, 422} <= set(seen)
    assert verify().mismatches == []
    assert maple.get("/admin/").status_code == 200
    assert maple.get("/admin/program").status_code == 200


def test_forms_without_the_right_token_change_nothing_on_any_page(maple: Merchant) -> None:
    maple.come_in()
    forms = all_forms(maple)
    before = rows(maple)
    for token in (None, "", "x", "é", "x" * 100_000):
        for action, fields in forms:
            sent = {name: value for name, value in fields.items() if name != "csrf_token"}
            data = sent if token is None else {**sent, "csrf_token": token}
            assert maple.browser.post(action, data=data).status_code == 403, action
    assert rows(maple) == before


def test_forms_that_are_too_large_or_no_forms_change_nothing(maple: Merchant) -> None:
    maple.come_in()
    path = f"/admin/members/{maple.member_id('3')}"
    right = {"direction": "give", "points": "5", "reason": "sorry", "command": "c"}
    right["csrf_token"] = csrf_of(maple.get("/admin/"))
    before = rows(maple)
    large = maple.browser.post(path, data={**right, "reason": "x" * 600_000})
    assert large.status_code == 413
    many = maple.browser.post(
        path, data={f"f{n}": "" for n in range(2000)} | right, content_type="multipart/form-data"
    )
    assert many.status_code == 413
    for kind in ("application/json", "multipart/form-data", "text/plain", "multipart/form-data; x"):
        answer = maple.browser.post(path, data=json.dumps(right), content_type=kind)
        assert 400 <= answer.status_code < 500, kind
    assert rows(maple) == before


def hostile_documents() -> dict[str, str]:
    right = default_document("TWD")

    def changed(place: list[Any], value: Any) -> str:
        document = copy.deepcopy(right)
        at: Any = document
        for step in place[:-1]:
            at = at[step]
        at[place[-1]] = value
        return json.dumps(document)

    rule, tier, reward = ["earning", "rules", 0], ["tiers", 1], ["rewards", 0]
    found = {
        "deep": '{"a":' * 100_000,
        "deep and closed": "[" * 50_000 + "]" * 50_000,
        "no JSON": "{",
        "not a number": '{"currency": NaN}',
        "many digits": '{"currency": ' + "9" * 5000 + "}",
        "a list": "[]",
        "nothing": "",
        "more products than a row holds": changed(
            ["earning", "exclude", "products"], [f"{n:040d}" for n in range(10_500)]
        ),
        "more languages than there are": changed(
            [*tier, "name"], {f"x-{n}": "x" * 80 for n in range(4500)}
        ),
        "a long amount": changed([*reward, "value"], "5." + "0" * 400_000),
    }
    for number in ("1e999999999", "0e999999999", "1e-999999999", "NaN", "-1", "0", "٣", "1_0", ""):
        found[f"a rate of {number!r}"] = changed([*rule, "per", "TWD"], number)
        found[f"a tier from {number!r}"] = changed([*tier, "from"], number)
        found[f"a value of {number!r}"] = changed([*reward, "value"], number)
        if number not in ("0",):
            found[f"a multiplier of {number!r}"] = changed([*tier, "multiplier"], number)
    return found


def test_an_absurd_program_is_refused_and_none_is_published(maple: Merchant, calls: Calls) -> None:
    maple.come_in()
    csrf = csrf_of(maple.get("/admin/"))
    before = rows(maple)
    for name, document in hostile_documents().items():
        calls.clear()
        data = {"csrf_token": csrf, "base": "1", "document": document}
        answer = maple.browser.post("/admin/program/publish", data=data)
        assert 400 <= answer.status_code < 500, f"{name}: {answer.status_code}"
        assert calls.refused == [], name
    for base in ("9" * 5000, "-1", "²", "", "1.0"):
        data = {"csrf_token": csrf, "base": base, "document": json.dumps(default_document("TWD"))}
        answer = maple.browser.post("/admin/program/publish", data=data)
        assert answer.status_code in (303, 409), base  # 303: it says what is in force already
    assert rows(maple) == before


def test_cursors_searches_and_names_that_no_page_gave_are_answered(
    maple: Merchant, calls: Calls
) -> None:
    maple.come_in()
    member = f"/admin/members/{maple.member_id('3')}"
    calls.clear()
    for odd in ODD:
        for path, name in (
            ("/admin/members", "after"),
            ("/admin/members", "q"),
            (member, "before"),
            ("/admin/", "lang"),
            ("/admin/", "shop"),
            ("/admin/", "id_token"),
            ("/admin/enter", "token"),
        ):
            value = odd[:6000]  # of an address API Gateway takes no more
            answer = maple.browser.get(path, query_string={name: value})
            assert answer.status_code < 500, f"{path} {name}={value[:60]!r}"
            assert calls.refused == [], f"{path} {name}={value[:60]!r}"
    assert calls.writes == []
