"""The keys and the secret, without which every balance is lost to its shopper."""

from __future__ import annotations

import os
from collections.abc import Iterator

from cli.doctor.line import Check, Line
from infra.local.facts import StackFacts
from integrations import access
from integrations.aws import secrets
from integrations.aws.session import client


def key_state(facts: StackFacts) -> Iterator[Line]:
    """Keys that are there to be used."""
    for what, key_id in (("credentials", facts.kms_key_id), ("signing", facts.signing_key_id)):
        if not key_id:
            continue
        state = client("kms").describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"]
        if state == "Enabled":
            yield Line("keys", "ok", f"{what}: enabled")
        else:
            do = f"at once: aws kms cancel-key-deletion --key-id {key_id}, then aws kms enable-key"
            yield Line("keys", "bad", f"{what}: {state}", do)


def rotation(facts: StackFacts) -> Iterator[Line]:
    """The key that seals credentials is renewed every year."""
    found = client("kms").get_key_rotation_status(KeyId=facts.kms_key_id)
    if found.get("KeyRotationEnabled"):
        yield Line("key rotation", "ok", "every year")
    else:
        do = f"aws kms enable-key-rotation --key-id {facts.kms_key_id}"
        yield Line("key rotation", "bad", "never", do)


def secret(facts: StackFacts) -> Iterator[Line]:
    """The deployment's secret is there, whole, and not for development."""
    manager = client("secretsmanager")
    try:
        manager.describe_secret(SecretId=facts.secret_name)
    except manager.exceptions.ResourceNotFoundException:
        do = "restore it: aws secretsmanager restore-secret --secret-id " + facts.secret_name
        yield Line("secret", "bad", f"{facts.secret_name} is gone", do)
        return
    secrets.forget()
    try:
        access.secret()
    except (KeyError, ValueError) as error:
        what = f"{os.environ['APP_SECRET_NAME']} lacks keys ({type(error).__name__})"
        yield Line("secret", "bad", what, "put the last whole version back")
        return
    yield Line("secret", "ok", facts.secret_name)


CHECKS = (Check("keys", key_state), Check("key rotation", rotation), Check("secret", secret))
