"""What ./regulars deploy decides before it calls AWS."""

from __future__ import annotations

import pytest

from cli.deployment.app_secret import rotated
from cli.deployment.preflight import check_stage, refuse_development
from cli.deployment.upload import CHOICES, choices
from core.errors import BadInput
from integrations.rotation import PREVIOUS_COUNTS_S

NOW_S = 1_795_000_000

OLD = {
    "master_key": "m",
    "session_key": "s",
    "shopify_api_key": "key",
    "shopify_api_secret": "one",
    "shopify_api_secret_previous": "",
}


def test_a_new_api_secret_leaves_the_last_one_valid() -> None:
    new = rotated(OLD, {"SHOPIFY_API_SECRET": "two"}, NOW_S)
    assert new == OLD | {
        "shopify_api_secret": "two",
        "shopify_api_secret_previous": "one",
        "shopify_api_secret_previous_until_s": NOW_S + PREVIOUS_COUNTS_S,
    }
    assert rotated(new, {"SHOPIFY_API_SECRET": "two"}, NOW_S + 9) == new


def test_a_secret_that_leaked_counts_no_more_at_once() -> None:
    both = {"SHOPIFY_API_SECRET": "two", "SHOPIFY_API_SECRET_PREVIOUS": "none"}
    for before in (OLD, rotated(OLD, {"SHOPIFY_API_SECRET": "two"}, NOW_S)):
        new = rotated(before, both, NOW_S)
        assert new["shopify_api_secret"] == "two"
        assert not new.get("shopify_api_secret_previous")


def test_a_stated_previous_secret_counts() -> None:
    stated = {"SHOPIFY_API_SECRET": "two", "SHOPIFY_API_SECRET_PREVIOUS": "zero"}
    once = rotated(OLD, stated, NOW_S)
    assert once["shopify_api_secret_previous"] == "zero"
    assert rotated(once, stated, NOW_S + 9) == once, "stated again it counts no longer"


def test_an_empty_environment_changes_nothing() -> None:
    assert rotated(OLD, {}, NOW_S) == OLD


def test_keys_given_later_are_added_without_a_previous_one() -> None:
    none = OLD | {"shopify_api_key": "", "shopify_api_secret": ""}
    given = {"SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": "one"}
    assert rotated(none, given, NOW_S) == OLD


@pytest.mark.parametrize("name", ["SHOPIFY_ADMIN_ORIGIN", "ALLOW_PRIVATE_STORE_URLS"])
def test_development_settings_are_never_deployed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(BadInput, match=name):
        refuse_development()


@pytest.mark.parametrize("stage", [None, "", "local", "Prod", "a_b", "x" * 21, "9"])
def test_a_stage_needs_a_name_that_resources_can_have(stage: str | None) -> None:
    with pytest.raises(BadInput):
        check_stage(stage)
    assert check_stage("prod-eu") == "prod-eu"


def test_what_was_chosen_before_is_kept_unless_said_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in CHOICES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALARM_EMAIL", "night@example.com")
    stack = {
        "Parameters": [
            {"ParameterKey": "PublicUrl", "ParameterValue": "https://points.example"},
            {"ParameterKey": "MailFrom", "ParameterValue": "old@example.com"},
        ]
    }
    assert choices({"MAIL_FROM": "new@example.com"}, stack) == {
        "PUBLIC_URL": "https://points.example",
        "MAIL_FROM": "new@example.com",
        "ALARM_EMAIL": "night@example.com",
    }
    assert choices({"PUBLIC_URL": ""}, stack)["PUBLIC_URL"] == ""
    assert choices({}, None)["MAIL_FROM"] == ""
