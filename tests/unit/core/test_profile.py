"""What shoppers say of themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import profile
from core.errors import BadInput
from core.joining import forget, join
from core.ledger.packing import pack_profile, unpack_profile
from core.member import RECENT_KEPT, MemberState
from core.program.profile import load_profile
from tests.unit.core.segment_worlds import AGE, PET
from tests.unit.core.worlds import T0

FIELDS = load_profile([PET | {"many": True}, AGE])
NOBODY = MemberState("m")


def test_one_option_or_many_in_the_programs_order_and_taken_back() -> None:
    one = profile.answered(NOBODY, FIELDS, {"pet": ["dog", "cat", "dog"], "age": "60"})
    assert one.profile == (("age", ("60",)), ("pet", ("cat", "dog")))
    assert profile.answered(one, FIELDS, {"age": "25"}).profile[0] == ("age", ("25",))
    assert profile.answered(one, FIELDS, {"pet": None, "age": []}).profile == ()
    assert profile.answered(one, FIELDS, {}) == one


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        ({"shoe": "42"}, "unknown_field", "shoe"),
        ({"pet": "horse"}, "unknown_option", "pet"),
        ({"pet": 7}, "unknown_option", "pet"),
        ({"pet": [["cat"]]}, "unknown_option", "pet"),
        ({"pet": {"cat": True}}, "unknown_option", "pet"),
        ({"age": ["25", "60"]}, "one_option", "age"),
    ],
)
def test_what_the_program_does_not_ask_is_refused_with_the_field(
    answers: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        profile.answered(NOBODY, FIELDS, answers)
    assert (refused.value.code, refused.value.details["field"]) == (code, field)


def test_an_answer_that_the_program_does_not_know_any_more_is_out_of_sight_and_comes_back() -> None:
    said = replace(NOBODY, profile=(("age", ("25", "60")), ("pet", ("cat", "fox")), ("x", ("y",))))
    assert profile.shown(said.profile, FIELDS) == {"pet": ["cat"], "age": ["25"]}
    assert profile.shown(said.profile, ()) == {}
    after = profile.answered(said, FIELDS, {"age": "60"})
    assert dict(after.profile) == {"age": ("60",), "pet": ("cat", "fox"), "x": ("y",)}
    assert profile.answered(after, FIELDS, {"pet": ["dog"]}).profile[1] == ("pet", ("dog",))


def test_two_who_are_one_person_keep_what_the_account_says_and_the_rest_of_the_guests() -> None:
    guest = replace(NOBODY, profile=(("age", ("25",)), ("pet", ("cat",))))
    account = MemberState("n", profile=(("pet", ("dog",)),))
    emptied, _, received, _ = join(guest, account, "mailed_link")
    assert emptied.profile == ()
    assert received.profile == (("age", ("25",)), ("pet", ("dog",)))


def test_erasing_a_member_erases_the_answers() -> None:
    after, entry = forget(replace(NOBODY, profile=(("pet", ("cat",)),)), T0)
    assert after.profile == ()
    assert "cat" not in str(entry)


def test_answers_are_packed_small_and_read_as_they_were() -> None:
    answers = (("age", ("25",)), ("pet", ("cat", "dog")))
    assert pack_profile(answers) == "age=25,pet=cat+dog"
    assert unpack_profile(pack_profile(answers)) == answers
    assert profile.length(answers) == len(pack_profile(answers))


_IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,11}", fullmatch=True)
_ANSWERS = st.dictionaries(_IDS, st.lists(_IDS, min_size=1, max_size=3, unique=True), max_size=8)


@given(_ANSWERS, _ANSWERS, st.sampled_from([{}, {"pet": ["dog"]}, {"age": "60", "pet": None}]))
def test_a_row_has_room_for_whatever_was_ever_answered(
    mine: dict[str, list[str]], theirs: dict[str, list[str]], news: dict[str, object]
) -> None:
    rows = [tuple(sorted((k, tuple(v)) for k, v in one.items())) for one in (mine, theirs)]
    together = profile.joined(*rows)
    assert profile.length(together) <= profile.MOST
    member = replace(NOBODY, profile=together, recent=tuple(map(str, range(10))))
    after = profile.answered(member, FIELDS, news)
    assert profile.length(after.profile) <= profile.MOST
    assert len(after.recent) <= RECENT_KEPT
    assert profile.answered(after, FIELDS, news) == after
    assert not after.profile or unpack_profile(pack_profile(after.profile)) == after.profile
    for field, answer in news.items():
        assert dict(after.profile).get(field) == (
            tuple(answer) if isinstance(answer, list) else (answer,) if answer else None
        )
