"""What must be right before anything is deployed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from core.errors import BadInput, Conflict, NotFound
from infra.local.settings import STAGE as LOCAL_STAGE
from infra.tools import OSLS, node
from integrations.aws.session import client

# Only a developer's machine may do these; a deployed function that could would send a shop's
# token elsewhere, or call into the account's own network.
_DEVELOPMENT = ("SHOPIFY_ADMIN_ORIGIN", "ALLOW_PRIVATE_STORE_URLS")
# The alarms that take a release back (infra/aliases.cjs), as they end their logical ids.
_TAKE_BACK = re.compile(r"-\w*(Errors|Exceptions|DeadLettersAlarm|ApiFails)-")
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who deploys, and where to. `partition` is "aws", "aws-cn", ..."""

    arn: str
    account: str
    region: str
    partition: str


def check_stage(stage: str | None) -> str:
    """The stage's name. Raises BadInput for one that names of AWS's resources cannot hold."""
    if not stage:
        raise BadInput("Name the stage: --stage prod, say.")
    if stage == LOCAL_STAGE:
        raise BadInput(f"{LOCAL_STAGE!r} is the stage of `make run`; choose another name.")
    if not _STAGE.fullmatch(stage):
        raise BadInput(
            f"{stage!r} is not a stage: at most 20 lower-case letters, digits and hyphens, a "
            "letter first."
        )
    return stage


def refuse_development() -> None:
    """Raises BadInput when the environment holds what is for development only."""
    for name in _DEVELOPMENT:
        if os.environ.get(name, "") not in ("", "0"):
            raise BadInput(
                f"{name} is for development only and is never deployed. Unset it first.",
                code="development_setting",
            )


def check_tools() -> None:
    """Raises NotFound, naming what installs it, when a program is missing."""
    try:
        node()
    except RuntimeError as error:
        raise NotFound("Node is missing. Run `make setup` first.", code="no_tools") from error
    if not OSLS.exists():
        raise NotFound(
            "The deployment framework is missing. Run `make setup` first.", code="no_tools"
        )


def caller() -> Caller:
    """Who the AWS credentials belong to. botocore's errors when there are none."""
    sts = client("sts")
    identity = sts.get_caller_identity()
    arn = str(identity["Arn"])
    return Caller(arn, str(identity["Account"]), sts.meta.region_name, arn.split(":")[1])


def refuse_ringing(stage: str) -> None:
    """Raises Conflict when alarms ring that would take a release back as soon as it begins."""
    pages = client("cloudwatch").get_paginator("describe_alarms")
    found = [
        alarm["AlarmName"]
        for page in pages.paginate(AlarmNamePrefix=f"regulars-{stage}-", StateValue="ALARM")
        for alarm in page["MetricAlarms"]
        if _TAKE_BACK.search(f"{alarm['AlarmName']}-")
    ]
    if found:
        raise Conflict(
            f"These alarms ring and would take the release back: {', '.join(sorted(found))}. Mend "
            "what they tell of first; if it is this release that mends it, add --despite-alarms.",
            code="alarms_ring",
            alarms=sorted(found),
        )


def refuse_ownerless_table(stage: str) -> None:
    """Raises Conflict when a table of the stage is there that no stack owns: a new stack could not
    be made around it, and it may hold a ledger."""
    tables, name = client("dynamodb"), f"regulars-{stage}"
    try:
        count = tables.describe_table(TableName=name)["Table"].get("ItemCount", 0)
    except tables.exceptions.ResourceNotFoundException:
        return
    raise Conflict(
        f"There is a table {name} (about {count:,} items) that belongs to no stack: its stack was "
        "deleted, or never came to be. If it holds a ledger, deploy with another --stage and "
        "restore it there. If it is empty: aws dynamodb update-table --table-name "
        f"{name} --no-deletion-protection-enabled && aws dynamodb delete-table --table-name {name}",
        code="table_without_stack",
    )
