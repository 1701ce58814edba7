"""The card that a member shows at the counter: a text short enough for a QR code. It names the
member to this ledger alone, and for some minutes, so a picture of it is soon worth nothing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from core.errors import BadInput
from core.identity import Ledger

LIFE_S = 600
_PREFIX = "RG"
_MEMBER, _TIME, _MAC = 12, 4, 8


def card(ledger: Ledger, member_id: str, now_s: int) -> str:
    """The member's card, good for LIFE_S. Of capital letters and digits alone, which QR codes hold
    in little room and every keyboard scanner types."""
    body = bytes.fromhex(member_id) + (now_s + LIFE_S).to_bytes(_TIME, "big")
    text = base64.b32encode(body + _mac(ledger, body)).decode().rstrip("=")
    return _PREFIX + text


def is_card(text: str) -> bool:
    """Whether a text looks like a card, good or not."""
    return text.strip().upper().startswith(_PREFIX) and "@" not in text and len(text.strip()) > 30


def member_of(ledger: Ledger, text: str, now_s: int) -> str:
    """The member who showed the card. Raises BadInput for one that is none of this ledger's, or is
    too old."""
    raw = _decoded(text.strip().upper().removeprefix(_PREFIX))
    body, mac = raw[: _MEMBER + _TIME], raw[_MEMBER + _TIME :]
    if not hmac.compare_digest(mac, _mac(ledger, body)):
        raise BadInput("This card is none of this store's.", code="bad_card")
    if int.from_bytes(body[_MEMBER:], "big") < now_s:
        raise BadInput("This card is too old: have it shown anew.", code="old_card")
    return body[:_MEMBER].hex()


def _mac(ledger: Ledger, body: bytes) -> bytes:
    return hmac.new(ledger.secret, b"card\0" + body, hashlib.sha256).digest()[:_MAC]


def _decoded(text: str) -> bytes:
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError) as error:
        raise BadInput("This is no member's card.", code="bad_card") from error
