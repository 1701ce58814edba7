"""What cannot be done is laid among the dead letters with its reason, and its neighbours go on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from aws_lambda_powertools import Logger

from core.errors import Forbidden, LedgerBusy, NotFound, StoreUnavailable, Terminal
from functions.batch import process
from infra.local.emulator import Emulator
from tests.support.http_api import Context
from tests.support.queues import Queue, attributes, queue, received

logger = Logger(service="test")


class Worker:
    """A function behind a queue: fails on the messages that say so, remembers the others."""

    def __init__(self, behind: Queue) -> None:
        self.behind = behind
        self.done: list[str] = []
        self.errors: dict[str, Callable[[], Exception]] = {
            "poison": lambda: NotFound("The store has no published program.", code="no_program"),
            "busy": lambda: LedgerBusy("The ledger is busy."),
            "bug": lambda: KeyError("jia@example.com"),
            "refused": lambda: Forbidden("The store refused the keys."),
        }

    def turn(self) -> dict[str, Any]:
        """One batch, acknowledged; the function's answer."""
        event = self.behind.take()
        answer = process(event, Context(), logger, self._one, fifo=self.behind.fifo)
        self.behind.acknowledge(event, answer)
        return answer

    def _one(self, message: dict[str, Any]) -> None:
        if message["say"] in self.errors:
            raise self.errors[message["say"]]()
        self.done.append(message["say"])


@pytest.fixture(params=[True, False], ids=["fifo", "standard"])
def worker(
    request: pytest.FixtureRequest, aws: Emulator, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worker]:
    with queue("work", fifo=request.param, receives=3) as behind:
        for name, value in behind.environment().items():
            monkeypatch.setenv(name, value)
        yield Worker(behind)


def letters(worker: Worker) -> list[dict[str, str]]:
    return [attributes(one) | {"body": one["Body"]} for one in received(worker.behind.dead)]


def test_what_can_never_succeed_is_laid_there_at_once_and_its_neighbours_are_done(
    worker: Worker,
) -> None:
    for say in ("before", "poison", "after"):
        worker.behind.put({"say": say})
    assert worker.turn() == {"batchItemFailures": []}
    assert sorted(worker.done) == ["after", "before"]
    [letter] = letters(worker)
    assert json.loads(letter["body"]) == {"say": "poison"}
    assert letter["code"] == "no_program"
    assert letter["reason"] == "The store has no published program."
    assert letter["receives"] == "1"
    assert letter["function"] == "test"
    assert letter["request_id"] == Context().aws_request_id
    assert letter["at"] >= letter["sent_at"] > "2020"
    assert letter.get("group") == ("g" if worker.behind.fifo else None)


@pytest.mark.parametrize("trouble", ["busy", "bug", "refused"])
def test_what_may_pass_uses_up_its_receives_and_then_lets_its_neighbours_go_on(
    worker: Worker, trouble: str
) -> None:
    worker.behind.put({"say": trouble})
    worker.behind.put({"say": "behind it"})
    assert worker.turn()["batchItemFailures"]
    assert worker.turn()["batchItemFailures"]
    assert letters(worker) == []
    assert worker.turn() == {"batchItemFailures": []}
    assert worker.done == ["behind it"]
    [letter] = letters(worker)
    assert letter["receives"] == "3"
    assert worker.turn() == {"batchItemFailures": []}
    assert received(worker.behind.url) == []


def test_of_what_nobody_foresaw_only_the_kind_and_the_place_are_told(worker: Worker) -> None:
    worker.behind.put({"say": "bug"})
    for _ in range(3):
        worker.turn()
    [letter] = letters(worker)
    assert letter["code"] == "unforeseen"
    assert letter["reason"].startswith("KeyError in ")
    assert "jia" not in letter["reason"]
    assert "_one" in letter["reason"]


def test_an_address_in_a_stores_own_words_is_not_kept(worker: Worker) -> None:
    worker.errors["poison"] = lambda: Terminal("No mail\x07 to jia.lin@example.com, sorry.")
    worker.behind.put({"say": "poison"})
    worker.turn()
    [letter] = letters(worker)
    assert letter["reason"] == "No mail  to (address) sorry."


@pytest.mark.parametrize("text", ["no JSON {", "[1, 2]", '"text"'])
def test_what_is_no_message_of_ours_is_laid_there_as_it_is(worker: Worker, text: str) -> None:
    worker.behind.put(text)
    worker.behind.put({"say": "good"})
    assert worker.turn() == {"batchItemFailures": []}
    assert worker.done == ["good"]
    [letter] = letters(worker)
    assert (letter["body"], letter["code"]) == (text, "bad_input")


def test_nothing_is_done_before_it_is_among_the_dead_letters(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = worker.behind.dead.replace("-dead", "-nowhere")
    monkeypatch.setenv("DEAD_LETTERS_QUEUE_URL", gone)
    worker.behind.put({"say": "poison"})
    for _ in range(3):
        assert len(worker.turn()["batchItemFailures"]) == 1
    # After its last receive SQS moves it, as it always did: without a reason, but there.
    assert worker.turn() == {"batchItemFailures": []}
    [letter] = letters(worker)
    assert letter == {"body": '{"say": "poison"}'}


def test_a_message_that_comes_again_because_its_end_got_lost_makes_no_second_letter(
    aws: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queue("work", fifo=True) as behind:
        for name, value in behind.environment().items():
            monkeypatch.setenv(name, value)
        worker = Worker(behind)
        behind.put({"say": "poison"})
        event = behind.take()
        for _ in range(2):
            process(event, Context(), logger, worker._one, fifo=True)
        assert len(letters(worker)) == 1


def test_more_than_ten_letters_of_one_group_can_be_seen_at_once(
    aws: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queue("work", fifo=True) as behind:
        for name, value in behind.environment().items():
            monkeypatch.setenv(name, value)
        worker = Worker(behind)
        for _ in range(12):
            behind.put({"say": "poison"})
        worker.turn()
        worker.turn()
        assert len(letters(worker)) + len(letters(worker)) == 12


def test_without_a_queue_for_dead_letters_everything_is_left_to_sqs(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEAD_LETTERS_QUEUE_URL")
    monkeypatch.delenv("MAX_RECEIVES")
    worker.errors["poison"] = lambda: StoreUnavailable("no answer")
    worker.behind.put({"say": "poison"})
    assert len(worker.turn()["batchItemFailures"]) == 1
    assert boto3.client("sqs").get_queue_attributes(
        QueueUrl=worker.behind.url, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"] == {"ApproximateNumberOfMessages": "1"}
