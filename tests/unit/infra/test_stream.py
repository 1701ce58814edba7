from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from infra.local.stream import event_record, matches

ENTRIES = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "E#"}]}}}}


@pytest.mark.parametrize(
    ("name", "sk", "fits"),
    [
        ("INSERT", "E#000001", True),
        ("MODIFY", "E#000001", False),
        ("INSERT", "M", False),
        ("INSERT", "OE#1", False),
    ],
)
def test_only_new_entries_fit_the_templates_filter(name: str, sk: str, fits: bool) -> None:
    record = {"eventName": name, "dynamodb": {"Keys": {"pk": {"S": "l"}, "sk": {"S": sk}}}}
    assert matches(record, ENTRIES) is fits


def test_a_record_without_what_the_filter_names_does_not_fit() -> None:
    assert not matches({"eventName": "INSERT", "dynamodb": {}}, ENTRIES)


def test_a_record_becomes_what_lambda_gives_to_a_function() -> None:
    record = {
        "eventID": "1",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": datetime(2026, 11, 22, tzinfo=UTC),
            "Keys": {"pk": {"S": "a"}},
            "NewImage": {"raw": {"B": b"\x00\xff"}, "many": {"L": [{"B": b"x"}]}},
            "SequenceNumber": "1",
        },
    }
    given = json.loads(json.dumps(event_record(record, "arn:stream")))
    assert given["eventSourceARN"] == "arn:stream"
    assert given["dynamodb"]["ApproximateCreationDateTime"] == 1795305600.0
    assert given["dynamodb"]["NewImage"] == {
        "raw": {"B": "AP8="},
        "many": {"L": [{"B": "eA=="}]},
    }
