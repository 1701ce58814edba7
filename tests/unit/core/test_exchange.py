"""A wallet's stores: each with its own rates of earning, each selling in its own currency."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import exchange, redemptions
from core.errors import BadInput
from core.member import MemberState
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import Program, Programs
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from core.snapshot import Line
from tests.unit.core.worlds import STORE, T0, Books, program, snapshot

OTHER = "woo-ba9876543210"
RULES = [
    {"id": "here", "kind": "per_amount", "points": 1, "per": {"USD": "1"}, "stores": [STORE]},
    {"id": "there", "kind": "per_amount", "points": 3, "per": {"USD": "1"}, "stores": [OTHER]},
    {"id": "yen", "kind": "per_amount", "points": 1, "per": {"JPY": "150"}},
]
# A dollar is 150 yen, which has no smaller coin, and a tenth of what 1.5 dinars of a thousand are.
EXCHANGE = {"JPY": "150", "KWD": "0.3"}


def document(**more: Any) -> dict[str, Any]:
    plain = default_document("USD")
    return plain | {"earning": plain["earning"] | {"rules": RULES}, "exchange": EXCHANGE} | more


def wallet(**more: Any) -> Program:
    whole = validate(document(**more))
    return program(**{name: part for name, part in whole.items() if name != "currency"})


def yen(minor: int, order_id: str = "22") -> Any:
    return snapshot(order_id=order_id, currency="JPY", lines=(Line("1", "10", "0", 1, minor),))


def test_each_store_of_a_wallet_earns_by_its_own_rules() -> None:
    books = Books(Programs([wallet()]))
    books.deliver(snapshot(10_000))
    assert books.balance == (100, 0, 0)
    books.deliver(replace(snapshot(10_000), store_id=OTHER, order_id="23"))
    assert books.balance == (400, 0, 0)
    books.deliver(replace(snapshot(10_000), store_id="shopify-elsewhere", order_id="24"))
    assert books.balance == (400, 0, 0)
    assert [entry.why["reason"] for entry in books.entries] == ["order", "order", "no_rate"]


def test_what_is_spent_in_another_currency_counts_for_tiers_by_the_programs_rate() -> None:
    books = Books(Programs([wallet()]))
    books.deliver(yen(75_149))
    assert books.order().spend_minor == 50_099
    assert books.balance == (500, 0, 0)
    assert books.member.tier_id == "silver"
    refunded = replace(yen(75_149), state="void", stamp_s=T0 + 1, received_at_ms=(T0 + 1) * 1000)
    books.deliver(refunded)
    assert (books.order().spend_minor, books.balance) == (0, (0, 0, 0))


def test_a_currency_without_a_rate_counts_for_nothing_and_gives_what_the_program_says() -> None:
    rules = wallet()
    assert exchange.counted(5_000, "EUR", rules) == 0
    fixed = next(one for one in rules.rewards if one.kind == "fixed")
    assert exchange.priced(fixed, rules, "EUR") == fixed
    assert exchange.money_of(fixed, rules, "EUR") == "USD"


def test_a_reward_is_given_in_the_money_of_the_store_that_gives_it() -> None:
    rules = wallet()
    fixed = next(one for one in rules.rewards if one.kind == "fixed" and one.points == 100)
    member = MemberState("m", available=500, lots=(("", 500),))

    def redeemed(currency: str) -> redemptions.Redemption:
        return redemptions.hold(
            member, fixed, rules, "r1", "loyal-1", STORE, T0 * 1000, "2026-09-21", sold_in=currency
        )[2]

    assert (redeemed("USD").value_minor, redeemed("USD").currency) == (500, "USD")
    assert (redeemed("JPY").value_minor, redeemed("JPY").currency) == (750, "JPY")
    assert (redeemed("KWD").value_minor, redeemed("KWD").currency) == (1_500, "KWD")
    assert {redeemed(one).points for one in ("USD", "JPY", "KWD")} == {100}


def test_what_no_store_gives_is_said_in_the_programs_own_money() -> None:
    rules = wallet()
    trees = replace(rules.rewards[0], kind="donation")
    assert exchange.money_of(trees, rules, "JPY") == "USD"
    assert exchange.priced(trees, rules, "JPY") == trees


def test_a_stores_pages_speak_its_currency_and_show_its_rules_alone() -> None:
    seen = exchange.seen_in(wallet(), OTHER, "JPY")
    assert seen.currency == "JPY"
    assert [tier.from_minor for tier in seen.tiers] == [0, 75_000, 225_000]
    assert [rule.id for rule in seen.earning.rules] == ["there", "yen"]
    assert exchange.seen_in(wallet(), STORE, "USD").tiers == wallet().tiers


def test_a_program_without_rates_is_shown_as_it_is() -> None:
    plain = program()
    assert exchange.seen_in(plain, STORE, "JPY") is plain


@settings(max_examples=200)
@given(
    minor=st.integers(0, 10**9),
    rate=st.fractions(Fraction(1, 10**4), Fraction(10**4)),
    code=st.sampled_from(["JPY", "KWD", "EUR"]),
)
def test_there_and_back_is_never_more_than_half_a_coin_off(
    minor: int, rate: Fraction, code: str
) -> None:
    rules = replace(program(), exchange={code: rate})
    there = exchange.given(minor, rules, code)
    coin = max(1, exchange.counted(1, code, rules) + 1)
    assert abs(exchange.counted(there, code, rules) - minor) <= coin
    assert exchange.counted(there, code, rules) <= exchange.counted(there + 1, code, rules)


def test_every_rate_and_store_is_said_and_its_change_shown() -> None:
    whole = validate(document())
    assert unsaid(whole) == []
    said = sentences(whole)
    assert said["exchange JPY"].text["en"].startswith("$1 is worth 150 JPY there")
    assert STORE in said["rule here"].text["zh-Hant"]
    other = validate(document(exchange=EXCHANGE | {"JPY": "140"}))
    assert [change.where for change in changes(whole, other)] == ["exchange.JPY"]


@pytest.mark.parametrize(
    "wrong", [{"USD": "1"}, {"JPY": "0"}, {"JPY": "-1"}, {"JPY": "0.0000001"}, {"yen": "150"}, {}]
)
def test_a_rate_that_is_none_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        validate(document(exchange=wrong))


def test_the_linter_knows_that_rules_of_different_stores_do_not_add_up() -> None:
    codes = [one.code for one in findings(validate(document()), None, sold_in="JPY")]
    assert "rules_add_up" not in codes
    assert "other_currency" not in codes
    both = [*RULES, RULES[0] | {"id": "again"}]
    plain = document()
    plain["earning"] = plain["earning"] | {"rules": both}
    assert "rules_add_up" in [one.code for one in findings(validate(plain), None)]
