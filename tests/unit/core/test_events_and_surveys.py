"""Members' events and surveys: who may come, who is let in, what an answer may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from core import actions, attendance, surveys
from core.actions import Done
from core.attendance import Places
from core.errors import BadInput
from core.member import MemberState
from core.program.defaults import default_document
from core.program.model import Program, load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from tests.unit.core.worlds import T0, TZ

DAY_S = 86_400
# The day after T0, at seven in the evening.
AT = "2026-09-22T19:00"
NAME = {"en": "Tea tasting", "zh-Hant": "品茶會"}
EVENT: dict[str, Any] = {
    "id": "tasting",
    "name": NAME,
    "at": AT,
    "place": {"en": "our shop", "zh-Hant": "門市"},
    "tiers": ["silver", "gold"],
    "capacity": 12,
    "award": {"points": 50},
}
SURVEY: dict[str, Any] = {
    "id": "taste",
    "name": {"en": "Your taste", "zh-Hant": "口味調查"},
    "questions": [
        {
            "id": "tea",
            "text": {"en": "Which tea?", "zh-Hant": "喜歡哪種茶？"},
            "kind": "choice",
            "options": [
                {"id": "oolong", "text": {"en": "Oolong", "zh-Hant": "烏龍"}},
                {"id": "black", "text": {"en": "Black", "zh-Hant": "紅茶"}},
            ],
            "required": True,
        },
        {
            "id": "when",
            "text": {"en": "When?", "zh-Hant": "何時喝？"},
            "kind": "several",
            "options": [
                {"id": "morning", "text": {"en": "Morning", "zh-Hant": "早上"}},
                {"id": "evening", "text": {"en": "Evening", "zh-Hant": "晚上"}},
            ],
        },
        {"id": "shop", "text": {"en": "How is the shop?", "zh-Hant": "評分"}, "kind": "scale"},
        {"id": "more", "text": {"en": "Anything else?", "zh-Hant": "其他"}, "kind": "text"},
    ],
    "until": "2026-12-31",
    "award": {"points": 20},
}


PET: dict[str, Any] = {
    "id": "pet",
    "name": {"en": "Pet"},
    "options": [{"id": "cat", "name": {"en": "Cat"}}, {"id": "dog", "name": {"en": "Dog"}}],
}
CAT = {"field": "pet", "options": ["cat"]}


def program(**changes: Any) -> Program:
    document = default_document("USD") | {"events": [EVENT], "surveys": [SURVEY]} | changes
    return load(validate(document), 1, 0)


def member(tier: str = "silver") -> MemberState:
    return MemberState("m", version=1, tiers=((tier, 0),))


def why(who: MemberState, taken: int = 0, now_s: int = T0, **changes: Any) -> str | None:
    program_ = program()
    event = replace(program_.event("tasting"), **changes)
    places = Places(taken, event.capacity)
    found = attendance.refusal(event, who, program_, places, now_s, TZ)
    return found.code if found else None


def at_the_door(who: MemberState, now_s: int, *, taken: int = 0, expected: bool = False) -> Any:
    one = program()
    event = one.event("tasting")
    places = Places(taken, event.capacity)
    found = attendance.door_refusal(event, who, one, places, now_s, TZ, expected=expected)
    return found.code if found else None


def test_an_event_is_for_its_tiers_while_there_are_places_and_before_it_begins() -> None:
    assert why(member()) is None
    assert why(member(), tiers=()) is None
    assert why(member("member")) == "event_not_for_tier"
    assert why(member(), taken=11) is None
    assert why(member(), taken=12) == "event_full"
    assert why(member(), taken=10**6, capacity=None) is None
    begins_s = int(datetime.fromisoformat(AT).replace(tzinfo=TZ).timestamp())
    assert why(member(), now_s=begins_s - 1) is None
    assert why(member(), now_s=begins_s) == "event_over"


def test_check_in_is_on_the_day_and_a_promised_place_is_kept() -> None:
    begins_s = int(datetime.fromisoformat(AT).replace(tzinfo=TZ).timestamp())
    assert at_the_door(member(), begins_s - 13 * 3600) == "not_now"
    assert at_the_door(member(), begins_s - 3600) is None
    assert at_the_door(member(), begins_s + 37 * 3600) == "not_now"
    assert at_the_door(member(), begins_s, taken=12) == "event_full"
    assert at_the_door(member(), begins_s, taken=12, expected=True) is None
    assert at_the_door(member("member"), begins_s, expected=True) is None, "a lost tier"
    assert at_the_door(member("member"), begins_s) == "event_not_for_tier"


def test_events_and_surveys_are_said_in_both_languages_and_wholly() -> None:
    document = validate(default_document("USD") | {"events": [EVENT], "surveys": [SURVEY]})
    assert unsaid(document) == []
    said = sentences(document)
    assert said["event tasting"].text == {
        "en": "On 2026-09-22 19:00 at our shop, for members of Silver or Gold, at most 12; "
        "who is there gets 50 points.",
        "zh-Hant": "2026-09-22 19:00 舉行，地點：門市，開放銀卡會員或金卡會員，名額 12 人，"
        "到場者獲贈 50 點。",
    }
    survey = said["survey taste"].text
    assert "“Which tea?” (one choice, Oolong / Black, required)" in survey["en"]
    assert "「何時喝？」（複選，早上 / 晚上）" in survey["zh-Hant"]
    assert survey["en"].endswith("the first answer is worth 20 points.")


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("events", {"at": "tomorrow"}, "2026-12-24T19:00"),
        ("events", {"at": "2026-12-24"}, "2026-12-24T19:00"),
        ("events", {"at": "2026-12-24T19:00+08:00"}, "2026-12-24T19:00"),
        ("events", {"tiers": ["bronze"]}, "names a tier that there is not"),
        ("events", {"award": {"reward": "nothing"}}, "gives a reward that there is not"),
        ("events", {"award": {}}, "say what is given"),
        ("surveys", {"questions": []}, "at least 1"),
        ("surveys", {"until": "2026-01-01", "from": "2026-02-01"}, "ends before it begins"),
    ],
)
def test_what_is_no_event_or_survey_is_refused_with_what_to_do(
    part: str, change: dict[str, Any], said: str
) -> None:
    one = {"events": EVENT, "surveys": SURVEY}[part]
    with pytest.raises(BadInput) as refusal:
        validate(default_document("USD") | {part: [one | change]})
    assert said in str(refusal.value.details["problems"])


def test_answers_are_kept_as_the_questions_ask() -> None:
    survey = program().survey("taste")
    answers = {"tea": "oolong", "when": ["evening"], "shop": 4, "more": "  More oolong.  "}
    assert surveys.checked(survey, answers) == answers | {"more": "More oolong."}
    assert surveys.checked(survey, {"tea": "black", "more": "", "when": []}) == {"tea": "black"}


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({}, "tea"),
        ({"tea": "green"}, "tea"),
        ({"tea": ["oolong"]}, "tea"),
        ({"tea": "oolong", "when": "evening"}, "when"),
        ({"tea": "oolong", "when": ["evening", "evening"]}, "when"),
        ({"tea": "oolong", "shop": 6}, "shop"),
        ({"tea": "oolong", "shop": True}, "shop"),
        ({"tea": "oolong", "shop": "5"}, "shop"),
        ({"tea": "oolong", "more": "x" * 1001}, "more"),
        ({"tea": "oolong", "more": {"a": 1}}, "more"),
        ({"tea": "oolong", "secret": "x"}, "secret"),
    ],
)
def test_an_answer_that_is_none_is_refused_by_its_question(
    answers: dict[str, Any], question: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        surveys.checked(program().survey("taste"), answers)
    problems: Any = refusal.value.details["problems"]
    assert list(problems) == [question]


def test_results_count_options_and_leave_out_what_is_asked_no_more() -> None:
    rows = [
        {"tea": "oolong", "when": ["morning", "evening"], "shop": 4},
        {"tea": "oolong", "shop": 5, "more": "Good.", "gone": "x"},
    ]
    tea, when, shop, more = surveys.results(program().survey("taste"), rows)
    assert dict(tea.counts) == {"oolong": 2, "black": 0}
    assert (dict(when.counts), when.answered) == ({"morning": 1, "evening": 1}, 1)
    assert (shop.mean, shop.counts["4"]) == (4.5, 1)
    assert more.texts == ("Good.",)


def test_a_survey_is_open_between_its_days_for_its_tiers() -> None:
    one = program()
    survey = replace(one.survey("taste"), first_day="2026-10-01", tiers=("gold",))

    def code(today: str, tier: str = "gold") -> str | None:
        found = surveys.refusal(survey, member(tier), one, today)
        return found.code if found else None

    assert code("2026-10-01") is None
    assert code("2026-09-30") == "survey_not_started"
    assert code("2027-01-01") == "survey_ended"
    assert code("2026-10-01", "silver") == "survey_not_for_tier"


def test_events_surveys_and_actions_can_be_for_a_segment() -> None:
    cats = {"id": "cats", "name": {"en": "Cats"}, "all": [{"kind": "profile", **CAT}]}
    for_cats = {"tiers": None, "segments": ["cats"]}
    action = {
        "id": "cat-day",
        "name": {"en": "Cat day"},
        "kind": "custom",
        "award": {"points": 5},
        "segments": ["cats"],
    }
    one = program(
        profile=[PET],
        segments=[cats],
        events=[{**EVENT, **for_cats}],
        surveys=[{**SURVEY, **for_cats}],
        actions=[action],
    )
    owner = replace(member(), profile=(("pet", ("cat",)),))
    event, survey, custom = one.event("tasting"), one.survey("taste"), one.action("cat-day")
    for who, code in ((owner, None), (member(), "_not_for_segment")):
        refused = [
            attendance.refusal(event, who, one, Places(0, None), T0, TZ),
            surveys.refusal(survey, who, one, "2026-10-01"),
            actions.refusal(
                *(custom, Done(), 0, date(2026, 10, 1), "silver"),
                meant=actions.meant(custom, who, one, date(2026, 10, 1)),
            ),
        ]
        kinds = ("event", "survey", "action")
        expected = [code and f"{kind}{code}" for kind in kinds]
        assert [each and each.code for each in refused] == expected
    with pytest.raises(BadInput):
        program(events=[{**EVENT, "segments": ["dogs"]}])
