"""./regulars smoke against everything that make run starts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from infra.local import facts
from tests.support.running import Running


def client(running: Running, service: str) -> Any:
    known = running.stack.facts
    variables = facts.environ(known)
    return boto3.client(
        service,
        endpoint_url=known.endpoint_url,
        region_name=known.region,
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )


def rows_of(running: Running, store_id: str) -> list[str]:
    """What the table holds of a store, wherever it lies."""
    table = client(running, "dynamodb")
    name = running.stack.facts.table
    pages = table.get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
    return [
        item["pk"]["S"]
        for page in pages
        for item in page["Items"]
        if store_id in item["pk"]["S"] or store_id in item["sk"]["S"]
    ]


def test_an_order_goes_through_all_of_it_and_leaves_nothing(running: Running) -> None:
    report = running.cli("smoke")
    assert report["ok"], report["stages"]
    assert len(report["stages"]) == 13
    assert rows_of(running, report["store_id"]) == []
    assert report["store_id"] not in str(running.cli("store", "list"))
    running.settled()
    # Other tests leave dead letters of their own.
    assert report["store_id"] not in str(running.cli("deadletters", "list"))


@pytest.fixture
def no_worker(running: Running) -> Iterator[None]:
    """Deliveries are queued, and nobody takes them."""
    functions = client(running, "lambda")
    (mapping,) = [
        one["UUID"]
        for one in functions.list_event_source_mappings()["EventSourceMappings"]
        if one["EventSourceArn"].endswith("-events.fifo")
    ]
    functions.update_event_source_mapping(UUID=mapping, Enabled=False)
    yield
    functions.update_event_source_mapping(UUID=mapping, Enabled=True)


def test_it_says_where_an_order_gets_stuck_and_cleans_up_all_the_same(
    running: Running, no_worker: None
) -> None:
    ran = running.command("--json", "smoke", "--timeout", "2")
    assert ran.exit_code == 1
    report = json.loads(ran.out)
    (stuck,) = [stage for stage in report["stages"] if not stage["ok"]]
    assert stuck["stage"] == "its points show"
    assert "0 points show, not 120" in stuck["what"]
    assert report["stages"][-1]["stage"] == "nothing is left of it"
    assert rows_of(running, report["store_id"]) == []
