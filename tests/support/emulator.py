"""A bare emulator for a test session, and a fresh table of the real definition for each test.

With ENGINE=dynamodb-local the tables are kept by Amazon's DynamoDB Local: each of the two refuses
what the other lets pass. With ENGINE=memory the one table of the data layer's tests is kept by the
simulation's DynamoDB, in this process.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from core.ledger.table import connect
from infra.local.dynamodb_local import DynamoDbLocal
from infra.local.emulator import Emulator, credentials
from infra.local.table import create_table
from tests.simulation.aws import AWS, installed

ENGINE = os.environ.get("ENGINE", "ministack")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class FreshTable:
    """An empty table of the template's definition, and a client of the engine that keeps it:
    "ministack", "dynamodb-local" or "memory"."""

    name: str
    endpoint_url: str
    client: Any
    engine: str = "ministack"


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator, nothing deployed, nothing kept."""
    home: Path = tmp_path_factory.mktemp("emulator")
    with Emulator(home) as running:
        yield running


@pytest.fixture
def aws(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The emulator, with this process's AWS environment pointing at it."""
    for name, value in credentials().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator.url)
    return emulator


@pytest.fixture(scope="session")
def tables_url(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of whoever keeps the tables."""
    if ENGINE != "dynamodb-local":
        yield emulator.url
        return
    with DynamoDbLocal(tmp_path_factory.mktemp("dynamodb"), in_memory=True) as engine:
        yield engine.url


@pytest.fixture
def table(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[FreshTable]:
    """A fresh table, its name in TABLE_NAME and the stage in STAGE."""
    yield from fresh_table(ENGINE, request, monkeypatch)


def fresh_table(
    engine: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FreshTable]:
    """The table of that engine. What is in memory starts nothing."""
    monkeypatch.setenv("STAGE", "local")
    if engine == "memory":
        monkeypatch.delenv("AWS_PROFILE", raising=False)
        # All of botocore, the signature too: what the simulation leaves out is tried here.
        with installed(AWS("regulars-memory"), lean=False):
            yield FreshTable("regulars-memory", "memory", connect().client, engine)
        return
    request.getfixturevalue("aws")
    tables_url = request.getfixturevalue("tables_url")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", tables_url)
    client = boto3.client("dynamodb")
    name = f"regulars-test-{next(_numbers)}"
    create_table(client, name)
    monkeypatch.setenv("TABLE_NAME", name)
    yield FreshTable(name, tables_url, client, engine)
    client.delete_table(TableName=name)
