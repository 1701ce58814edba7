"""A receiver of Regulars' outgoing webhooks, as a merchant's own system would be one. It verifies
by the Standard Webhooks specification and shares no code with what signs."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

from infra.local.sandbox.db import Database, Document

Mode = Literal["ok", "fail", "slow", "gone", "redirect"]
MODES: tuple[Mode, ...] = get_args(Mode)
NAME = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_KEPT = 50
_TOLERANCE_S = 300
_BOX, _HEARD = "hook_box", "hook_heard"


def settings(db: Database, name: str) -> Document:
    """How a box answers, and with which secret it verifies; "" while it has none."""
    return db.get(_BOX, name) or {"name": name, "mode": "ok", "secret": ""}


def set_up(db: Database, name: str, *, mode: str | None = None, secret: str | None = None) -> None:
    """Change how a box answers, or its secret. Raises ValueError for another mode."""
    if mode is not None and mode not in MODES:
        raise ValueError(mode)
    with db.change():
        box = settings(db, name)
        given = {"mode": mode, "secret": secret}
        db.put(_BOX, name, box | {key: value for key, value in given.items() if value is not None})


def boxes(db: Database) -> list[Document]:
    return db.all(_BOX)


def take(db: Database, name: str, headers: Mapping[str, str], body: bytes, now_s: float) -> None:
    """Remember what came, and whether its signature verifies."""
    box = settings(db, name)
    number = db.next_id(_HEARD, 1)
    heard = {
        "number": number,
        "box": name,
        "at_s": now_s,
        "mode": box["mode"],
        "id": headers.get("webhook-id", ""),
        "body": body.decode("utf-8", "replace"),
        "verdict": verdict(box["secret"], headers, body, now_s),
    }
    with db.change():
        if db.get(_BOX, name) is None:
            db.put(_BOX, name, box)
        db.put(_HEARD, number, heard)
        for old in heard_by(db, name)[_KEPT:]:
            db.delete(_HEARD, old["number"])


def heard_by(db: Database, name: str) -> list[Document]:
    """What came to a box, the newest first."""
    return [one for one in reversed(db.all(_HEARD)) if one["box"] == name]


def verdict(secret: str, headers: Mapping[str, str], body: bytes, now_s: float) -> str:
    """ "verified", or in a word what is wrong."""
    if not secret:
        return "no_secret"
    stamp = headers.get("webhook-timestamp", "")
    if not stamp.isdecimal() or abs(now_s - int(stamp)) > _TOLERANCE_S:
        return "too_old"
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return "bad_secret"
    signed = b".".join((headers.get("webhook-id", "").encode(), stamp.encode(), body))
    wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    for one in headers.get("webhook-signature", "").split(" "):
        version, _, given = one.partition(",")
        if version == "v1" and hmac.compare_digest(given.encode(), wanted.encode()):
            return "verified"
    return "wrong"


def answer_of(mode: Any) -> tuple[str, int, dict[str, str]]:
    """What a box answers in a mode; a slow one has waited before."""
    return {
        "fail": ("The box was told to fail.", 500, {}),
        "gone": ("The box is gone.", 410, {}),
        "redirect": ("", 307, {"location": "https://example.com/"}),
    }.get(str(mode), ("Thank you.", 200, {}))
