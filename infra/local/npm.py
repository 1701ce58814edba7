"""npm packages for building and testing, as their locks have them, fetched once into .tools."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# One folder a package: its package.json, and the lock with the hashes of all that comes with it.
LOCKS = Path(__file__).with_name("npm_locks")
_TIMEOUT_S = 180


def package(name: str) -> Path:
    """The folder of npm package `name`, of the version that is locked; fetched when it is not
    there yet.

    Install scripts do not run. Raises KeyError when nothing locks it, RuntimeError when npm is
    missing, CalledProcessError when npm could not fetch it or it is not what was locked.
    """
    locked = LOCKS / name
    if not locked.is_dir():
        raise KeyError(f"{name} has no lock in {LOCKS.name}")
    version = json.loads((locked / "package.json").read_text())["dependencies"][name]
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
        for file in ("package.json", "package-lock.json"):
            shutil.copy(locked / file, fresh)
        subprocess.run(
            [npm, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=fresh,
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
