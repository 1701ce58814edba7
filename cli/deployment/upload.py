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
from infra.tools import ROOT, osls

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
    done = subprocess.run(
        command, cwd=ROOT, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    _succeeded(done, "Packaging")
    template = Path(".build", "aws", f"template-{stage}")
    _osls("package", stage, region, template, chosen, "Packaging")
    return template


def deploy(stage: str, region: str, template: Path, chosen: Mapping[str, str]) -> None:
    """Create or update the stack."""
    _osls("deploy", stage, region, template, chosen, "The deployment")


def _osls(
    verb: str, stage: str, region: str, template: Path, chosen: Mapping[str, str], what: str
) -> None:
    done = osls(
        *(verb, "--stage", stage, "--region", region, "--package", str(template)),
        env={**os.environ, **chosen, "BUILD": build_id()},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),  # so that our stdout stays one document
    )
    _succeeded(done, what)


def _succeeded(done: subprocess.CompletedProcess[str], what: str) -> None:
    if done.returncode:
        raise RegularsError(f"{what} failed; the reasons are above.", code="deploy_failed")
