"""The project's own source, parsed once a session for the tests that read it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator

from infra.imports import needs_of
from infra.tools import ROOT


@functools.cache
def modules_of(function: str) -> frozenset[str]:
    """Our modules in a function's package, relative to the project's root."""
    return frozenset(needs_of(ROOT, f"functions/{function}/handler.py").modules)


@functools.cache
def tree_of(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), path)


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """(path, parsed) of every module in the folders."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            yield name, tree_of(name)
