"""Referral in a program: what is valid, how it is said, what is doubtful about it."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from core.program.awards import NOTHING, Award
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import load
from core.program.referral import Referral
from core.program.schema import validate
from core.program.sentences import sentences, unsaid

NAMES = {"en": "Bring a friend", "zh-Hant": "好友推薦"}
RULE: dict[str, Any] = {"id": "friends", "name": NAMES, "referrer": {"points": 200}}
WHOLE = RULE | {
    "friend": {"reward": "off-small"},
    "friend_at": "link",
    "minimum": "500",
    "cap": {"times": 5, "per": "year"},
}


def document(rule: dict[str, Any] | None = None, **earning: Any) -> dict[str, Any]:
    new = default_document("TWD")
    new["earning"] |= earning
    return new | ({"referral": rule} if rule else {})


def test_it_is_read_as_it_was_written() -> None:
    by = load(validate(document(WHOLE)), 1, 0)
    assert by.follows
    assert by.referral == Referral(
        id="friends",
        names=NAMES,
        referrer=Award(200),
        friend=Award(reward_id="off-small"),
        at_link=True,
        minimum_minor=50_000,
        most=5,
        period="year",
    )
    least = load(validate(document(RULE)), 1, 0).referral
    assert least is not None
    assert (least.friend, least.at_link, least.most) == (NOTHING, False, None)


def test_a_program_of_before_has_none_and_comes_back_as_it_was() -> None:
    assert validate(document()) == document()
    assert load(document(), 1, 0).referral is None
    assert not load(document(), 1, 0).follows


@pytest.mark.parametrize(
    ("wrong", "where", "what"),
    [
        ({"referrer": {}}, "referral.referrer", "say what is given"),
        ({"referrer": {"reward": "gone"}}, "", "a reward that there is not"),
        ({"friend": {"reward": "gone"}}, "", "a reward that there is not"),
        ({"friend_at": "link"}, "referral", "say what"),
        ({"friend": {"points": 5}, "friend_at": "link"}, "referral", "points need an order"),
        ({"minimum": "-1"}, "referral.minimum", "at least"),
        ({"cap": {"times": 0}}, "referral.cap.times", "greater"),
        ({"cap": {"times": 1, "per": "week"}}, "referral.cap.per", "month"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_the_name_of_its_field(
    wrong: dict[str, Any], where: str, what: str
) -> None:
    with pytest.raises(BadInput) as refused:
        validate(document(RULE | wrong))
    problems: Any = refused.value.details["problems"]
    assert problems[0]["where"] == where
    assert what in problems[0]["what"]


def test_it_shares_its_id_with_no_other_rule() -> None:
    bonus = {"id": "friends", "name": NAMES, "kind": "first_order", "points": 5}
    with pytest.raises(BadInput, match="has the id of the referral"):
        validate(document(RULE, bonuses=[bonus]))


@pytest.mark.parametrize(
    ("rule", "en", "zh"),
    [
        (
            RULE,
            "200 points for whoever brought a friend, when the friend's first order is paid and "
            "past any hold.",
            "好友的首筆訂單付款並過了保留期後，推薦人得 200 點。",
        ),
        (
            WHOLE,
            "200 points for whoever brought a friend, when the friend's first order of NT$500 or "
            "more is paid and past any hold, at most 5 times a year; NT$150 off for the friend at "
            "once.",
            "好友的首筆訂單（滿 NT$500）付款並過了保留期後，推薦人得 200 點，每年最多 5 次；"
            "好友經推薦連結加入時，立即得折抵 NT$150。",
        ),
        (
            RULE | {"friend": {"points": 50}, "cap": {"times": 1, "per": "ever"}},
            "200 points for whoever brought a friend, when the friend's first order is paid and "
            "past any hold, at most 1 time; 50 points for the friend then.",
            "好友的首筆訂單付款並過了保留期後，推薦人得 200 點，最多 1 次；好友同時得 50 點。",
        ),
    ],
)
def test_it_is_said_in_a_sentence(rule: dict[str, Any], en: str, zh: str) -> None:
    whole = validate(document(rule))
    assert unsaid(whole) == []
    text = sentences(whole)["referral friends"].text
    assert (text["en"], text["zh-Hant"]) == (en, zh)


def test_a_change_of_it_is_shown_before_it_is_published() -> None:
    [change] = changes(document(WHOLE), document(WHOLE | {"referrer": {"points": 300}}))
    assert change.where == "referral"
    assert "300 points" in (change.after or {})["en"]


def test_nothing_is_doubtful_about_one_with_limits() -> None:
    assert findings(validate(document(WHOLE))) == []


def test_one_without_any_limit_is_found() -> None:
    [found] = findings(validate(document(RULE)))
    assert (found.code, found.where) == ("referral_unlimited", "referral.cap")
    assert found.text["zh-Hant"]


def test_a_friend_who_has_a_newcomers_bonus_as_well_is_found() -> None:
    bonus = {"id": "first", "name": {"en": "Hello"}, "kind": "first_order", "points": 5}
    rule = WHOLE | {"friend": {"points": 50}, "friend_at": "order"}
    [found] = findings(validate(document(rule, bonuses=[bonus])))
    assert (found.code, found.where) == ("overlap", "referral.friend")
    assert "both “Bring a friend” and “Hello”" in found.text["en"]
    assert findings(validate(document(WHOLE, bonuses=[bonus]))) == []
