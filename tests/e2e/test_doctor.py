"""./regulars doctor on everything that make run starts."""

from __future__ import annotations

import json
import uuid

import boto3

from infra.local import facts
from tests.support.running import Running


def test_all_is_well_and_one_dead_letter_is_not(running: Running) -> None:
    ran = running.command("--json", "doctor")
    report = json.loads(ran.out)
    # What other tests do to stores and queues of this stack is theirs.
    found = {line["check"]: line["status"] for line in report["lines"]}
    well = ["recovery", "protection", "stream", "billing", "queue throughput", "log retention"]
    well += ["keys", "key rotation", "secret", "mail sender", "build", "release", "relay"]
    assert {check: found[check] for check in well} == dict.fromkeys(well, "ok")
    assert {"sweep", "webhooks", "deliveries", "due work"} <= found.keys()
    assert all(line["do"] for line in report["lines"] if line["status"] == "bad")

    known = running.stack.facts
    variables = facts.environ(known)
    queues = boto3.client(
        "sqs",
        endpoint_url=known.endpoint_url,
        region_name=known.region,
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    url = known.dead_letters["fetches"]
    queues.send_message(QueueUrl=url, MessageBody=json.dumps({"test": uuid.uuid4().hex}))
    ran = running.command("doctor")
    queues.purge_queue(QueueUrl=url)
    assert ran.exit_code == 1
    assert "bad" in ran.out
    assert "./regulars deadletters list" in ran.out
