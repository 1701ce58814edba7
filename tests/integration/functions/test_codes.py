"""Messages about codes that come too late."""

from __future__ import annotations

import json

import pytest

from functions.codes.handler import handler
from tests.support.http_api import Context


@pytest.mark.parametrize("ledger_id", ["its own", "woo-removed"])
def test_a_code_that_was_redacted_with_its_store_is_no_dead_letter(
    store_id: str, ledger_id: str
) -> None:
    body = {
        "ledger_id": store_id if ledger_id == "its own" else ledger_id,
        "redemption_id": "0123456789abcdef",
    }
    record = {
        "messageId": "1",
        "body": json.dumps(body),
        "attributes": {},
        "eventSource": "aws:sqs",
    }
    assert handler({"Records": [record]}, Context()) == {"batchItemFailures": []}
