"""The mails that Regulars sent, as a shopper would find them."""

from __future__ import annotations

import json
import urllib.request
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from infra.local.sandbox.config import Mail
from infra.local.sandbox.pages.frame import page, shop
from infra.local.sandbox.sandbox import current

_INSPECTION = "/_ministack/ses/messages"


@shop.get("/mail")
def show_mail() -> Any:
    sandbox = current()
    read = sandbox.config.read_mail or (lambda: read_emulator(sandbox.config.emulator_endpoint))
    try:
        mails, reachable = sorted(read(), key=lambda mail: -mail.at_s), True
    except (OSError, ValueError, KeyError):
        mails, reachable = [], False
    zone = ZoneInfo(sandbox.store("woo").timezone)
    shown = [
        (mail, datetime.fromtimestamp(mail.at_s, zone).strftime("%Y-%m-%d %H:%M")) for mail in mails
    ]
    return page("mail.html", mails=shown, reachable=reachable)


def read_emulator(endpoint: str) -> list[Mail]:
    """What the emulator's SES was asked to send. Raises OSError when it cannot be asked."""
    if not endpoint:
        return []
    with urllib.request.urlopen(endpoint + _INSPECTION, timeout=5) as answer:
        accounts = json.load(answer)["messages"]
    return [
        Mail(
            message_id=message["MessageId"],
            sender=message["Source"] or "",
            to=tuple(message["To"]),
            subject=message["Subject"] or "",
            text=message["BodyText"] or "",
            html=message["BodyHtml"] or "",
            at_s=float(message["Timestamp"]),
        )
        for messages in accounts.values()
        for message in messages
    ]
