"""Real clients on a wire in memory: what becomes of each trouble above it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from core.errors import LedgerBusy
from core.ledger.members import CommandRow
from core.ledger.table import Commit, Contended, Row, bind, connect, put_alone, read_rows, retrying
from integrations.aws.mail import send_mail
from integrations.aws.objects import put_once
from integrations.aws.queues import send
from integrations.aws.sealing import seal, unseal
from integrations.aws.secrets import app_secret
from integrations.aws.session import client
from tests.simulation.aws import AWS, Clock, Killed, Wire, faults, install, installed
from tests.simulation.aws.wire import Around, Perform

_NEW = CommandRow.pk.does_not_exist()


def row(name: str = "1") -> CommandRow:
    return CommandRow(name, "COMMAND", what="test")


def commit(*names: str) -> None:
    transaction = Commit()
    for name in names:
        transaction.put(row(name), _NEW)
    transaction.send()


def names() -> list[str]:
    return sorted(row.pk for row in Row.scan())


def first(fault: Around, count: int = 1) -> Around:
    """The fault for the first calls, and then none."""
    left = [count]

    def around(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        left[0] -= 1
        return fault(service, operation, request, perform) if left[0] >= 0 else perform()

    return around


def cause_of(error: Contended) -> PynamoDBException:
    """What PynamoDB made of botocore's error."""
    assert isinstance(error.__cause__, PynamoDBException)
    return error.__cause__


def reasons_of(error: PynamoDBException) -> list[str | None]:
    """Why a transaction was cancelled, item by item."""
    reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else []
    return [None if reason is None else reason.code for reason in reasons]


def write_alone() -> None:
    put_alone(row(), _NEW)


def write_together() -> None:
    commit("1", "2")


WRITES = pytest.mark.parametrize("write", [write_alone, write_together])


@WRITES
@pytest.mark.parametrize(
    "fault",
    [faults.throttled, faults.internal_error, faults.timed_out_before, faults.refused_connection],
)
def test_what_was_not_done_is_tried_again_by_botocore_itself(
    wire: Wire, clock: Clock, write: Callable[[], None], fault: Around
) -> None:
    wire.around = first(fault)
    write()
    assert sum(wire.calls.values()) == 2
    assert clock.slept_ns > 0


@WRITES
@pytest.mark.parametrize("fault", [faults.throttled, faults.timed_out_before])
def test_what_fails_too_often_is_contended_and_nothing_is_written(
    wire: Wire, write: Callable[[], None], fault: Around
) -> None:
    wire.around = fault
    with pytest.raises(Contended):
        write()
    assert sum(wire.calls.values()) == Row.Meta.max_retry_attempts + 1
    wire.around = None
    assert names() == []


@pytest.mark.parametrize("fault", [faults.timed_out_after, faults.failed_after])
def test_a_transaction_whose_answer_got_lost_is_the_same_one_when_it_is_sent_again(
    wire: Wire, fault: Around
) -> None:
    wire.around = first(fault)
    commit("1", "2")
    assert names() == ["1", "2"]


@pytest.mark.parametrize("fault", [faults.timed_out_after, faults.failed_after])
def test_a_single_write_whose_answer_got_lost_meets_its_own_condition(
    wire: Wire, fault: Around
) -> None:
    wire.around = first(fault)
    with pytest.raises(Contended) as refused:
        write_alone()
    assert "ConditionalCheckFailed" in refused.value.reason
    assert names() == ["1"]


@WRITES
def test_a_conflict_is_not_tried_again_by_botocore_but_by_who_decides(
    wire: Wire, write: Callable[[], None]
) -> None:
    wire.around = first(faults.conflicted)
    with pytest.raises(Contended) as refused:
        write()
    cause = cause_of(refused.value)
    assert (cause.cause_response_code, reasons_of(cause)) == {
        write_alone: ("TransactionConflictException", []),
        write_together: ("TransactionCanceledException", ["TransactionConflict", None]),
    }[write]
    assert sum(wire.calls.values()) == 1
    wire.around = first(faults.conflicted, 11)
    retrying(write)
    wire.around = faults.conflicted
    with pytest.raises(LedgerBusy):
        retrying(write)


def test_a_transaction_in_progress_is_waited_for(wire: Wire) -> None:
    wire.around = first(faults.in_progress, 2)
    commit("1")
    assert wire.calls == {("dynamodb", "TransactWriteItems"): 3}


def test_keys_that_were_left_out_are_asked_for_again(wire: Wire) -> None:
    commit("1", "2", "3")
    wire.around = first(faults.unprocessed, 2)
    found = read_rows([(name, "COMMAND") for name in ("1", "2", "3")])
    assert sorted(row.pk for row in found) == ["1", "2", "3"]
    assert wire.calls["dynamodb", "BatchGetItem"] == 3


