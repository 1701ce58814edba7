"""A bare emulator for a test session, and a fresh table of the real definition for each test.

With ENGINE=dynamodb-local the tables are kept by Amazon's DynamoDB Local: each of the two refuses
what the other lets pass.
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

from infra.local.dynamodb_local import DynamoDbLocal
from infra.local.emulator import Emulator, credentials
from infra.local.table import create_table

_numbers = itertools.count(1)


@dataclass(frozen=True)
class FreshTable:
    """An empty table of the template's definition, and the client that made it."""

    name: str
    endpoint_url: str
    client: Any


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
    if os.environ.get("ENGINE") != "dynamodb-local":
        yield emulator.url
        return
    with DynamoDbLocal(tmp_path_factory.mktemp("dynamodb"), in_memory=True) as engine:
        yield engine.url


@pytest.fixture
def table(aws: Emulator, tables_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FreshTable]:
    """A fresh table, its name in TABLE_NAME and the stage in STAGE."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", tables_url)
    client = boto3.client("dynamodb")
    name = f"regulars-test-{next(_numbers)}"
    create_table(client, name)
    monkeypatch.setenv("TABLE_NAME", name)
    monkeypatch.setenv("STAGE", "local")
    yield FreshTable(name, tables_url, client)
    client.delete_table(TableName=name)
