"""What a function needs, read off its source: our modules, and the distributions they import."""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra import locks

FIRST_PARTY = ("core", "functions", "integrations")

# On AWS the runtime brings these, locally the emulator's environment does.
PROVIDED = frozenset({"boto3", "botocore", "s3transfer"})
# What an import of the standard library needs besides: Lambda's image has no time zones.
IMPLIED = {"zoneinfo": "tzdata"}

_LAMBDA = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "aarch64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.13.0",
    "python_version": "3.13",
    "sys_platform": "linux",
    "extra": "",
}


@dataclass
class Needs:
    """Paths of our own modules, relative to the root, and canonical names of distributions."""

    modules: set[str] = field(default_factory=set)
    distributions: set[str] = field(default_factory=set)


def needs_of(root: Path, entry: str) -> Needs:
    """Follow the imports of the module at `entry` (a path relative to `root`), lazy ones too.

    ValueError when something imports a distribution that requirements.txt does not list.
    """
    needs = Needs()
    pinned = listed(root)
    owners = _owners()
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path in needs.modules:
            continue
        needs.modules.add(path)
        for name in _imports(root, path):
            top = name.partition(".")[0]
            if top in FIRST_PARTY:
                waiting.extend(_files(root, name))
            elif top in sys.stdlib_module_names:
                if top in IMPLIED:
                    needs.distributions.add(IMPLIED[top])
            else:
                found = {canonicalize_name(owner) for owner in owners.get(top, ())}
                if not found & (pinned | PROVIDED):
                    raise ValueError(f"{path} imports {name}, which requirements.txt does not list")
                needs.distributions |= found & pinned
    needs.distributions = _with_their_own(needs.distributions)
    return needs


def listed(root: Path) -> set[str]:
    """The canonical names in requirements.txt: what our code may import."""
    return {pin.name for pin in locks.pins(root / "requirements.txt")}


@functools.cache
def _owners() -> Mapping[str, list[str]]:
    """Which distributions provide an importable name, as installed here."""
    return metadata.packages_distributions()


@functools.cache
def _requirements(name: str) -> frozenset[str]:
    """What the distribution needs on Lambda."""
    wanted = map(Requirement, metadata.requires(name) or ())
    return frozenset(
        each.name for each in wanted if each.marker is None or each.marker.evaluate(_LAMBDA)
    )


def _with_their_own(names: set[str]) -> set[str]:
    """The names with what those need on Lambda, without what is there already."""
    closed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in closed or name in PROVIDED:
            continue
        closed.add(name)
        waiting.extend(_requirements(name))
    return closed


def _files(root: Path, dotted: str) -> Iterator[str]:
    """The files that importing `dotted` runs: the packages on the way, and the module."""
    parts = dotted.split(".")
    for end in range(1, len(parts) + 1):
        base = Path(*parts[:end])
        for candidate in (base / "__init__.py", base.with_suffix(".py")):
            if (root / candidate).is_file():
                yield candidate.as_posix()


def _imports(root: Path, path: str) -> tuple[str, ...]:
    """Dotted names that the file imports; for `from a import b` both a and a.b."""
    return _imports_as_of(root, path, (root / path).stat().st_mtime_ns)


@functools.cache
def _imports_as_of(root: Path, path: str, changed_ns: int) -> tuple[str, ...]:
    """Most files are in several functions: each is read once, until it changes."""
    return tuple(_names(Path(path).parent.parts, ast.parse((root / path).read_text(), path)))


def _names(package: tuple[str, ...], tree: ast.AST) -> Iterator[str]:
    for node in _runtime_nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            for alias in node.names:
                yield f"{base}.{alias.name}"


def _runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING:`."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
