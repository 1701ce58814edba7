"""Exact versions of npm packages for building and testing, fetched once into .tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TIMEOUT_S = 180


def package(name: str, version: str) -> Path:
    """The folder of npm package `name` at exactly `version`; fetched when it is not there yet.

    Install scripts do not run. Raises RuntimeError when npm is missing, CalledProcessError when
    npm could not fetch it.
    """
    home = ROOT / ".tools" / "npm" / f"{name}@{version}".replace("/", "+")
    folder = home / "node_modules" / name
    if folder.exists():
        return folder
    search = os.pathsep.join(
        [os.environ.get("PATH", ""), str(ROOT / ".tools/node/bin"), str(ROOT / ".venv/bin")]
    )
    npm = shutil.which("npm", path=search)
    if npm is None:
        raise RuntimeError(f"npm is needed once, to fetch {name}.")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as fresh:
        subprocess.run(
            [
                *(npm, "install", "--prefix", fresh, "--silent", "--ignore-scripts"),
                *("--no-audit", "--no-fund", "--no-package-lock", "--save-exact"),
                f"{name}@{version}",
            ],
            check=True,
            timeout=_TIMEOUT_S,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PATH": search},
        )
        try:
            Path(fresh, "node_modules").rename(_made(home) / "node_modules")
        except OSError:  # somebody else fetched it meanwhile
            if not folder.exists():
                raise
    return folder


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder
