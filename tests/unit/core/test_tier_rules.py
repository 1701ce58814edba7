"""Tiers by spend, points and orders, alone or combined; windows, reviews, grants, entry rewards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import bought, due, tiers
from core.calendar import start_s
from core.errors import BadInput, NotFound
from core.explain import explain
from core.joining import join
from core.member import MemberState, TierGrant
from core.program.defaults import default_document
from core.program.model import Programs
from core.program.schema import validate
from core.snapshot import Line, Refund, RefundLine
from tests.unit.core.worlds import TZ, Books, program, snapshot

MEMBER = {"id": "member", "name": {"en": "Member", "zh-Hant": "一般會員"}, "from": "0"}


def tier(tier_id: str, **fields: Any) -> dict[str, Any]:
    names = {"en": tier_id.title(), "zh-Hant": tier_id}
    return {"id": tier_id, "name": names, "from": "0", "multiplier": "1", **fields}


def world(*above: dict[str, Any], first: dict[str, Any] | None = None, **rules: Any) -> Books:
    """Books under a program of these tiers, validated as a merchant's would be."""
    changes: dict[str, Any] = {"tiers": [first or MEMBER, *above]}
    if rules:
        changes["tier_rules"] = rules
    document = validate(default_document("USD") | changes)
    books = Books(Programs([program(**document)]))
    books.now_s = start_s("2026-01-10")
    return books


def buy(books: Books, order_id: str, on: str, dollars: int = 100, **more: Any) -> None:
    at_s = start_s(on)
    books.now_s = max(books.now_s, at_s)
    stamps = {"stamp_s": books.now_s, "placed_at_s": at_s}
    books.deliver(snapshot(dollars * 100, order_id=order_id, **(stamps | more)))


def settle(books: Books, on: str) -> None:
    books.now_s = start_s(on) + 3600
    rules = books.programs.in_force(books.now_s)
    while step := due.settle(books.member, rules, books.now_s, TZ):
        books.post(*step)
    books.member = due.noted(books.member, rules, books.now_s, TZ)


def held(books: Books) -> str:
    return books.programs.newest.tier(books.member.tier_id).id


def said(books: Books) -> dict[str, str]:
    entry = books.entries[-1]
    names = {one.id: one.names for one in books.programs.newest.tiers}
    shown = {"kind": entry.kind, "points": entry.points, "source": entry.source, "why": entry.why}
    return explain(shown, names)


def test_by_points_earned_net_of_refunds() -> None:
    books = world(tier("gold", points=250))
    buy(books, "1", "2026-01-10", 200)
    buy(books, "2", "2026-01-11", 60, refunds=[3_000])
    assert held(books) == "member"
    buy(books, "3", "2026-01-12", 30)
    assert held(books) == "gold"


def test_by_order_count_and_a_refunded_order_is_none() -> None:
    books = world(tier("gold", orders=2))
    buy(books, "1", "2026-01-10")
    buy(books, "1", "2026-01-10", stamp_s=books.now_s + 1, refunds=[10_000])
    buy(books, "2", "2026-01-11", state="pending")
    assert held(books) == "member"
    buy(books, "2", "2026-01-11", stamp_s=books.now_s + 2)
    assert held(books) == "member"
    buy(books, "3", "2026-01-12")
    assert held(books) == "gold"
    assert bought.ever(books.member).orders == 2


@pytest.mark.parametrize(("need", "reached"), [("all", "member"), ("any", "gold")])
def test_combined_all_or_any(need: str, reached: str) -> None:
    books = world(tier("gold", **{"from": "100"}, orders=3, need=need))
    buy(books, "1", "2026-01-10", 150)
    assert held(books) == reached
    buy(books, "2", "2026-01-11", 1)
    buy(books, "3", "2026-01-11", 1)
    assert held(books) == "gold"


def test_a_rolling_window_of_n_months() -> None:
    books = world(tier("gold", orders=2), months=3)
    buy(books, "1", "2026-01-10")
    buy(books, "2", "2026-05-10")
    assert held(books) == "member"
    buy(books, "3", "2026-06-10")
    assert held(books) == "gold"
    settle(books, "2026-08-31")
    assert held(books) == "gold"
    settle(books, "2026-09-01")
    assert held(books) == "member"


def test_a_calendar_year_is_kept_through_the_next_one() -> None:
    books = world(tier("gold", orders=2), window="calendar_year")
    buy(books, "0", "2026-01-10")
    buy(books, "1", "2027-11-10")
    assert held(books) == "member"
    buy(books, "2", "2027-12-10")
    assert held(books) == "gold"
    rules = books.programs.newest
    seen = tiers.progress(books.member, rules, books.now_s, TZ)
    assert (seen.figures.orders, seen.keep_until) == (2, "2028-12-31")
    for on in ("2028-01-01", "2028-12-31"):
        settle(books, on)
        assert held(books) == "gold"
    settle(books, "2029-01-01")
    assert held(books) == "member"


def test_a_lifetime_window_forgets_nothing() -> None:
    books = world(tier("gold", orders=16), window="lifetime")
    for number in range(16):
        buy(books, str(number), f"{2026 + number // 4}-{1 + number % 4 * 3:02d}-10")
    assert held(books) == "gold"
    settle(books, "2040-01-01")
    assert held(books) == "gold"
    counted = bought.ever(books.member)
    assert (counted.orders, counted.spend_minor) == (16, 160_000)
    assert tiers.progress(books.member, books.programs.newest, books.now_s, TZ).keep_until is None


def test_a_late_refund_of_a_year_long_past_is_taken_off_it() -> None:
    books = world(tier("gold", **{"from": "9999"}), window="lifetime")
    for year in range(2026, 2046):
        buy(books, str(year), f"{year}-03-10")
    buy(books, "2027", "2027-03-10", refunds=[10_000])
    counted = bought.ever(books.member)
    assert (counted.orders, counted.spend_minor) == (19, 190_000)


def test_down_straight_one_step_or_never() -> None:
    for down, ends in (("straight", "member"), ("one_step", "silver"), ("never", "gold")):
        books = world(tier("silver", orders=1), tier("gold", orders=2), months=3, down=down)
        buy(books, "1", "2026-01-10")
        buy(books, "2", "2026-01-11")
        settle(books, "2026-05-01")
        assert held(books) == ends
        settle(books, "2026-05-20")
        assert held(books) == ends


def test_one_step_goes_down_one_more_at_each_review() -> None:
    books = world(tier("silver", orders=1), tier("gold", orders=2), months=3, down="one_step")
    buy(books, "1", "2026-01-10")
    buy(books, "2", "2026-01-11")
    for on, tier_id in (("2026-05-02", "silver"), ("2026-06-01", "member")):
        settle(books, on)
        assert held(books) == tier_id


def test_review_dates_and_a_grace_period_in_days() -> None:
    books = world(tier("gold", orders=2), months=3, reviews=[1, 7], grace_days=14)
    buy(books, "1", "2026-01-20")
    buy(books, "2", "2026-01-21")
    rules = books.programs.newest
    assert tiers.review_on(books.member, rules, books.now_s, TZ) == "2026-07-15"
    assert due.due_on(books.member, rules, books.now_s, TZ) == "2026-07-15"
    settle(books, "2026-07-14")
    assert held(books) == "gold"
    settle(books, "2026-07-15")
    assert held(books) == "member"


def test_a_purchase_in_the_grace_period_keeps_the_tier_until_the_next_review() -> None:
    books = world(tier("gold", orders=2), months=3, reviews=[1, 7], grace_days=14)
    buy(books, "1", "2026-01-20")
    buy(books, "2", "2026-01-21")
    buy(books, "3", "2026-07-02")
    buy(books, "4", "2026-07-03")
    settle(books, "2026-07-15")
    settle(books, "2026-12-20")
    assert held(books) == "gold"
    settle(books, "2027-01-15")
    assert held(books) == "member"


def test_entry_on_the_first_paid_order() -> None:
    books = world(first={**MEMBER, "entry_reward": {"points": 50}}, entry="first_paid_order")
    rules = books.programs.newest
    buy(books, "1", "2026-01-10", state="pending")
    assert not tiers.entered(books.member, rules)
    buy(books, "1", "2026-01-10", stamp_s=books.now_s + 1)
    assert tiers.entered(books.member, rules)
    assert said(books)["en"].endswith("Reached Member.")
    settle(books, "2026-01-11")
    assert books.balance == (150, 0, 0)


def test_on_joining_everybody_is_in_the_lowest_tier() -> None:
    assert tiers.entered(MemberState("m"), program())


def test_an_entry_reward_is_paid_once_per_tier_and_member() -> None:
    books = world(tier("gold", orders=2, entry_reward={"points": 500}), months=1)
    buy(books, "1", "2026-01-10")
    buy(books, "2", "2026-01-11")
    rules = books.programs.newest
    assert due.due_on(books.member, rules, books.now_s, TZ) == "2026-01-11"
    settle(books, "2026-01-11")
    settle(books, "2026-01-12")
    assert (books.balance, books.entries[-1].kind) == ((700, 0, 0), "bonus")
    assert (
        said(books).items()
        >= {
            "en": "500 points for entering Gold.",
            "zh-Hant": "升等為gold，獲贈 500 點。",
        }.items()
    )
    settle(books, "2026-03-01")
    assert held(books) == "member"
    buy(books, "3", "2026-03-10")
    buy(books, "4", "2026-03-11")
    settle(books, "2026-03-12")
    assert (held(books), books.balance) == ("gold", (900, 0, 0))


def test_an_entry_reward_waits_its_days_and_is_not_paid_when_the_orders_went_back() -> None:
    reward = {"points": 500, "after_days": 14}
    books = world(tier("gold", orders=2, entry_reward=reward), reviews=[2])
    buy(books, "1", "2026-01-10")
    buy(books, "2", "2026-01-11")
    settle(books, "2026-01-24")
    assert books.balance == (200, 0, 0)
    buy(books, "2", "2026-01-11", state="void")
    settle(books, "2026-01-25")
    assert (held(books), books.balance) == ("gold", (100, 0, 0))
    rules = books.programs.newest
    assert due.due_on(books.member, rules, books.now_s, TZ) == "2026-02-01"
    buy(books, "3", "2026-01-26")
    settle(books, "2026-01-27")
    assert books.balance == (700, 0, 0)


def test_a_manual_override_ends_on_its_date_and_gives_back_what_was_earned() -> None:
    books = world(tier("silver", orders=1), tier("gold", orders=9), down="never")
    buy(books, "1", "2026-01-10")
    rules = books.programs.newest
    given = tiers.given(books.member, "gold", "2026-03-31", rules, books.now_s, TZ)
    books.post(*given)
    assert (held(books), books.entries[-1].kind, books.member.earned) == ("gold", "tier", "silver")
    assert said(books)["en"] == "The store gives you Gold until 2026-03-31."
    seen = tiers.progress(books.member, rules, books.now_s, TZ)
    assert seen.keep_until == "2026-03-31"
    buy(books, "2", "2026-02-10")
    assert (books.order("2").tier_id, held(books)) == ("gold", "gold")
    settle(books, "2026-03-31")
    assert held(books) == "gold"
    settle(books, "2026-04-01")
    assert (held(books), books.member.grants, books.member.earned) == ("silver", (), None)


def test_what_the_merchant_gave_can_be_ended_early() -> None:
    books = world(tier("gold", orders=9))
    buy(books, "1", "2026-01-10")
    rules = books.programs.newest
    for until, tier_id in (("2026-03-31", "gold"), ("2026-01-01", "member")):
        books.post(*tiers.given(books.member, "gold", until, rules, books.now_s, TZ))
        assert held(books) == tier_id
    assert said(books)["en"] == "The store ended what it had given you: Gold."


def test_a_tier_that_is_not_there_or_below_the_earned_one_cannot_be_given() -> None:
    books = world(tier("silver", orders=1), tier("gold", orders=9))
    buy(books, "1", "2026-01-10")
    rules = books.programs.newest
    with pytest.raises(NotFound, match="there are member, silver, gold"):
        tiers.given(books.member, "jade", "2026-03-31", rules, books.now_s, TZ)
    with pytest.raises(BadInput, match="earned silver, which is higher"):
        tiers.given(books.member, "member", "2026-03-31", rules, books.now_s, TZ)


CLUB = tier("club", membership={"products": ["900"], "months": 12})


def club_order(books: Books, order_id: str, on: str, **more: Any) -> None:
    lines = (Line("1", "900", "0", 1, 3_000), Line("2", "10", "0", 1, 5_000))
    buy(books, order_id, on, **({"lines": lines} | more))


def test_paid_membership_gives_a_tier_while_it_is_active() -> None:
    books = world(CLUB)
    club_order(books, "1", "2026-01-31", state="pending")
    assert held(books) == "member"
    club_order(books, "1", "2026-01-31", stamp_s=books.now_s + 1)
    assert held(books) == "club"
    assert "Membership until 2027-01-31." in said(books)["en"]
    assert books.order("1").tier_id == "member"
    buy(books, "2", "2026-05-01")
    assert books.order("2").tier_id == "club"
    settle(books, "2027-02-01")
    assert held(books) == "member"


def test_of_many_memberships_those_that_reach_furthest_are_kept() -> None:
    books = world(CLUB)
    for number in range(1, 9):
        club_order(books, str(number), f"2026-0{number}-10")
    assert [one.until for one in books.member.grants] == ["2027-06-10", "2027-07-10", "2027-08-10"]
    entries = len(books.entries)
    club_order(books, "1", "2026-01-10", codes=("rg-x",))
    assert len(books.entries) == entries


def test_paid_membership_is_taken_back_when_it_is_refunded_and_only_then() -> None:
    books = world(CLUB)
    club_order(books, "1", "2026-01-31")
    bag = Refund("r1", 5_000, (RefundLine("2", 5_000),))
    club_order(books, "1", "2026-01-31", stamp_s=books.now_s + 1, refunds=[bag])
    assert held(books) == "club"
    fee = Refund("r2", 3_000, (RefundLine("1", 3_000),))
    club_order(books, "1", "2026-01-31", stamp_s=books.now_s + 2, refunds=[fee])
    assert held(books) == "member"
    assert "The membership went back with it: Member." in said(books)["en"]
    # A later delivery names the refund without its lines.
    late = Refund("r2", 3_000)
    club_order(books, "1", "2026-01-31", stamp_s=books.now_s + 3, refunds=[late])
    assert held(books) == "member"
    club_order(books, "1", "2026-01-31", stamp_s=books.now_s + 4)
    assert held(books) == "club"
    club_order(books, "1", "2026-01-31", stamp_s=books.now_s + 5, state="void")
    assert held(books) == "member"


def test_a_refund_without_lines_of_an_order_with_a_membership_is_looked_up() -> None:
    books = world(CLUB)
    club_order(books, "1", "2026-01-31", refunds=[3_000])
    assert "estimated" in books.entries[-1].flags


def test_news_of_a_membership_that_has_ended_posts_nothing() -> None:
    books = world(CLUB)
    club_order(books, "1", "2026-01-31")
    settle(books, "2027-02-01")
    entries = len(books.entries)
    club_order(books, "1", "2026-01-31", codes=("rg-x",))
    assert (held(books), len(books.entries)) == ("member", entries)


def test_orders_paid_before_orders_were_counted_are_not_counted_by_later_news() -> None:
    books = world(tier("gold", orders=2))
    buy(books, "1", "2026-01-10")
    books.orders["1"] = replace(books.orders["1"], counted=0)
    books.member = replace(books.member, activity=())
    entries = len(books.entries)
    buy(books, "1", "2026-01-10", stamp_s=books.now_s + 1, codes=("rg-x",))
    assert (len(books.entries), books.member.activity) == (entries, ())


@pytest.mark.parametrize(
    ("tier_list", "rules", "what"),
    [
        ([MEMBER, tier("gold")], None, "begin at 0"),
        ([tier("low", orders=1)], None, "begin at 0"),
        ([MEMBER, tier("a", orders=5), tier("b", orders=5)], None, "begin at 0"),
        ([MEMBER, tier("a", orders=5), tier("b", orders=4, points=9)], None, "begin at 0"),
        ([{**CLUB, "id": "member"}], None, "needs no membership"),
        ([{**MEMBER, "entry_reward": {"points": 5}}], None, "first paid order"),
        ([MEMBER], {"window": "lifetime", "reviews": [1]}, "only a rolling window"),
    ],
)
def test_tiers_that_cannot_be_told_apart_are_refused(
    tier_list: list[Any], rules: dict[str, Any] | None, what: str
) -> None:
    with pytest.raises(BadInput, match=what):
        validate(default_document("USD") | {"tiers": tier_list, "tier_rules": rules})


def test_perks_are_data_with_texts_in_both_languages_and_what_the_store_needs() -> None:
    given = {
        "discount_percent": 10,
        "free_shipping": True,
        "early_access": True,
        "priority": True,
        "exclusive_products": ["8802"],
        "birthday_gift": {"en": "a bag of tea", "zh-Hant": "茶葉一包"},
        "texts": [{"en": "Two tastings a year"}],
        "tag": "regulars-gold",
    }
    perks = world(tier("gold", orders=2, perks=given)).programs.newest.tier("gold").perks
    assert [perk.names["en"] for perk in perks.all] == [
        "10% off every order",
        "Free shipping",
        "Early access to new products",
        "Priority support",
        "Members-only products",
        "Birthday gift: a bag of tea",
        "Two tastings a year",
    ]
    assert [perk.names["zh-Hant"] for perk in perks.all[:6]] == [
        "每筆訂單減價 10%",
        "免運費",
        "新品優先選購",
        "優先客服",
        "會員專屬商品",
        "生日禮：茶葉一包",
    ]
    assert perks.for_store() == {
        "tag": "regulars-gold",
        "perks": {
            "discount_percent": 10,
            "free_shipping": True,
            "early_access": True,
            "priority": True,
            "exclusive_products": ["8802"],
        },
    }
    assert world(tier("gold", orders=2)).programs.newest.tier("gold").perks.for_store() == {}


@pytest.mark.parametrize("wrong", [{"discount_percent": 101}, {"tag": "a b"}, {"massage": True}])
def test_perks_that_nobody_could_give_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"tiers\.1\.perks"):
        world(tier("gold", orders=2, perks=wrong))


def test_a_document_without_the_new_fields_stays_as_it_was() -> None:
    assert validate(default_document("TWD")) == default_document("TWD")


def test_a_joined_member_keeps_memberships_and_the_higher_earned_tier() -> None:
    rules = world(tier("silver", orders=5), CLUB, down="never").programs.newest
    now_s = start_s("2026-02-01")
    source = MemberState("a", grants=(TierGrant("x", "club", "2026-12-31"),))
    source = source.with_tier("silver", now_s)
    _, _, received, _ = join(source, MemberState("b"), "platform_merge")
    after = tiers.promoted(received, rules, now_s, TZ, source)
    assert (after.tier_id, after.earned) == ("club", "silver")
