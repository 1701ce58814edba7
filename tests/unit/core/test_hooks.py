"""Outgoing webhooks: signing, waiting, and what is kept of an answer."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import hooks
from core.errors import BadInput


def test_a_signature_is_what_the_specification_says_it_is() -> None:
    """Its own example."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = '{"test": 2432232314}'
    made = hooks.signature([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_keys_sign_side_by_side_the_newest_first() -> None:
    both = hooks.signature([b"new", b"old"], "msg_1", 1, "{}")
    new, old = both.split(" ")
    assert new == hooks.signature([b"new"], "msg_1", 1, "{}")
    assert old == hooks.signature([b"old"], "msg_1", 1, "{}")


@given(st.integers(1, 40), st.integers(0, 2**33))
def test_waits_grow_and_end_within_two_days(tries: int, now_s: int) -> None:
    following = hooks.next_try_s(tries, now_s)
    if tries > len(hooks.WAITS_S):
        assert following is None
    else:
        assert following is not None
        assert following > now_s
        before = hooks.next_try_s(tries - 1, now_s) if tries > 1 else now_s
        assert before is not None
        assert following > before
    assert sum(hooks.WAITS_S) < 2 * 86_400


@given(st.text(max_size=20))
def test_a_receiver_may_ask_for_more_time_but_not_for_less_nor_for_ever(stated: str) -> None:
    following = hooks.next_try_s(1, 1000, stated)
    assert following is not None
    assert 1000 + hooks.WAITS_S[0] <= following <= 1000 + hooks.RETRY_AFTER_MAX_S


def test_it_waits_as_long_as_the_receiver_says() -> None:
    assert hooks.next_try_s(1, 1000, "600") == 1600
    assert hooks.next_try_s(1, 1000, "999999999") == 1000 + hooks.RETRY_AFTER_MAX_S


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "delivered"),
        (204, "delivered"),
        (301, "again"),
        (400, "again"),
        (410, "gone"),
        (500, "again"),
        (None, "again"),
    ],
)
def test_only_2xx_is_taken_and_only_410_is_for_good(status: int | None, outcome: str) -> None:
    assert hooks.outcome(status) == outcome


@given(st.binary(max_size=2000))
def test_what_is_kept_of_an_answer_is_short_and_printable(body: bytes) -> None:
    kept = hooks.said(body)
    assert len(kept) <= hooks.SAID_MAX
    assert re.search(r"\S@\S", kept) is None
    assert kept.isprintable()


def test_what_we_told_of_a_person_is_not_kept_when_it_is_echoed() -> None:
    body = b'{"customer_id": "42", "mail": "jia@example.com", "amount": 420}'
    kept = hooks.said(body, ["42", "jia@example.com"])
    assert "jia" not in kept
    assert '"42"' not in kept
    assert "420" in kept


def test_what_an_entry_is_told_as() -> None:
    assert hooks.topics_of_entry(1, "earn", True) == (
        "member.created",
        "points.changed",
        "tier.changed",
    )
    assert hooks.topics_of_entry(2, "remind", False) == ("points.expiring", "tier.changed")
    assert hooks.topics_of_entry(9, "erase", True) == ("member.erased",)


def test_a_message_has_the_same_id_however_often_it_is_sent_and_no_other_has_it() -> None:
    assert hooks.message_id("a", "b") == hooks.message_id("a", "b")
    assert hooks.message_id("a", "b") != hooks.message_id("ab", "")


def test_unknown_topics_are_refused_by_name() -> None:
    with pytest.raises(BadInput) as refusal:
        hooks.checked_topics(["points.changed", "everything"])
    assert refusal.value.details["field"] == "topics"
    assert hooks.checked_topics(["tier.changed", "member.created"]) == (
        "member.created",
        "tier.changed",
    )
