"""The part `actions` of a program: what is valid, how it is said, and what is doubtful about it."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from core.explain import explain, names_of
from core.program.actions import ActionKind
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import Programs, load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid

KINDS: tuple[ActionKind, ...] = (
    *("signup", "birthday", "anniversary", "newsletter", "review", "social_follow"),
    *("social_share", "tagged_post", "survey", "event", "custom"),
)
NAMES = {"en": "A review", "zh-Hant": "寫評論"}


def row(kind: str = "review", **fields: Any) -> dict[str, Any]:
    made = {"id": kind.replace("_", "-"), "name": NAMES, "kind": kind, "award": {"points": 50}}
    return made | fields


def document(*rows: dict[str, Any]) -> dict[str, Any]:
    return default_document("TWD") | {"actions": list(rows)}


def said(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    new = validate(document(*rows))
    assert unsaid(new) == []
    found = sentences(new)
    texts = [found[f"action {one['id']}"].text for one in rows]
    return [(one["en"], one["zh-Hant"]) for one in texts]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_action_is_said_in_one_plain_sentence(kind: str) -> None:
    [(en, zh)] = said(row(kind))
    assert en.startswith("50 points for ")
    assert (en[-1], zh[-1], zh.count("。")) == (".", "。", 1)


def test_all_that_limits_an_action_is_said() -> None:
    [found] = said(
        row(
            award={"points": 5, "reward": "off-small"},
            approval=True,
            limit={"times": 2, "per": "month"},
            limit_total=1000,
            tiers=["gold"],
            window={"from": "2027-01-01"},
        )
    )
    assert found == (
        "5 points and NT$150 off for a review by members of Gold from 1 January 2027 on, once the "
        "store has approved it, at most 2 times a month for one member, 1,000 times for all "
        "members together.",
        "2027 年 1 月 1 日起，限金卡會員，撰寫評論，送 5 點及折抵 NT$150，須經商店審核，"
        "每人每月最多 2 次，全體會員合計最多 1,000 次。",
    )


def test_an_anniversary_says_what_it_is_of() -> None:
    found = said(row("anniversary"), row("anniversary", id="joined", since="joined"))
    assert "anniversary of the first purchase" in found[0][0]
    assert "anniversary of joining" in found[1][0]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([row("birthday", limit={"times": 2, "per": "year"})], "once a year"),
        ([row("signup", limit={"times": 2, "per": "ever"})], "counts once"),
        ([row("survey", approval=True)], "can be approved"),
        ([row("review", since="joined")], "anniversaries"),
        ([row("review", award={})], "points, a reward, or draw entries"),
        ([row("review", award={"reward": "moon"})], "a reward that there is not"),
        ([row("review", tiers=["moon"])], "a tier that there is not"),
        ([row(), row()], "needs an id"),
        ([row(limit={"times": 0, "per": "day"})], "greater than or equal to 1"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused_with_what_to_do(
    rows: list[dict[str, Any]], what: str
) -> None:
    with pytest.raises(BadInput) as refused:
        validate(document(*rows))
    assert what in str(refused.value)


def test_an_action_and_a_bonus_do_not_share_an_id() -> None:
    new = document(row())
    bonus = {"id": "review", "name": NAMES, "kind": "first_order", "points": 5}
    new["earning"]["bonuses"] = [bonus]
    with pytest.raises(BadInput, match="needs an id"):
        validate(new)


def found(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in findings(validate(document(*rows)))]


@pytest.mark.parametrize("kind", ["review", "social_follow", "social_share", "tagged_post"])
def test_what_anybody_can_say_of_themselves_without_approval_or_limit_is_doubtful(
    kind: str,
) -> None:
    assert found(row(kind)) == [("unchecked_action", "actions.0")]
    assert found(row(kind, approval=True)) == []
    assert found(row(kind, limit={"times": 1, "per": "month"})) == []
    assert found(row(kind, limit_total=100)) == []


def test_two_gifts_for_one_moment_are_doubtful() -> None:
    assert found(row("birthday"), row("birthday", id="b2")) == [("overlap", "actions.1")]
    gold, silver = (row("birthday", id=one, tiers=[one]) for one in ("gold", "silver"))
    assert found(gold, silver) == []
    assert found(row("anniversary"), row("anniversary", id="a2", since="joined")) == []
    over = row("signup", window={"until": "2026-12-31"})
    assert found(over, row("signup", id="s2", window={"from": "2027-01-01"})) == []


def test_an_action_without_a_chinese_name_is_found_when_others_have_one() -> None:
    assert found(row("survey", name={"en": "A survey"})) == [("missing_name", "actions.0.name")]


def test_publishing_shows_an_action_that_comes_changes_and_goes() -> None:
    without, small = validate(default_document("TWD")), validate(document(row("survey")))
    large = validate(document(row("survey", award={"points": 80})))
    [came] = changes(without, small)
    assert (came.before, came.section) == (None, "earning")
    [changed] = changes(small, large)
    assert changed.after is not None
    assert changed.after["zh-Hant"] == "填寫問卷，送 80 點。"
    [went] = changes(large, without)
    assert went.after is None


def test_a_program_of_before_has_no_actions_and_comes_back_as_it_was() -> None:
    assert "actions" not in validate(default_document("TWD"))
    assert load(default_document("TWD"), 1, 0).actions == ()


def test_an_action_is_in_force_since_the_first_version_that_has_it() -> None:
    with_it = document(row())
    versions = [default_document("TWD"), with_it, with_it]
    known = Programs([load(one, n, n * 100) for n, one in enumerate(versions, 1)])
    assert known.since("review") == 200


def test_an_entry_says_what_was_done_in_both_languages() -> None:
    names = names_of(load(document(row(), row("birthday")), 1, 0))
    entry: dict[str, Any] = {
        "kind": "bonus",
        "points": 50,
        "source": {"type": "award", "member": "m", "id": "action:x"},
        "why": {"reason": "action", "rule": "birthday", "kind": "birthday", "points": 50},
    }
    entry["why"]["year"] = 2027
    assert (
        explain(entry, names).items()
        >= {
            "en": "A review (2027): 50 points.",
            "zh-Hant": "寫評論（2027）：50 點。",
        }.items()
    )
