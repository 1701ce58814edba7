"""A bare emulator for a test session, and a fresh table of the real definition for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from infra.local.emulator import Emulator, credentials
from infra.tools import ROOT

_DEFINITION = ROOT / "infra" / "table.yml"
# Given to CreateTable as they stand in the template; what is left out is set by calls of its own.
_CREATE = ("BillingMode", "AttributeDefinitions", "KeySchema")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class FreshTable:
    """An empty table of the template's definition, and the client that made it."""

    name: str
    endpoint_url: str
    client: Any


def create_table(client: Any, name: str) -> None:
    """Create `name` as infra/table.yml defines it: keys, billing, stream, time to live."""
    properties = yaml.safe_load(_DEFINITION.read_text())["Resources"]["Table"]["Properties"]
    client.create_table(
        TableName=name,
        StreamSpecification={"StreamEnabled": True, **properties["StreamSpecification"]},
        **{key: properties[key] for key in _CREATE},
    )
    client.update_time_to_live(
        TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
    )


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


@pytest.fixture
def table(aws: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[FreshTable]:
    """A fresh table, its name in TABLE_NAME and the stage in STAGE."""
    client = boto3.client("dynamodb")
    name = f"regulars-test-{next(_numbers)}"
    create_table(client, name)
    monkeypatch.setenv("TABLE_NAME", name)
    monkeypatch.setenv("STAGE", "local")
    yield FreshTable(name, aws.url, client)
    client.delete_table(TableName=name)
