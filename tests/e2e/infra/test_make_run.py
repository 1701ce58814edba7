"""`make run` as a newcomer, a supervisor or a terminal starts and stops it."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from infra.local import facts
from tests.support.stack import LocalStack

MAKE = ("make", "--no-print-directory", "run")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[LocalStack]:
    """`make run` with data of its own, not started yet."""
    running = LocalStack(tmp_path / "data", command=MAKE)
    yield running
    running.stop()


def left_behind(data_dir: Path) -> list[str]:
    """Command lines and directories of processes that name the data directory and stay alive.

    A function's process that was just being started ends when it finds its emulator gone."""
    deadline = time.monotonic() + 10
    while (found := _alive(data_dir)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def _alive(data_dir: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            where = f"{line} in {os.readlink(process / 'cwd')}"
        except OSError:
            continue
        if str(data_dir) in where:
            found.append(where)
    return found


def session_of(running: LocalStack) -> boto3.Session:
    variables = facts.environ(running.facts)
    return boto3.Session(
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        region_name=variables["AWS_REGION"],
    )


def test_stopped_through_make_it_leaves_no_process_and_keeps_its_data(made: LocalStack) -> None:
    made.start()
    known = made.facts
    item = {"pk": {"S": "kept"}, "sk": {"S": "over a restart"}}
    aws = session_of(made)
    aws.client("dynamodb", endpoint_url=known.endpoint_url).put_item(
        TableName=known.table, Item=item
    )
    sealed = aws.client("kms", endpoint_url=known.endpoint_url).encrypt(
        KeyId=known.kms_key_id, Plaintext=b"x", EncryptionContext={"store_id": "s"}
    )["CiphertextBlob"]
    made.stop(signal.SIGTERM)
    assert left_behind(made.data_dir) == []

    made.start()
    known = made.facts
    table = aws.client("dynamodb", endpoint_url=known.endpoint_url)
    key = {"TableName": known.table, "Key": item, "ConsistentRead": True}
    assert table.get_item(**key)["Item"] == item
    kms = aws.client("kms", endpoint_url=known.endpoint_url)
    opened = kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"store_id": "s"})
    assert opened["Plaintext"] == b"x"
    # make alone is interrupted: what it runs notices by itself.
    made.stop(signal.SIGINT)
    assert left_behind(made.data_dir) == []


def test_it_prints_where_to_go(stack: LocalStack) -> None:
    for path in ("/sandbox/", "/healthz"):
        assert f"{stack.url}{path}" in stack.output
        with urllib.request.urlopen(f"{stack.url}{path}", timeout=30) as page:
            assert page.status == 200


def test_a_second_one_on_the_same_data_says_so_and_leaves_the_first_alone(
    stack: LocalStack,
) -> None:
    second = LocalStack(stack.data_dir)
    second.log_path = stack.log_path.with_suffix(".second")
    with pytest.raises(AssertionError, match="another stack runs with DATA_DIR"):
        second.start()
    with urllib.request.urlopen(f"{stack.url}/healthz", timeout=30) as page:
        assert json.load(page)
