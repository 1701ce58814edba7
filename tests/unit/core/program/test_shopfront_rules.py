"""The parts about news, community, channels, questions and looks: what is valid, how it is said,
and what is doubtful about it."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from core.program.awards import Award
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import Programs, load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from core.program.shopfront import PLAIN, load_look

NAME = {"en": "Spring", "zh-Hant": "春季"}
NEWS: dict[str, Any] = {
    "id": "spring",
    "name": NAME,
    "text": {"en": "New tea is here.", "zh-Hant": "新茶上市。"},
    "url": "https://tea.example/spring",
    "from": "2027-03-01",
    "until": "2027-03-31",
    "tiers": ["gold"],
}
LINE: dict[str, Any] = {
    "id": "line",
    "kind": "line",
    "name": {"en": "Tea friends", "zh-Hant": "茶友"},
    "url": "https://line.example/tea",
}
CAFE: dict[str, Any] = {
    "id": "cafe",
    "name": {"en": "Cafe Blue", "zh-Hant": "藍咖啡"},
    "award": {"points": 80, "reward": "off-small"},
    "until": "2027-06-30",
}
QUESTION: dict[str, Any] = {
    "id": "shop",
    "name": {"en": "Is there a shop?", "zh-Hant": "有門市嗎？"},
    "text": {"en": "Yes.", "zh-Hant": "有。"},
}
LOOK: dict[str, Any] = {
    "name": {"en": "Leaf Club", "zh-Hant": "茶葉會"},
    "color": "#aa3300",
    "radius": 4,
    "logo": "https://tea.example/logo.svg",
    "join_url": "https://tea.example/join",
}
EVERYTHING: dict[str, Any] = {
    "news": [NEWS],
    "community": [LINE],
    "channels": [CAFE],
    "questions": [QUESTION],
    "look": LOOK,
}


def document(**parts: Any) -> dict[str, Any]:
    return default_document("USD") | parts


def texts(**parts: Any) -> dict[str, tuple[str, str]]:
    new = validate(document(**parts))
    assert unsaid(new) == []
    return {
        key: (one.text["en"], one.text["zh-Hant"])
        for key, one in sentences(new).items()
        if one.section == "shopfront"
    }


def test_everything_that_these_parts_say_is_kept_and_is_in_a_sentence() -> None:
    assert validate(document(**EVERYTHING)) == document(**EVERYTHING)
    said = texts(**EVERYTHING)
    assert set(said) == {
        *("news spring", "community line", "channel cafe", "question shop"),
        *("look name", "look color", "look radius", "look logo", "look join_url"),
    }
    for en, zh in said.values():
        assert (en[-1], zh[-1], zh.count("。"), en.count(". ")) == (".", "。", 1, 0)


def test_what_a_channel_gives_and_until_when_is_said() -> None:
    assert texts(channels=[CAFE])["channel cafe"] == (
        "Who joins by this channel until 30 June 2027 gets 80 points and $5 off.",
        "2027 年 6 月 30 日前（含當日），由此管道入會者獲贈 80 點及折抵 $5。",
    )
    plain = {"id": "poster", "name": NAME}
    en, _ = texts(channels=[plain])["channel poster"]
    assert en == "Who joins by this channel is counted, and gets what everybody gets."


def test_another_text_of_news_is_another_sentence() -> None:
    old = validate(document(news=[NEWS]))
    new = validate(document(news=[NEWS | {"text": {"en": "New tea is gone."}}]))
    assert [one.where for one in changes(old, new)] == ["news.0"]


def refusal(**parts: Any) -> tuple[str, str]:
    with pytest.raises(BadInput) as refused:
        validate(document(**parts))
    problem = refused.value.details["problems"][0]  # type: ignore[index]
    return problem["where"], problem["what"]


@pytest.mark.parametrize(
    ("parts", "where", "what"),
    [
        ({"news": [NEWS, NEWS]}, "", "two pieces of news have the same id"),
        ({"community": [LINE, LINE]}, "", "two community links have the same id"),
        ({"channels": [CAFE, CAFE]}, "", "two channels have the same id"),
        ({"questions": [QUESTION, QUESTION]}, "", "two questions have the same id"),
        ({"news": [NEWS | {"tiers": ["x"]}]}, "", "spring names a tier that there is not"),
        ({"community": [LINE | {"tiers": ["x"]}]}, "", "line names a tier that there is not"),
        ({"channels": [CAFE | {"award": {"reward": "x"}}]}, "", "cafe gives a reward that"),
        (
            {"channels": [CAFE | {"award": {"draw": "x", "entries": 1}}]},
            "",
            "a rule gives entries in a draw that there is not",
        ),
        ({"channels": [CAFE | {"award": {}}]}, "channels.0.award", "say what is given"),
        ({"channels": [CAFE | {"id": "Cafe Blue"}]}, "channels.0.id", "String should match"),
        ({"news": [NEWS | {"until": "2027-02-01"}]}, "news.0", "ends before it begins"),
        ({"news": [NEWS | {"from": "soon"}]}, "news.0.from", "must be a day"),
        ({"news": [NEWS | {"url": "javascript:alert(1)"}]}, "news.0.url", "String should match"),
        ({"news": [NEWS | {"url": "http://tea.example"}]}, "news.0.url", "String should match"),
        ({"community": [LINE | {"url": "data:x"}]}, "community.0.url", "String should match"),
        ({"community": [LINE | {"kind": "myspace"}]}, "community.0.kind", "Input should be"),
        ({"look": {"color": "red"}}, "look.color", "String should match"),
        ({"look": {"color": "#12345;}"}}, "look.color", "String should match"),
        ({"look": {"radius": 33}}, "look.radius", "Input should be less"),
        ({"look": {"logo": "http://tea.example/l.png"}}, "look.logo", "String should match"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_where_and_why(
    parts: dict[str, Any], where: str, what: str
) -> None:
    found = refusal(**parts)
    assert found[0] == where
    assert found[1].startswith(what)


def codes(new: dict[str, Any], previous: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    old = validate(previous) if previous is not None else None
    return [(one.code, one.where) for one in findings(validate(new), old)]


def test_nothing_is_doubtful_about_a_program_that_says_all_of_it() -> None:
    assert codes(document(**EVERYTHING)) == []


def test_a_newcomer_who_would_get_two_welcomes_is_told_to_the_merchant() -> None:
    signup = {"id": "welcome", "kind": "signup", "name": NAME, "award": {"points": 5}}
    both = document(channels=[CAFE], actions=[signup])
    assert codes(both) == [("overlap", "channels.0")]
    later = signup | {"window": {"from": "2027-07-01"}}
    assert codes(document(channels=[CAFE], actions=[later])) == []
    counted = {name: value for name, value in CAFE.items() if name != "award"}
    assert codes(document(channels=[counted], actions=[signup])) == []


def test_a_channel_whose_codes_are_about_does_not_go_unseen() -> None:
    assert codes(document(), document(channels=[CAFE])) == [("channel_removed", "channels")]
    assert codes(document(channels=[CAFE]), document(channels=[CAFE])) == []


def test_a_name_that_lacks_a_language_is_found_here_as_well() -> None:
    found = codes(document(questions=[QUESTION | {"name": {"en": "Why?"}}]))
    assert found == [("missing_name", "questions.0.name")]


def test_a_program_of_before_has_none_of_it() -> None:
    program = load(default_document("USD"), 1, 0)
    assert (program.news, program.community, program.channels) == ((), (), ())
    assert (program.questions, program.look) == ((), None)
    assert load_look(None) == PLAIN


def test_a_channel_is_known_by_the_newest_version_that_had_it_and_since_the_first() -> None:
    older = load(validate(document(channels=[CAFE])), 1, 100)
    changed = load(validate(document(channels=[CAFE | {"award": {"points": 5}}])), 2, 200)
    programs = Programs([older, changed, load(default_document("USD"), 3, 300)])
    channel = programs.channel("cafe")
    assert channel is not None
    assert channel.award == Award(points=5)
    assert (programs.channel_since("cafe"), programs.channel_since("x")) == (100, 0)
    assert programs.channel("x") is None
