"""Lock files: every package that is installed, with the hashes of all its files.

`make lock` writes them from the lists beside them; whatever installs checks the hashes. Only the
standard library is imported here: bootstrap.py reads a lock before anything is installed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

# What is installed on people's machines and on AWS: {list: lock}, from the project's root.
LISTS = {
    "requirements.txt": "requirements.lock",
    "requirements-dev.txt": "requirements-dev.lock",
    "infra/local/requirements.txt": "infra/local/requirements.lock",
    "infra/local/emulator.txt": "infra/local/emulator.lock",
    "infra/local/node.txt": "infra/local/node.lock",
    "infra/local/java.txt": "infra/local/java.lock",
}

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\\n]+?))?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})*)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Pin:
    """One package of a lock. `text`: its lines, as an installer reads them. `marker`: on which
    machines it counts, "" for all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    text: str


def pins(path: Path) -> list[Pin]:
    """Everything that a lock (or a list) pins. Names are in their canonical form."""
    return [
        Pin(
            canonical(found["name"]),
            found["version"],
            (found["marker"] or "").strip(),
            tuple(re.findall(r"sha256:[0-9a-f]{64}", found["hashes"])),
            found[0],
        )
        for found in _PIN.finditer(re.sub(r" +#.*$", "", path.read_text(), flags=re.MULTILINE))
    ]


def canonical(name: str) -> str:
    """A package's name in the one form that compares."""
    return re.sub(r"[-_.]+", "-", name).lower()
