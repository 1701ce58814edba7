"""Everything that is installed is what was locked, byte for byte."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

from infra import locks
from infra.tools import ROOT

_NPM_LOCKS = [
    ROOT / "package-lock.json",
    *sorted((ROOT / "infra/local/npm_locks").glob("*/package-lock.json")),
]
_INSTALLS = re.compile(r"pip\W{1,6}install\b")


def _listed(path: Path) -> list[locks.Pin]:
    """What a list names, and the lists that it includes."""
    found = locks.pins(path)
    for included in re.findall(r"^-r (\S+)", path.read_text(), re.MULTILINE):
        found += _listed(path.parent / included)
    return found


def _here(pin: locks.Pin) -> bool:
    return not pin.marker or Marker(pin.marker).evaluate()


@pytest.mark.parametrize("name", locks.LISTS)
def test_a_lock_holds_all_that_its_list_names_in_the_same_version(name: str) -> None:
    locked = {(pin.name, pin.version) for pin in locks.pins(ROOT / locks.LISTS[name])}
    named = {(pin.name, pin.version) for pin in _listed(ROOT / name)}
    assert named
    assert named - locked == set(), "run `make lock`"


@pytest.mark.parametrize("name", locks.LISTS)
def test_every_line_of_a_list_or_lock_pins_one_version(name: str) -> None:
    for path in (ROOT / name, ROOT / locks.LISTS[name]):
        lines = path.read_text().splitlines()
        begun = [line for line in lines if line and not line.startswith((" ", "#", "-r "))]
        assert len(locks.pins(path)) == len(begun)


@pytest.mark.parametrize("name", locks.LISTS.values())
def test_a_lock_has_hashes_for_every_package_and_names_no_registry(name: str) -> None:
    for pin in locks.pins(ROOT / name):
        assert pin.hashes, pin.name
    text = (ROOT / name).read_text()
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host| @ ", text)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_has_all_that_its_packages_need_and_what_is_installed_is_what_it_says(
    name: str,
) -> None:
    here = {pin.name: pin for pin in locks.pins(ROOT / locks.LISTS[name]) if _here(pin)}
    for pin in here.values():
        assert metadata.version(pin.name) == pin.version, "run `make setup`"
        for need in map(Requirement, metadata.requires(pin.name) or ()):
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert locks.canonical(need.name) in here, f"{pin.name} needs {need}"


def test_the_locks_agree_with_each_other() -> None:
    """What is tested is what runs on AWS."""
    runtime = {(pin.name, pin.version) for pin in locks.pins(ROOT / "requirements.lock")}
    for name in ("infra/local/requirements.lock", "requirements-dev.lock"):
        assert runtime <= {(pin.name, pin.version) for pin in locks.pins(ROOT / name)}


def test_nothing_is_installed_without_its_hashes() -> None:
    sources = [ROOT / name for name in ("Makefile", "regulars", ".ci/run")]
    for folder in ("infra", "cli", "bench"):
        sources += sorted((ROOT / folder).rglob("*.py"))
    found = 0
    for path in sources:
        text = path.read_text()
        for one in _INSTALLS.finditer(text):
            found += 1
            assert "--require-hashes" in text[one.start() : one.end() + 200], path
        assert not re.search(r"npm\W{1,6}(install|i)\b", text), f"{path}: use npm ci"
    assert found >= 5


@pytest.mark.parametrize("path", _NPM_LOCKS, ids=lambda path: path.parent.name)
def test_every_npm_package_is_locked_by_its_hash(path: Path) -> None:
    lock = json.loads(path.read_text())
    wanted = json.loads((path.parent / "package.json").read_text())
    direct = wanted.get("dependencies", {}) | wanted.get("devDependencies", {})
    for name, one in lock["packages"].items():
        if name:
            assert one["integrity"].startswith("sha512-"), name
            assert "resolved" not in one, "names a registry"
    for name, version in direct.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
