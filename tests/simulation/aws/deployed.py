"""The queues as infra/queues.yml defines them, and the environment that functions find."""

from __future__ import annotations

import functools
import re
from typing import Any

import yaml

from infra.tools import ROOT
from tests.simulation.aws.sqs import SQS, url_of

STAGE = "simulated"
_PARAM = re.compile(r"\$\{param:(\w+)\}")
_CUSTOM = re.compile(r"\$\{self:custom\.([\w.]+)\}")


@functools.cache
def serverless() -> dict[str, Any]:
    """serverless.yml, read once: that takes as long as fifty calls."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "serverless.yml").read_text())
    return found


@functools.cache
def _definitions() -> dict[str, dict[str, Any]]:
    """Properties by the resource's name, as they are on AWS."""
    params = serverless()["params"]["default"]
    text = (ROOT / "infra" / "queues.yml").read_text().replace("${sls:stage}", STAGE)
    text = _CUSTOM.sub(lambda match: str(_found(serverless()["custom"], match.group(1))), text)
    text = _PARAM.sub(lambda match: str(params[match.group(1)]), text)
    resources = yaml.safe_load(text)["Resources"]
    return {
        name: resource["Properties"]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::SQS::Queue"
    }


def _found(where: Any, path: str) -> Any:
    for name in path.split("."):
        where = where[name]
    return where


def deploy(sqs: SQS) -> None:
    """Create every queue of the template, dead letters connected."""
    found = _definitions()
    for properties in found.values():
        sqs.create(
            properties["QueueName"],
            fifo=properties.get("FifoQueue", False),
            delay_s=properties.get("DelaySeconds", 0),
            visibility_s=properties.get("VisibilityTimeout", 30),
            retention_s=properties.get("MessageRetentionPeriod", 4 * 86400),
            deduplicates_by_group=properties.get("DeduplicationScope") == "messageGroup",
        )
    for properties in found.values():
        policy = properties.get("RedrivePolicy")
        if policy is not None:
            queue = sqs.queues[properties["QueueName"]]
            (target, _) = policy["deadLetterTargetArn"]["Fn::GetAtt"]
            queue.dead_letters = sqs.queues[found[target]["QueueName"]]
            queue.max_receives = int(policy["maxReceiveCount"])


def queue_name(resource: str) -> str:
    """The name of the template's queue ("EventsQueue")."""
    return str(_definitions()[resource]["QueueName"])


def environment() -> dict[str, str]:
    """What serverless.yml gives to functions, as far as it does not depend on who deploys."""
    urls = {
        name: url_of(queue_name(value["Ref"]))
        for name, value in serverless()["provider"]["environment"].items()
        if name.endswith("_QUEUE_URL")
    }
    return {
        **urls,
        "STAGE": STAGE,
        "APP_SECRET_NAME": f"regulars/{STAGE}/app",
        "KMS_KEY_ID": "arn:aws:kms:us-east-1:000000000000:key/credentials",
        "RECORDS_BUCKET": "regulars-records",
        "FILES_BUCKET": "regulars-files",
        "BALANCES_DELAY_S": str(serverless()["params"]["default"]["balancesDelayS"]),
        "POWERTOOLS_METRICS_NAMESPACE": "Regulars",
        "PUBLIC_URL": "https://api.example.com",
        "MAIL_FROM": "points@shop.example.com",
    }
