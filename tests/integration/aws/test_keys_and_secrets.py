"""Sealing, secrets and mail as the integrations call them."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable

import pytest

from core.errors import Forbidden
from integrations.aws import sealing, secrets
from integrations.aws.mail import send_mail
from integrations.aws.session import client

Wrong = Callable[[str], None]

_names = itertools.count(1)
_KEYS = {"master_key": "ab" * 32, "session_key": "cd" * 32}


def key() -> str:
    return str(client("kms").create_key()["KeyMetadata"]["KeyId"])


def kept(value: dict[str, str]) -> str:
    """The name of a new secret."""
    name = f"contract/{next(_names)}"
    client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(value))
    return name


def test_what_is_sealed_opens_for_its_store_alone(cloud: str) -> None:
    key_id = key()
    sealed = sealing.seal({"consumer_key": "ck_1"}, "woo-1", key_id)
    assert b"ck_1" not in base64.b64decode(sealed)
    assert sealing.unseal(sealed, "woo-1", key_id) == {"consumer_key": "ck_1"}
    with pytest.raises(Forbidden):
        sealing.unseal(sealed, "woo-2", key_id)


def test_what_is_sealed_opens_with_its_key_alone(cloud: str, emulator_is_wrong: Wrong) -> None:
    emulator_is_wrong("opens it under any key")
    one, other = key(), key()
    sealed = sealing.seal({"consumer_key": "ck_1"}, "woo-1", one)
    with pytest.raises(client("kms").exceptions.IncorrectKeyException):
        client("kms").decrypt(
            KeyId=other,
            CiphertextBlob=base64.b64decode(sealed),
            EncryptionContext={"store_id": "woo-1"},
        )


def test_the_same_sealed_twice_does_not_look_the_same(cloud: str) -> None:
    key_id = key()
    assert sealing.seal({"a": 1}, "woo-1", key_id) != sealing.seal({"a": 1}, "woo-1", key_id)


def test_what_was_tampered_with_does_not_open(cloud: str, emulator_is_wrong: Wrong) -> None:
    emulator_is_wrong("opens it all the same")
    key_id = key()
    raw = bytearray(base64.b64decode(sealing.seal({"a": 1}, "woo-1", key_id)))
    raw[-1] ^= 1
    with pytest.raises(Forbidden):
        sealing.unseal(base64.b64encode(bytes(raw)).decode(), "woo-1", key_id)


def test_a_key_that_is_not_there_seals_nothing(cloud: str) -> None:
    with pytest.raises(client("kms").exceptions.NotFoundException):
        sealing.seal({"a": 1}, "woo-1", "00000000-0000-0000-0000-000000000000")


def test_a_secret_that_was_replaced_is_found_anew_and_the_one_before_it_is_kept(
    cloud: str,
) -> None:
    name = kept(_KEYS | {"shopify_api_secret": "old"})
    assert secrets.app_secret(name, "prod").shopify_secrets == ("old",)
    replaced = json.dumps(_KEYS | {"shopify_api_secret": "new"})
    client("secretsmanager").put_secret_value(SecretId=name, SecretString=replaced)
    assert secrets.app_secret(name, "prod").shopify_secrets == ("old",)
    secrets.forget()
    assert secrets.app_secret(name, "prod").shopify_secrets == ("new",)
    before = client("secretsmanager").get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")
    assert json.loads(before["SecretString"])["shopify_api_secret"] == "old"


def test_a_secret_that_is_not_there_is_an_error(cloud: str) -> None:
    with pytest.raises(client("secretsmanager").exceptions.ResourceNotFoundException):
        secrets.app_secret("contract/none", "prod")


def test_a_mail_has_an_id(cloud: str) -> None:
    if cloud == "ministack":
        client("sesv2").create_email_identity(EmailIdentity="points@shop.example.com")
    sent = [
        send_mail(
            sender="points@shop.example.com", to="jia@example.com", subject="點數", text="Hello"
        )
        for _ in range(2)
    ]
    assert all(sent)
    assert sent[0] != sent[1]
