"""KMS, Secrets Manager and SES in memory: what the project calls of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
import uuid
from collections.abc import Callable
from typing import Any

from tests.simulation.aws.errors import ServiceError

_MAX_PLAIN_BYTES = 4096
_TAG = 16
_NONCE = 12


class KMS:
    """Keys by id. A ciphertext opens under its key and with its encryption context only, and shows
    nothing of what is in it."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}

    def create_key(self, name: str) -> str:
        """A key; its ARN. The same name gives the same key."""
        self._keys.setdefault(name, hashlib.sha256(f"key {name}".encode()).digest())
        return f"arn:aws:kms:us-east-1:000000000000:key/{name}"

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out one request of the wire. Raises ServiceError."""
        if operation == "CreateKey":
            name = str(uuid.uuid4())
            return {"KeyMetadata": {"KeyId": name, "Arn": self.create_key(name), "Enabled": True}}
        if operation == "Encrypt":
            return self._encrypt(request)
        if operation == "Decrypt":
            return self._decrypt(request)
        raise ServiceError("UnknownOperationException", f"{operation} is not kept here")

    def _key_id(self, given: str) -> str:
        name = given.rsplit("key/", 1)[-1]
        if name not in self._keys:
            arn = f"arn:aws:kms:us-east-1:000000000000:key/{name}"
            raise ServiceError("NotFoundException", f"Key '{arn}' does not exist")
        return name

    def _encrypt(self, request: dict[str, Any]) -> dict[str, Any]:
        name = self._key_id(request["KeyId"])
        plain = base64.b64decode(request["Plaintext"])
        if not 1 <= len(plain) <= _MAX_PLAIN_BYTES:
            raise ServiceError(
                "ValidationException",
                "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
                "Member must have length less than or equal to 4096",
            )
        nonce = os.urandom(_NONCE)
        hidden = self._mixed(name, nonce, plain)
        tag = self._tag(name, nonce + hidden, request.get("EncryptionContext"))
        blob = bytes([len(name)]) + name.encode() + nonce + tag + hidden
        return {
            "CiphertextBlob": base64.b64encode(blob).decode(),
            "KeyId": self.create_key(name),
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        }

    def _decrypt(self, request: dict[str, Any]) -> dict[str, Any]:
        blob = base64.b64decode(request["CiphertextBlob"])
        end = 1 + (blob[0] if blob else 0)
        name = blob[1:end].decode(errors="replace")
        nonce, tag = blob[end : end + _NONCE], blob[end + _NONCE : end + _NONCE + _TAG]
        hidden = blob[end + _NONCE + _TAG :]
        if name not in self._keys or not hidden:
            raise ServiceError("InvalidCiphertextException")
        if request.get("KeyId") is not None and self._key_id(request["KeyId"]) != name:
            raise ServiceError(
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this "
                "operation.",
            )
        expected = self._tag(name, nonce + hidden, request.get("EncryptionContext"))
        if not hmac.compare_digest(expected, tag):
            raise ServiceError("InvalidCiphertextException")
        return {
            "Plaintext": base64.b64encode(self._mixed(name, nonce, hidden)).decode(),
            "KeyId": self.create_key(name),
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        }

    def _mixed(self, name: str, nonce: bytes, text: bytes) -> bytes:
        stream = hashlib.shake_256(self._keys[name] + nonce).digest(len(text))
        return bytes(one ^ other for one, other in zip(text, stream, strict=True))

    def _tag(self, name: str, text: bytes, context: dict[str, str] | None) -> bytes:
        bound = json.dumps(context or {}, sort_keys=True).encode()
        return hmac.digest(self._keys[name], bound + b"\0" + text, "sha256")[:_TAG]


class SecretsManager:
    """Secrets by name, with the version before the current one."""

    def __init__(self) -> None:
        self._versions: dict[str, dict[str, tuple[str, str]]] = {}

    def put(self, name: str, value: str) -> None:
        """Make `value` the current version of the secret, which is created where it is not."""
        versions = self._versions.setdefault(name, {})
        if "AWSCURRENT" in versions:
            versions["AWSPREVIOUS"] = versions["AWSCURRENT"]
        versions["AWSCURRENT"] = (str(uuid.uuid4()), value)

    def clear(self) -> None:
        """Forget all secrets."""
        self._versions.clear()

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out one request of the wire. Raises ServiceError."""
        if operation == "CreateSecret":
            if request["Name"] in self._versions:
                raise ServiceError(
                    "ResourceExistsException",
                    f"The operation failed because the secret {request['Name']} already exists.",
                )
            self.put(request["Name"], request["SecretString"])
            return self._shown(request["Name"], "AWSCURRENT", value=False)
        name = str(request.get("SecretId", "")).rsplit(":secret:", 1)[-1]
        if name not in self._versions:
            raise ServiceError(
                "ResourceNotFoundException", "Secrets Manager can't find the specified secret."
            )
        if operation == "PutSecretValue":
            self.put(name, request["SecretString"])
            return self._shown(name, "AWSCURRENT", value=False)
        if operation == "GetSecretValue":
            return self._shown(name, request.get("VersionStage", "AWSCURRENT"), value=True)
        raise ServiceError("UnknownOperationException", f"{operation} is not kept here")

    def _shown(self, name: str, stage: str, *, value: bool) -> dict[str, Any]:
        found = self._versions[name].get(stage)
        if found is None:
            raise ServiceError(
                "ResourceNotFoundException",
                f"Secrets Manager can't find the specified secret value for staging label: {stage}",
            )
        shown: dict[str, Any] = {
            "ARN": f"arn:aws:secretsmanager:us-east-1:000000000000:secret:{name}",
            "Name": name,
            "VersionId": found[0],
        }
        if value:
            shown |= {"SecretString": found[1], "VersionStages": [stage]}
        return shown


class SES:
    """An outbox. `outbox`: the requests of all mails that were accepted, in order."""

    def __init__(self, now_ns: Callable[[], int] | None = None) -> None:
        self.outbox: list[dict[str, Any]] = []
        self._now_ns = now_ns or (lambda: time.time_ns())

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out one request of the wire. Raises ServiceError."""
        if operation != "SendEmail":
            raise ServiceError("UnknownOperationException", f"{operation} is not kept here")
        addresses = [one for to in request["Destination"].values() for one in to]
        subject = request["Content"]["Simple"]["Subject"]["Data"]
        if not request.get("FromEmailAddress"):
            raise ServiceError("BadRequestException", "Missing FromEmailAddress")
        if not addresses or any("@" not in one or one != one.strip() for one in addresses):
            raise ServiceError("BadRequestException", "Invalid email address.")
        if any(ord(letter) < 32 for letter in subject):
            raise ServiceError("BadRequestException", "Subject contains control characters.")
        self.outbox.append(request)
        return {"MessageId": f"{self._now_ns():020d}-{uuid.uuid4()}"}
