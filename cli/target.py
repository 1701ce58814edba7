"""Which stack a command works on: the one on this machine, or a stage on AWS."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.errors import NotFound, Retryable
from infra.local import facts
from infra.local.facts import StackFacts
from infra.local.settings import STAGE as LOCAL_STAGE
from infra.tools import ROOT

_PROBE_TIMEOUT_S = 1.0
# With these a command for this machine could reach a real account, or the wrong table.
_NOT_LOCAL = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "DYNAMODB_ENDPOINT_URL")


def use(stage: str | None, region: str | None) -> StackFacts:
    """Point this process at the stack: `stage` if named (or REGULARS_STAGE), else the local one.

    Raises NotFound, saying how to start or deploy it, when there is none.
    """
    stage = stage or os.environ.get("REGULARS_STAGE") or LOCAL_STAGE
    found = _local() if stage == LOCAL_STAGE else deployed(stage, region)
    if stage == LOCAL_STAGE:
        for name in _NOT_LOCAL:
            os.environ.pop(name, None)
    os.environ.update(facts.environ(found))

    from core.ledger import table

    table.bind(found.table)
    return found


def data_dir() -> Path:
    """Where the local stack keeps its state. A relative DATA_DIR is meant from here, or from the
    project, where `make run` runs."""
    given = Path(os.environ.get("DATA_DIR") or ".local")
    here = Path.cwd() / given
    return here if (here / facts.FILE_NAME).exists() else ROOT / given


def _local() -> StackFacts:
    folder = data_dir()
    try:
        found = facts.load(folder)
    except FileNotFoundError:
        found = None
    if found is None or not _listens(found.endpoint_url):
        raise NotFound(
            "The local stack is not running. Start it with `make run` (in another terminal, with "
            "the same DATA_DIR), or name a stage on AWS with --stage.",
            code="not_running",
        )
    return found


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), _PROBE_TIMEOUT_S).close()
    except OSError:
        return False
    return True


def set_region(region: str | None) -> None:
    """Make `region`, or AWS_REGION, the one that AWS's clients use. botocore itself reads only
    AWS_DEFAULT_REGION."""
    region = region or os.environ.get("AWS_REGION")
    if region:
        os.environ["AWS_REGION"] = os.environ["AWS_DEFAULT_REGION"] = region


def deployed(stage: str, region: str | None) -> StackFacts:
    """The facts of a stage on AWS, from the outputs of its stack. Raises NotFound."""
    from integrations.aws.session import client

    set_region(region)
    cloudformation = client("cloudformation")
    where = cloudformation.meta.region_name
    stack = describe(cloudformation, stage)
    if stack is None:
        raise NotFound(
            f"Nothing is deployed as stage {stage!r} in {where}. Deploy it: ./regulars deploy "
            f"--stage {stage} --region {where}",
            code="not_deployed",
        )
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}
    try:
        return facts.from_outputs(stage, where, outputs)
    except KeyError as missing:
        raise Retryable(
            f"The stack of stage {stage!r} is in state {stack['StackStatus']} and has no output "
            f"{missing}. Deploy it again.",
            code="half_deployed",
        ) from None


def describe(cloudformation: Any, stage: str) -> dict[str, Any] | None:
    """CloudFormation's word on the stack of a stage; None when there is none."""
    try:
        stacks = cloudformation.describe_stacks(StackName=f"regulars-{stage}")["Stacks"]
    except cloudformation.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    found: dict[str, Any] = stacks[0]
    return found
