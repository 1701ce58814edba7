"""Two packages are made at once: `make run` starts while somebody deploys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.tools import osls
from tests.integration.infra.conftest import TEMPLATE, zips


def test_each_of_two_packages_made_at_once_has_its_own_template(tmp_path: Path) -> None:
    zips("aws")

    def made(stage: str) -> str:
        done = osls(
            *("package", "--stage", stage, "--package", str(tmp_path / stage)),
            capture_output=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return (tmp_path / stage / TEMPLATE).read_text()

    stages = ("one", "two")
    with ThreadPoolExecutor(len(stages)) as both:
        for stage, text in zip(stages, both.map(made, stages), strict=True):
            assert f'"regulars/{stage}/app"' in text
