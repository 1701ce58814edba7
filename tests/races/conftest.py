"""Workers, engines and the report of what races looked like."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import boto3
import pytest

from core.ledger import programs, stores
from core.ledger import table as ledger_table
from infra.local.dynamodb_local import DynamoDbLocal
from infra.local.emulator import Emulator, credentials
from infra.local.settings import ENGINES
from infra.local.table import create_table
from tests.races import template
from tests.races.arena import Arena
from tests.races.sqs import Seen
from tests.races.workers import Fleet
from tests.support.operator import locked_bucket, put_secret, signing_key
from tests.support.sandbox import receiver, store

__all__ = ["receiver", "store"]

_TABLE = "regulars-races"
_FIGURES: list[tuple[str, str, Seen]] = []


@pytest.fixture(scope="session", params=ENGINES)
def arena(
    request: pytest.FixtureRequest, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Arena]:
    """A table on each engine in turn; queues, secrets and keys are the emulator's."""
    home: Path = tmp_path_factory.mktemp(request.param)
    durable = None
    if request.param == "dynamodb-local":
        durable = DynamoDbLocal(home / "data").start()
    with pytest.MonkeyPatch.context() as patch:
        made = _made(emulator, durable, patch)
        fleet = Fleet(home, lambda function: _environment(function, made))
        dead = {name: url for name, url in made.items() if name.endswith("DeadLetters")}
        yield Arena(request.param, fleet, dead, durable, _FIGURES)
        fleet.close()
        if durable is not None:
            durable.stop()


def _made(
    emulator: Emulator, durable: DynamoDbLocal | None, patch: pytest.MonkeyPatch
) -> dict[str, str]:
    """What the template would have made, by logical id; this process works on it, too."""
    patch.delenv("AWS_PROFILE", raising=False)
    variables = {**credentials(), "AWS_ENDPOINT_URL": emulator.url}
    if durable is not None:
        variables["AWS_ENDPOINT_URL_DYNAMODB"] = durable.url
    for name, value in variables.items():
        patch.setenv(name, value)
    sqs = boto3.client("sqs")
    made = {
        "Table": _TABLE,
        "HasPublicUrl": "http://127.0.0.1:8000",
        "MailFrom": "shop@example.com",
    }
    made["RecordsBucket"] = locked_bucket("races-records")
    made["SigningKey"] = signing_key(emulator.url)
    made["CredentialsKey"] = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
    for queue, attributes in template.queues():
        name = f"races-{queue}" + (".fifo" if attributes else "")
        made[queue] = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    create_table(boto3.client("dynamodb"), _TABLE)
    for name, value in template.environment("ledger_worker", made).items():
        patch.setenv(name, value)
    put_secret(os.environ["APP_SECRET_NAME"], allow_private_store_urls=True)
    ledger_table.bind(_TABLE)
    stores._cached.clear()
    programs._cached.clear()
    return made


def _environment(function: str, made: Mapping[str, str]) -> dict[str, str]:
    """What a function finds in its environment: the template's, and what Lambda adds."""
    lambdas = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    lambdas |= {"PATH": os.environ["PATH"], "TZ": ":UTC", "LANG": "C.UTF-8"}
    return lambdas | template.environment(function, made)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was seen: a race that nobody lost proves nothing."""
    if not _FIGURES:
        return
    terminalreporter.section("races")
    line = "{:<34} {:<15} {:>8} {:>9} {:>10} {:>7} {:>12} {:>9} {:>8}"
    heads = ("race", "engine", "messages", "conflicts", "put back", "deaths", "receives max")
    terminalreporter.line(line.format(*heads, "longest s", "a second"))
    for race, engine, seen in _FIGURES:
        rate = seen.messages / seen.seconds if seen.seconds else 0
        numbers = (seen.messages, seen.conflicts, seen.put_back, seen.deaths, seen.receives_max)
        ends = (f"{seen.longest_s:.1f}", f"{rate:.0f}")
        terminalreporter.line(line.format(race, engine, *numbers, *ends))
