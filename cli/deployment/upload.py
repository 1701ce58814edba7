"""Packaging the functions and handing the stack to CloudFormation."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import RegularsError
from infra.package import build_id
from infra.tools import OSLS, ROOT, node

# What an installation chooses once; a later deployment keeps it unless it says otherwise.
CHOICES = {"PUBLIC_URL": "PublicUrl", "MAIL_FROM": "MailFrom", "ALARM_EMAIL": "AlarmEmail"}


def choices(given: Mapping[str, str | None], stack: Mapping[str, Any] | None) -> dict[str, str]:
    """The installation's choices: what is given, else the environment, else what the stack has."""
    parameters = (stack or {}).get("Parameters", [])
    before = {one["ParameterKey"]: one.get("ParameterValue", "") for one in parameters}
    chosen: dict[str, str] = {}
    for variable, parameter in CHOICES.items():
        value = given.get(variable)
        if value is None:
            value = os.environ.get(variable) or None
        chosen[variable] = before.get(parameter, "") if value is None else value
    return chosen


def package(stage: str, region: str, chosen: Mapping[str, str]) -> Path:
    """Build the functions and the template; the folder that holds the template, from ROOT."""
    command = [sys.executable, "-m", "infra.package", "aws"]
    _run(command, {}, "Packaging", stdout=subprocess.DEVNULL)
    template = Path(".build", "aws", f"template-{stage}")
    command = _osls("package", stage, region, template)
    _run(command, chosen, "Packaging", stdout=sys.stderr.fileno())
    return template


def deploy(stage: str, region: str, template: Path, chosen: Mapping[str, str]) -> None:
    """Create or update the stack."""
    # On our stderr, so that stdout stays one document.
    command = _osls("deploy", stage, region, template)
    _run(command, chosen, "The deployment", stdout=sys.stderr.fileno())


def _osls(verb: str, stage: str, region: str, template: Path) -> list[str]:
    where = ["--stage", stage, "--region", region, "--package", str(template)]
    return [node(), str(OSLS), verb, *where]


def _run(command: list[str], variables: Mapping[str, str], what: str, *, stdout: int) -> None:
    environment = {**os.environ, **variables, "BUILD": build_id()}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=stdout
    )
    if done.returncode:
        raise RegularsError(f"{what} failed; the reasons are above.", code="deploy_failed")
