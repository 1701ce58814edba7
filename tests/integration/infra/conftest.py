"""The packaged template, once for all tests that look at it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.package import functions
from infra.tools import ROOT, osls

TEMPLATE = "cloudformation-template-update-stack.json"


def zips(target: str) -> None:
    """The functions' zips are there, perhaps empty: osls looks for no more."""
    build = ROOT / ".build" / target
    build.mkdir(parents=True, exist_ok=True)
    for name in functions():
        (build / f"{name}.zip").touch()


@pytest.fixture(scope="session", params=["prod", "local"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """serverless.yml packaged offline, for AWS and for this machine."""
    out = tmp_path_factory.mktemp(request.param)
    zips("local" if request.param == "local" else "aws")
    packaging = ("package", "--stage", request.param, "--package", str(out))
    done = osls(*packaging, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def template(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / TEMPLATE).read_text())
    return content


def of_type(template: dict[str, Any], kind: str) -> dict[str, Any]:
    resources = template["Resources"].items()
    return {name: one["Properties"] for name, one in resources if one["Type"] == kind}