@pytest.mark.parametrize(("fault", "written"), [("killed_before", []), ("killed_after", ["1"])])
def test_a_kill_goes_through_everything(wire: Wire, fault: str, written: list[str]) -> None:
    wire.around = getattr(faults, fault)
    with pytest.raises(Killed):
        retrying(write_alone)
    wire.around = None
    assert names() == written


def test_a_wait_for_an_answer_takes_the_time_that_it_takes(wire: Wire, clock: Clock) -> None:
    before_ns = clock.now_ns
    wire.around = first(faults.timed_out_before)
    write_alone()
    assert clock.now_ns - before_ns >= Row.Meta.read_timeout_seconds * 10**9


def test_a_process_that_failed_a_lot_leaves_the_next_a_full_quota_of_retries(wire: Wire) -> None:
    wire.around = faults.internal_error
    for _ in range(40):
        with pytest.raises(Contended):
            write_alone()
    wire.calls.clear()
    with pytest.raises(Contended):
        write_alone()
    assert sum(wire.calls.values()) == 1  # botocore gave up trying again
    fresh = install(AWS.deployed("simulated"), first(faults.internal_error))
    write_alone()
    assert sum(fresh.calls.values()) == 2


def test_the_other_services_are_on_the_wire_as_well(wire: Wire) -> None:
    aws = wire.aws
    send(os.environ["EVENTS_QUEUE_URL"], {"a": 1}, group="g")
    (message,) = aws.sqs.queues["regulars-simulated-events.fifo"].messages.values()
    assert (json.loads(message.body), message.group) == ({"a": 1}, "g")
    sealed = seal({"token": "t"}, "woo-1", os.environ["KMS_KEY_ID"])
    assert unseal(sealed, "woo-1", os.environ["KMS_KEY_ID"]) == {"token": "t"}
    keys = {"master_key": "ab" * 32, "session_key": "cd" * 32}
    aws.secrets.put(os.environ["APP_SECRET_NAME"], json.dumps(keys))
    assert app_secret(os.environ["APP_SECRET_NAME"], "prod").master_key == b"\xab" * 32
    send_mail(sender="points@shop.example.com", to="jia@example.com", subject="點", text="Hello")
    (mail,) = aws.ses.outbox
    assert mail["Destination"] == {"ToAddresses": ["jia@example.com"]}
    assert mail["Content"]["Simple"]["Subject"]["Data"] == "點"


@pytest.mark.parametrize("service", ["sqs", "kms", "secretsmanager", "sesv2", "s3"])
def test_every_service_can_be_throttled(wire: Wire, service: str) -> None:
    wire.around = first(faults.throttled)
    if service == "sqs":
        send(os.environ["FETCHES_QUEUE_URL"], {"a": 1})
    elif service == "kms":
        seal({"a": 1}, "woo-1", os.environ["KMS_KEY_ID"])
    elif service == "secretsmanager":
        client(service).create_secret(Name="s", SecretString="s")
    elif service == "s3":
        assert put_once(os.environ["RECORDS_BUCKET"], "key", b"body", "text/plain")
    else:
        send_mail(sender="a@example.com", to="jia@example.com", subject="s", text="t")
    assert [calls for (name, _), calls in wire.calls.items() if name == service] == [2]


def test_an_account_is_replaced_without_a_new_client(wire: Wire) -> None:
    write_alone()
    before = connect().client
    install(AWS.deployed("simulated"))
    assert connect().client is before
    assert names() == []


def test_what_is_taken_off_the_wire_goes_where_it_went_before(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = (Row.Meta.table_name, Row.Meta.host)
    with installed(AWS("another")):
        assert Row.Meta.table_name == "another"
    assert (Row.Meta.table_name, Row.Meta.host) != ("another", bound[1])


@pytest.mark.parametrize("lean", [True, False])
def test_a_lean_client_says_and_hears_the_same(clock: Clock, lean: bool) -> None:
    heard: list[dict[str, Any]] = []

    def around(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        heard.append(request)
        return perform()

    with installed(AWS("simulated"), around, lean=lean):
        commit("1", "2")
        with pytest.raises(Contended) as refused:
            commit("2", "3")
        assert sorted(one.pk for one in read_rows([("1", "COMMAND"), ("9", "COMMAND")])) == ["1"]
        with pytest.raises(ClientError) as malformed:
            connect().client.query(TableName="simulated", KeyConditionExpression="")
    assert reasons_of(cause_of(refused.value)) == ["ConditionalCheckFailed", None]
    assert malformed.value.response["Error"]["Code"] == "ValidationException"
    assert heard[0]["TransactItems"][0]["Put"]["Item"] == {
        "pk": {"S": "1"},
        "sk": {"S": "COMMAND"},
        "t": {"S": "C"},
        "what": {"S": "test"},
    }


def test_the_rows_can_be_bound_elsewhere_meanwhile(clock: Clock) -> None:
    bind("somewhere-else")
    with installed(AWS("simulated")):
        write_alone()
        assert names() == ["1"]
    assert Row.Meta.table_name == "somewhere-else"
