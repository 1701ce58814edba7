"""The functions' packages, built for both targets."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from infra.package import build, functions
from infra.tools import EMULATOR_PYTHON


@pytest.fixture(scope="module")
def aws() -> Path:
    return build("aws")


@pytest.fixture(scope="module")
def local() -> Path:
    return build("local")


def sources(path: Path) -> dict[str, str]:
    """Everything in the zip but native files and bytecode, with what is in it."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if not name.endswith((".so", ".pyc"))
        }


@pytest.mark.parametrize("function", functions())
def test_the_two_targets_differ_in_native_files_and_bytecode_alone(
    function: str, aws: Path, local: Path
) -> None:
    assert sources(aws / f"{function}.zip") == sources(local / f"{function}.zip")


@pytest.mark.parametrize("function", functions())
def test_every_module_comes_with_lambdas_bytecode(function: str, aws: Path) -> None:
    with zipfile.ZipFile(aws / f"{function}.zip") as archive:
        names = set(archive.namelist())
    modules = {name for name in names if name.endswith(".py")}
    compiled = {name for name in names if name.endswith(".cpython-313.pyc")}
    assert len(compiled) == len(modules)


def test_natives_are_for_lambdas_processor(aws: Path) -> None:
    natives = []
    with zipfile.ZipFile(aws / "admin.zip") as archive:
        natives = [archive.read(name) for name in archive.namelist() if name.endswith(".so")]
    assert natives
    for native in natives:
        assert native[18:20] == b"\xb7\x00", "ELF's machine is aarch64"


@pytest.mark.parametrize("function", ["webhooks", "ledger_worker", "relay"])
def test_what_is_fast_carries_no_store_sdk_no_web_framework_and_no_pydantic(
    function: str, local: Path
) -> None:
    with zipfile.ZipFile(local / f"{function}.zip") as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert not tops & {
        "flask",
        "pydantic",
        "shopify",
        "woocommerce",
        "requests",
        "boto3",
        "botocore",
    }


@pytest.mark.parametrize("function", functions())
def test_a_function_starts_from_its_package_and_the_runtime_alone(
    function: str, local: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(local / f"{function}.zip") as archive:
        archive.extractall(tmp_path)
    environment = {
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TABLE_NAME": "regulars-test",
        "STAGE": "test",
        "POWERTOOLS_METRICS_NAMESPACE": "Regulars",
    }
    done = subprocess.run(
        [str(EMULATOR_PYTHON), "-c", f"import functions.{function}.handler as h; h.handler"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_building_again_without_a_change_touches_nothing(local: Path) -> None:
    zips = sorted(local.glob("*.zip"))
    before = [path.stat().st_mtime_ns for path in zips]
    build("local")
    assert [path.stat().st_mtime_ns for path in zips] == before
