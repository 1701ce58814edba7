"""The shopper's API in worker processes: requests as the HTTP API hands them over, answers as a
shop's page gets them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from tests.races import template
from tests.races.sqs import Seen, in_parallel, meeting
from tests.races.workers import Died, Pace, Worker
from tests.support.http_api import Answered, answered, request

# How often a shopper's page tries again what was answered 503, or not at all.
TRIES = 8

T = TypeVar("T")
Event = dict[str, Any]
Ask = Callable[[Event], Answered]


def redemption(auth: str, key: str, reward_id: str = "off-small") -> Event:
    """POST /storefront/redemptions."""
    body = json.dumps({"reward_id": reward_id}).encode()
    headers = {"authorization": auth, "idempotency_key": key}
    return request("POST", "/storefront/redemptions", body=body, **headers)


def give_back(auth: str, redemption_id: str) -> Event:
    """POST /storefront/redemptions/{id}/return."""
    return request("POST", f"/storefront/redemptions/{redemption_id}/return", authorization=auth)


def serve(workers: Sequence[Worker], visits: Sequence[Callable[[Ask], T]]) -> tuple[list[T], Seen]:
    """Let shoppers come, each to a worker that is free; what they went away with, in their order.

    A visit asks one thing after another. `put_back` counts what had to be asked again,
    `receives_max` how often at most.
    """
    seen, lock = Seen(), threading.Lock()
    results: dict[int, T] = {}
    waiting = list(enumerate(visits))
    limit_s = template.timeout_s("storefront")

    def once(pace: Pace, worker: Worker, event: Event, tried: int) -> Answered | None:
        try:
            reply = worker.ask(event, pace, limit_s)
        except Died:
            worker.restart()
            return None
        assert not reply.error, reply.error
        with lock:
            seen.wire += reply.seen
            seen.longest_s = max(seen.longest_s, reply.took_s)
            seen.receives_max = max(seen.receives_max, tried)
        return answered(reply.answer)

    def ask(pace: Pace, worker: Worker, event: Event) -> Answered:
        for tried in range(1, TRIES + 1):
            answer = once(pace, worker, event, tried)
            if answer is not None and answer.status != 503:
                with lock:
                    seen.messages += 1
                return answer
            with lock:
                seen.put_back += 1
        raise AssertionError(f"busy {TRIES} times")

    def work(pace: Pace, worker: Worker) -> None:
        while True:
            with lock:
                if not waiting:
                    return
                number, visit = waiting.pop(0)
            results[number] = visit(partial(ask, pace, worker))

    began = time.monotonic()
    with meeting(min(len(workers), len(visits))) as where:
        in_parallel([partial(work, Pace(meeting=where), worker) for worker in workers])
    seen.seconds = time.monotonic() - began
    return [results[number] for number in range(len(visits))], seen
