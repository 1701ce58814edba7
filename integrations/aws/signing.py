"""Signing with a key that never leaves KMS. Anybody can check: the public key goes along."""

from __future__ import annotations

import hashlib

from integrations.aws.session import client

ALGORITHM = "RSASSA_PKCS1_V1_5_SHA_256"


def sign(message: bytes, key_id: str) -> bytes:
    """The signature of `message` under the KMS key."""
    answer = client("kms").sign(
        KeyId=key_id,
        Message=hashlib.sha256(message).digest(),
        MessageType="DIGEST",
        SigningAlgorithm=ALGORITHM,
    )
    signature: bytes = answer["Signature"]
    return signature


def public_key(key_id: str) -> bytes:
    """The public half of the key, as DER (SubjectPublicKeyInfo)."""
    found: bytes = client("kms").get_public_key(KeyId=key_id)["PublicKey"]
    return found
