"""Secrets, sealing and queues against the emulator."""

from __future__ import annotations

import json
import subprocess
import sys

import boto3
import pytest

from core.errors import Forbidden
from infra.local.emulator import Emulator
from integrations.aws import queues, sealing, secrets


def test_credentials_open_for_the_store_that_they_were_sealed_for_and_no_other(
    aws: Emulator,
) -> None:
    key_id = boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]
    sealed = sealing.seal({"consumer_key": "ck_1"}, "woo-1", key_id)
    assert "ck_1" not in sealed
    assert sealing.unseal(sealed, "woo-1", key_id) == {"consumer_key": "ck_1"}
    with pytest.raises(Forbidden):
        sealing.unseal(sealed, "woo-2", key_id)


def test_the_secret_is_read_by_name(aws: Emulator) -> None:
    value = {"master_key": "ab" * 32, "session_key": "cd" * 32, "shopify_api_secret": "s"}
    boto3.client("secretsmanager").create_secret(Name="app", SecretString=json.dumps(value))
    assert secrets.app_secret("app", "prod").shopify_secrets == ("s",)


def test_a_message_is_queued_in_its_group_and_the_same_content_twice_is_two(
    aws: Emulator,
) -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="events.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    queues.send(url, {"a": 1}, group="g")
    queues.send(url, {"a": 1}, group="g")
    messages = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
    )["Messages"]
    assert [json.loads(message["Body"]) for message in messages] == [{"a": 1}, {"a": 1}]
    assert messages[0]["Attributes"]["MessageGroupId"] == "g"


def test_importing_the_wrappers_imports_no_sdk() -> None:
    program = (
        "import sys; from integrations.aws import mail, queues, sealing, secrets, session;"
        "print([m for m in ('boto3', 'botocore', 'requests') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
