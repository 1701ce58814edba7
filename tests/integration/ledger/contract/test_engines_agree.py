"""The simulation's DynamoDB answers as the engine under test does: the emulator, or Amazon's own.

Where an engine is known to be wrong the request says how; then it must still be wrong, and the
table in memory must answer as Amazon's engine does.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from core.ledger import due, links, members, people, programs, redemptions, rows, stores
from core.ledger.table import Row, connect
from tests.integration.ledger.contract import conditions, items, reading, transacting, updating
from tests.integration.ledger.contract.asks import Ask, get, key
from tests.simulation.aws import AWS, installed
from tests.simulation.aws.expressions import RESERVED
from tests.support.emulator import ENGINE, FreshTable

_SCENARIOS = {
    name: asks
    for module in (items, conditions, reading, transacting, updating)
    for name, asks in module.SCENARIOS.items()
}
_KEEPERS = (due, links, members, people, programs, redemptions, rows, stores)  # of all rows
# Amazon's engine for one machine counts transactions, reads of nothing and batches otherwise than
# the service does; the emulator leaves batches out.
_UNMEASURED = {
    "dynamodb-local": {"TransactWriteItems", "TransactGetItems", "BatchGetItem"},
    "ministack": {"BatchGetItem"},
}
_TABLE = "regulars-memory"


@functools.cache
def _client(url: str) -> Any:
    """A client of an engine that says nothing of its own about requests."""
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    return boto3.client("dynamodb", endpoint_url=url, config=config)


@pytest.fixture
def memory() -> Iterator[Any]:
    """A client of an empty table in memory, called as the engine's is."""
    with installed(AWS(_TABLE), lean=False):
        yield connect().client


@pytest.mark.skipif(ENGINE == "memory", reason="nothing to compare it with")
@pytest.mark.parametrize("name", _SCENARIOS)
def test_memory_and_engine_answer_alike(name: str, table: FreshTable, memory: Any) -> None:
    engine = _client(table.endpoint_url)
    for ask in _SCENARIOS[name]:
        expected = _measured(ask, ask.of(engine, table.name))
        answered = _measured(ask, ask.of(memory, _TABLE))
        if ask.lax and table.engine == "ministack":
            assert answered != expected, f"the emulator is right by now: {ask}"
        else:
            assert answered == expected, ask


@pytest.mark.skipif(ENGINE == "memory", reason="nothing to compare it with")
def test_every_attribute_of_ours_that_is_a_reserved_word_is_known(table: FreshTable) -> None:
    names = {
        attribute.attr_name for row in _all_rows(Row) for attribute in row.get_attributes().values()
    }
    asked = {name: get(key("a"), ProjectionExpression=name) for name in names}
    engine = _client(table.endpoint_url)
    refused = {name for name, ask in asked.items() if "refused" in ask.of(engine, table.name)}
    assert refused == {name for name in names if name in RESERVED}


def _all_rows(row: type[Row]) -> Iterator[type[Row]]:
    yield row
    for below in row.__subclasses__():
        yield from _all_rows(below)


def _measured(ask: Ask, answer: dict[str, Any]) -> dict[str, Any]:
    if ask.operation in _UNMEASURED[ENGINE] or "ReturnConsumedCapacity" not in ask.fields:
        return {name: value for name, value in answer.items() if name != "ConsumedCapacity"}
    return answer
