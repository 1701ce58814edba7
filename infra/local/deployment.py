"""Deploys the packaged template onto the emulator, in the two steps in which osls does on AWS."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

from infra import package
from infra.local.settings import STAGE, Settings
from infra.tools import ROOT, one_at_a_time, osls

STACK = f"regulars-{STAGE}"
_CREATE = "cloudformation-template-create-stack.json"
_UPDATE = "cloudformation-template-update-stack.json"
_BUILD_TAG = "regulars:build"
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
_TIMEOUT_S = 120.0


class Packaged:
    """The functions' zips and the template, made from serverless.yml for this machine."""

    def __init__(self, build: Path, digest: str) -> None:
        self.build = build
        self.digest = digest

    @property
    def template(self) -> Path:
        """The folder with the two templates."""
        return self.build / "template"


def make_package() -> Packaged:
    """Build what changed since the last time; other stacks of this machine wait for it."""
    with one_at_a_time(ROOT / ".build" / "template.lock"):
        return _make_package()


def _make_package() -> Packaged:
    build = package.build("local")
    digest = hashlib.sha256((build / "stamp").read_bytes())
    for path in (ROOT / "serverless.yml", *sorted((ROOT / "infra").glob("*.*ml"))):
        digest.update(path.read_bytes())
    for path in sorted((ROOT / "infra").glob("*.cjs")):
        digest.update(path.read_bytes())
    packaged = Packaged(build, digest.hexdigest())
    stamp = build / "template.stamp"
    if not stamp.exists() or stamp.read_text() != packaged.digest:
        osls(
            *("package", "--stage", STAGE, "--package", str(packaged.template)),
            env={**os.environ, "BUILD": package.build_id(ROOT)},
            check=True,
            capture_output=True,
        )
        stamp.write_text(packaged.digest)
    return packaged


def deploy(packaged: Packaged, settings: Settings, aws: Any) -> dict[str, str]:
    """Create or update the stack; its outputs. `aws(service)` makes a client.

    Nothing happens when the stack that the emulator remembers is this very build. RuntimeError
    with the reasons when CloudFormation refuses.
    """
    _verify_sender(aws("sesv2"), settings.mail_from)
    cloudformation = aws("cloudformation")
    build = _build_name(packaged, settings)
    stack = _describe(cloudformation)
    if stack is None:
        cloudformation.create_stack(
            StackName=STACK,
            TemplateBody=(packaged.template / _CREATE).read_text(),
            Capabilities=_CAPABILITIES,
        )
        stack = _settled(cloudformation)
    elif {"Key": _BUILD_TAG, "Value": build} in stack.get("Tags", []):
        return _outputs(stack)
    bucket = _outputs(stack)["ServerlessDeploymentBucketName"]
    _upload(packaged, bucket, aws("s3"))
    cloudformation.update_stack(
        StackName=STACK,
        TemplateURL=f"https://s3.amazonaws.com/{bucket}/{_UPDATE}",
        Parameters=[
            {"ParameterKey": "PublicUrl", "ParameterValue": settings.front_url},
            {"ParameterKey": "MailFrom", "ParameterValue": settings.mail_from},
        ],
        Tags=[{"Key": _BUILD_TAG, "Value": build}],
        Capabilities=_CAPABILITIES,
    )
    outputs = _outputs(_settled(cloudformation))
    _turn_on_recovery(aws("dynamodb"), outputs["TableName"])
    return outputs


def _turn_on_recovery(dynamodb: Any, table: str) -> None:
    """What the template says and the emulator's CloudFormation passes over."""
    dynamodb.update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )


def _verify_sender(ses: Any, address: str) -> None:
    """What an owner does once on AWS, by a click in a mail."""
    with contextlib.suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=address)


def _build_name(packaged: Packaged, settings: Settings) -> str:
    parts = f"{packaged.digest} {settings.front_url} {settings.mail_from}"
    return hashlib.sha256(parts.encode()).hexdigest()


def _describe(cloudformation: Any) -> dict[str, Any] | None:
    try:
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    except cloudformation.exceptions.ClientError:
        return None
    return stack


def _settled(cloudformation: Any) -> dict[str, Any]:
    deadline = time.monotonic() + _TIMEOUT_S
    while time.monotonic() < deadline:
        stack = _describe(cloudformation) or {"StackStatus": "GONE"}
        status = stack["StackStatus"]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return stack
        if not status.endswith("_IN_PROGRESS"):
            raise RuntimeError(f"the stack came to {status}: {_failures(cloudformation)}")
        time.sleep(0.02)
    raise RuntimeError(f"the stack did not settle within {_TIMEOUT_S:.0f} s")


def _failures(cloudformation: Any) -> str:
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    return "; ".join(
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    )


def _upload(packaged: Packaged, bucket: str, s3: Any) -> None:
    """Put the zips where the template looks for them, and the template."""
    files = {_UPDATE: packaged.template / _UPDATE}
    for resource in json.loads(files[_UPDATE].read_text())["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            key = resource["Properties"]["Code"]["S3Key"]
            files[key] = packaged.build / Path(key).name
    for key, path in files.items():
        s3.upload_file(str(path), bucket, key)


def _outputs(stack: dict[str, Any]) -> dict[str, str]:
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
