"""Imports run one way: functions -> integrations -> core."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "core": {"core"},
    "integrations": {"core", "integrations"},
    "functions": {"core", "integrations", "functions"},
}
OURS = {"core", "integrations", "functions", "cli", "infra", "bench", "tests"}
PYDANTIC_HOME = ("core/program/schema.py", "core/program/documents/")


def imports(path: Path) -> Iterator[str]:
    """Dotted names that the file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            yield node.module or ""


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", sorted(MAY_IMPORT))
def test_imports_run_one_way(folder: str) -> None:
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(folder)
        for name in imports(path)
        if name.partition(".")[0] in OURS - MAY_IMPORT[folder]
    }
    assert found == set()


def test_the_pure_core_imports_only_the_standard_library() -> None:
    """And of that nothing which does I/O, reads a clock or the environment, or throws dice."""
    forbidden = {"os", "time", "random", "secrets", "socket", "pathlib", "subprocess", "uuid"}
    pure = [path for path in files("core") if "ledger" not in path.relative_to(ROOT).parts]
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in pure
        for name in imports(path)
        if name.partition(".")[0] in forbidden | {"pynamodb", "botocore", "boto3"}
        or name.startswith("core.ledger")
    }
    assert found == set()


def test_only_the_ledger_touches_dynamodb() -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in MAY_IMPORT
        for path in files(folder)
        for name in imports(path)
        if name.startswith("pynamodb")
    }
    assert all(name.startswith("core/ledger/") for name in found), found


def test_flask_and_pydantic_stay_out_of_the_workers() -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in MAY_IMPORT
        for path in files(folder)
        for name in imports(path)
        if name.partition(".")[0] in ("flask", "pydantic")
    }
    strays = {name for name in found if not name.startswith(("functions/admin/", *PYDANTIC_HOME))}
    assert strays == set()
