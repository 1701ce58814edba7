"""The threat model names only what is there: its tests and files; and all of this folder's."""

from __future__ import annotations

import ast
import re

import pytest

from infra.tools import ROOT

_TEXT = (ROOT / "docs" / "threat-model.md").read_text()
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_FILE = re.compile(r"`((?:core|functions|integrations|infra|cli|tests)/[\w./-]+|[\w.-]+\.yml)`")
_ROWS = [
    line
    for line in _TEXT.splitlines()
    if line.startswith("|") and not re.match(r"\|(---|.*\| proof \|$)", line)
]


def test_every_test_that_it_names_is_there() -> None:
    named = set(_TEST.findall(_TEXT))
    assert len(named) > 60
    for path, name in sorted(named):
        tree = ast.parse((ROOT / path).read_text())
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in tests, f"{path} has no {name}"


def test_every_file_that_it_names_is_there() -> None:
    for path in sorted(set(_FILE.findall(_TEXT))):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row[2:50])
def test_every_row_says_what_stops_it_and_proves_it(row: str) -> None:
    threat, stopped, proof = (cell.strip() for cell in row.strip("|").split(" | "))
    assert threat
    assert stopped
    assert _TEST.search(proof), "no test"
    assert not re.sub(_TEST, "", proof).strip(" ,"), "more than tests"


def test_every_file_of_security_tests_is_proof_of_something() -> None:
    named = {path for path, _ in _TEST.findall(_TEXT)} | set(_FILE.findall(_TEXT))
    for path in sorted((ROOT / "tests" / "security").glob("test_*.py")):
        assert path.relative_to(ROOT).as_posix() in named, path.name
