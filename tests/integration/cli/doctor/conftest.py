"""A stack whose parts can be made bad."""

from __future__ import annotations

from dataclasses import replace

import boto3
import pytest

from infra.local import facts
from infra.local.facts import StackFacts
from tests.support.operator import Operator, operator
from tests.support.sandbox import receiver, store

__all__ = ["operator", "receiver", "store"]

_FIFO = {"FifoQueue": "true"}


@pytest.fixture
def stack(operator: Operator) -> StackFacts:
    """The operator's stack, with queues as nobody would deploy them, at a stage of its own."""
    sqs, stage = boto3.client("sqs"), operator.stack.table.removeprefix("regulars-")
    queues = {
        name: sqs.create_queue(QueueName=f"{stage}-{name}.fifo", Attributes=_FIFO)["QueueUrl"]
        for name in facts.QUEUES
    }
    dead = {
        name: sqs.create_queue(QueueName=f"{stage}-{name}-dead")["QueueUrl"]
        for name in facts.DEAD_LETTERS
    }
    return replace(operator.stack, stage=stage, queues=queues, dead_letters=dead)
