"""A fresh container remembers nothing; what the application keeps is known."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from infra.tools import ROOT
from tests.simulation.aws import Container, fresh_container
from tests.simulation.aws.container import CACHES

_PACKAGES = ("core", "functions", "integrations")
# Kept as well, and the same in every container: what follows from the argument or the package
# alone, and clients.
_HARMLESS = {
    ("core.calendar", "zone"),
    ("core.wording", "_tables"),
    ("functions.admin.app", "_asset"),
    ("functions.admin.language", "catalogue"),
    ("functions.admin.preview", "_names"),
    ("functions.admin.preview", "_version"),
    ("functions.storefront.front.languages", "catalogue"),
    ("functions.storefront.front.shell", "_sheet"),
    ("functions.connect.words", "_texts"),
    ("integrations.aws.session", "_client"),
    ("integrations.aws.session", "_session"),
    ("integrations.shopify.queries.__init__", "document"),
    ("integrations.templates", "names"),
    ("integrations.shopify.scopes", "_asked"),
}
_EMPTY = ("dict", "list", "set", "defaultdict", "OrderedDict", "deque", "WeakKeyDictionary")


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def kept_in(path: Path) -> set[str]:
    """Names of a module that can hold something from one invocation to the next."""
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            decorators = [ast.unparse(one).split("(")[0] for one in node.decorator_list]
            if any(one.rsplit(".")[-1] in ("cache", "lru_cache") for one in decorators):
                names.add(node.name)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            empty = ast.unparse(node.value) in ("{}", "[]") or (
                isinstance(node.value, ast.Call)
                and ast.unparse(node.value.func).rsplit(".")[-1] in _EMPTY
                and not (
                    node.value.args and ast.unparse(node.value.func) in ("dict", "list", "set")
                )
            )
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if empty:
                names.update(ast.unparse(target) for target in targets)
    for inner in ast.walk(ast.parse(path.read_text())):
        if isinstance(inner, ast.Global):
            names.update(inner.names)
    return names


def test_everything_that_the_application_keeps_is_forgotten_with_the_container() -> None:
    found = {
        (module_of(path), name)
        for package in _PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in kept_in(path)
    }
    assert found - _HARMLESS == set(CACHES)


@pytest.mark.parametrize(("where", "name"), CACHES)
def test_a_container_has_caches_of_its_own(where: str, name: str) -> None:
    module = importlib.import_module(where)
    before = getattr(module, name)
    one, other = Container(), Container()
    try:
        one.enter()
        mine = getattr(module, name)
        mine.update({("a", "b"): 1})
        other.enter()
        assert not getattr(module, name)
        one.enter()
        assert getattr(module, name) is mine
        assert mine
        fresh_container()
        assert not mine
    finally:
        setattr(module, name, before)
