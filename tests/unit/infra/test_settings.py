from __future__ import annotations

from pathlib import Path

import pytest

from infra.local import facts, settings
from infra.local.facts import StackFacts


def test_without_an_environment_everything_has_a_default() -> None:
    chosen = settings.read({})
    assert chosen.front_url == "http://127.0.0.1:8000"
    assert chosen.data_dir == Path(".local").resolve()
    assert chosen.shopify_admin_origin == "http://127.0.0.1:8000/sandbox/shopify"
    assert chosen.allow_private_store_urls


@pytest.mark.parametrize(("value", "allowed"), [("1", True), ("0", False), ("", True)])
def test_private_store_urls_can_be_forbidden(value: str, allowed: bool) -> None:
    assert settings.read({"ALLOW_PRIVATE_STORE_URLS": value}).allow_private_store_urls is allowed


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="ENGINE is one of ministack, dynamodb-local"):
        settings.read({"ENGINE": "sqlite"})


def _facts() -> StackFacts:
    outputs = {
        "PublicUrl": "https://points.example.com",
        "TableName": "regulars-prod",
        "StreamArn": "arn:stream",
        "AppSecretName": "regulars/prod/app",
        "KmsKeyId": "arn:key",
        "MailFrom": "points@example.com",
        "HttpApiId": "abc",
        "RecordsBucket": "regulars-prod-records",
        "FilesBucket": "regulars-prod-files",
        "SigningKeyId": "arn:signing-key",
    }
    outputs |= {f"{name.capitalize()}QueueUrl": f"q:{name}" for name in facts.QUEUES}
    outputs |= {f"{name.capitalize()}DeadLettersUrl": f"d:{name}" for name in facts.DEAD_LETTERS}
    return facts.from_outputs("prod", "eu-west-1", outputs)


def test_facts_come_back_as_they_were_saved(tmp_path: Path) -> None:
    facts.save(_facts(), tmp_path)
    assert facts.load(tmp_path) == _facts()


def test_a_stack_on_aws_leaves_the_credentials_to_the_environment() -> None:
    variables = facts.environ(_facts())
    assert variables["EVENTS_QUEUE_URL"] == "q:events"
    assert variables["STAGE"] == "prod"
    assert not {"AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL"} & variables.keys()
