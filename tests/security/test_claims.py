"""A claim of guest points tells nobody who shops here."""

from __future__ import annotations

import json
import time
from typing import Any

import boto3
import pytest

from core.ledger import members, stores
from functions.storefront import claims
from functions.storefront.handler import handler
from integrations import access
from tests.support.http_api import Context, request, token
from tests.support.operator import Operator


def asked(method: str, path: str, bearer: str) -> tuple[int, Any]:
    found = handler(
        request(method, f"/storefront/{path}", "", b"{}", authorization=bearer), Context()
    )
    return found["statusCode"], json.loads(found["body"])


def test_asking_for_a_claim_tells_nothing_about_who_shops_here(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever registers an address sees the same, and the address gets the same mail, whether
    somebody ordered under it or not."""
    store_id = operator.connect_unchecked()
    boto3.client("ses").verify_email_identity(EmailAddress="regulars@example.com")
    books = access.books_of(stores.get(store_id, fresh=True))
    known, strange = "mei@example.com", "nobody@example.com"
    now_ms = time.time_ns() // 10**6
    members.adjust(books, books.ledger.guest_id(known), 100, "welcome", "c", now_ms)
    mails: list[dict[str, Any]] = []
    monkeypatch.setattr(claims, "send_mail", lambda **mail: mails.append(mail))
    seen = []
    for number, email in enumerate((known, strange)):
        bearer = token(store_id, str(700 + number), email=email)
        shown = asked("GET", "member", bearer)
        sent = asked("POST", "claims", bearer)
        again = asked("POST", "claims", bearer)
        seen.append((shown, sent, again, asked("GET", "member", bearer)))
    assert seen[0] == seen[1]
    assert [mail["to"] for mail in mails] == [known, strange], "once an hour each"
    assert mails[0]["subject"] == mails[1]["subject"]
