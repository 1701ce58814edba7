"""HMAC signatures over raw bytes, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from core.errors import BadSignature


def verify_base64(body: bytes, signature: str | None, secrets: Sequence[str]) -> None:
    """Pass when `signature` is base64(HMAC-SHA256(body)) under one of `secrets`.

    Every secret is tried, so that time tells nothing about which one signed. An empty secret is
    no secret: anybody could sign with it. Raises BadSignature.
    """
    _verify(
        _claimed(signature),
        [
            base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
            for secret in secrets
            if secret
        ],
    )


def verify_hex(message: bytes, signature: str | None, secrets: Sequence[str]) -> None:
    """As verify_base64, for a signature in lower-case hex. Raises BadSignature."""
    _verify(
        _claimed(signature),
        [
            hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().encode()
            for secret in secrets
            if secret
        ],
    )


def _claimed(signature: str | None) -> bytes:
    if not signature:
        raise BadSignature("The request carries no signature.")
    # Bytes, because compare_digest raises TypeError on a str that is not ASCII.
    return signature.strip().encode("utf-8", "surrogatepass")


def _verify(claimed: bytes, expected: Sequence[bytes]) -> None:
    matches = [hmac.compare_digest(candidate, claimed) for candidate in expected]
    if not any(matches):
        raise BadSignature("The signature does not match the request.")
