"""The queues: fast enough, and nothing among the dead letters."""

from __future__ import annotations

from collections.abc import Iterator

from cli.doctor.line import Check, Line
from infra.local.facts import StackFacts
from integrations.aws.session import client

_FAST = {"FifoThroughputLimit": "perMessageGroupId", "DeduplicationScope": "messageGroup"}


def throughput(facts: StackFacts) -> Iterator[Line]:
    """Without high throughput a FIFO queue takes 300 sends a second."""
    for name in ("events", "balances"):
        url = facts.queues[name]
        found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        slow = {key for key, value in _FAST.items() if found["Attributes"].get(key) != value}
        if slow:
            wanted = ",".join(f"{key}={value}" for key, value in _FAST.items())
            do = f"aws sqs set-queue-attributes --queue-url {url} --attributes {wanted}"
            what = f"{name}: 300 messages a second, no more ({', '.join(sorted(slow))})"
            yield Line("queue throughput", "bad", what, do)
        else:
            yield Line("queue throughput", "ok", f"{name}: high throughput")


def dead_letters(facts: StackFacts) -> Iterator[Line]:
    """What could not be done."""
    found = {}
    for name, url in facts.dead_letters.items():
        answer = client("sqs").get_queue_attributes(
            QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        count = int(answer["Attributes"]["ApproximateNumberOfMessages"])
        if count:
            found[name] = count
    if not found:
        yield Line("dead letters", "ok", "none")
    for name, count in found.items():
        do = "see why: ./regulars deadletters list; mend it; ./regulars deadletters redrive"
        yield Line("dead letters", "bad", f"{name}: {count:,}", do)


CHECKS = (Check("queue throughput", throughput), Check("dead letters", dead_letters))
