"""Fetches what `make` needs and the machine may lack: bootstrap.py uv|node|chromium|php

Runs with the machine's own Python and nothing installed, so it imports the standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UV_HOME = ROOT / ".tools" / "uv"
NODE_HOME = ROOT / ".tools" / "node"
LOCKS = ROOT / "infra" / "local"
NODE_MAJOR = 20
WORDPRESS = ROOT / ".tools" / "wordpress"
PHP_PROGRAMS = ("php", "phpunit", "phpcs")
PHP_PACKAGES = (
    *("php-cli", "php-xml", "php-mbstring", "php-curl", "php-intl", "php-sqlite3"),
    *("phpunit", "php-codesniffer"),
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def main(wanted: str) -> int:
    """Fetch one of them; 1, with what to do, when that is not possible here."""
    if sys.version_info < (3, 11):  # noqa: UP036, the machine's Python may be anything
        return _missing(f"Python 3.11 or later (this is {sys.version.split()[0]})")
    steps = {"uv": uv, "node": node, "chromium": chromium, "php": php}
    return steps[wanted]()


def uv() -> int:
    """uv, of the version and with the hashes that the lock has, in an environment of its own."""
    sys.path.insert(0, str(ROOT))
    from infra import locks

    [pin] = [one for one in locks.pins(LOCKS / "requirements.lock") if one.name == "uv"]
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder, "uv.lock")
        lock.write_text(pin.text)
        locked = ["--no-deps", "-r", str(lock)]
        if _pip([sys.executable], "--upgrade", "--target", str(UV_HOME), *locked):
            return 0
        # No pip, or one that may not: an environment brings its own.
        if not _venv(UV_HOME) and not (_apt("python3-venv") and _venv(UV_HOME)):
            return _missing("pip, or Python's venv module (Debian and Ubuntu: python3-venv)")
        return 0 if _pip([str(UV_HOME / "bin" / "python")], *locked) else 1


def node() -> int:
    """Node and npm: the machine's where they are new enough, else PyPI's in .tools/node."""
    if shutil.which("npm") and _node_major() >= NODE_MAJOR:
        return 0
    print("Installing Node from PyPI", flush=True)
    tool = [str(UV_HOME / "bin" / "uv"), "--quiet"]
    made = subprocess.run(
        [*tool, "venv", "--allow-existing", "--python", sys.executable, NODE_HOME]
    )
    if made.returncode != 0:
        return made.returncode
    python = str(NODE_HOME / "bin" / "python")
    install = [*tool, "pip", "install", "--require-hashes", "--python", python]
    return subprocess.run([*install, "-r", str(LOCKS / "node.lock")]).returncode


def chromium() -> int:
    """Chromium and a font with Chinese, for the tests that look at pages."""
    if not any(map(shutil.which, CHROMIUM_NAMES)) and not _apt("chromium"):
        return _missing("Chromium (Debian: apt-get install chromium)")
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True)
    if not fonts.stdout.strip() and not _apt("fonts-noto-cjk"):
        return _missing("a font with Chinese (Debian: apt-get install fonts-noto-cjk)")
    return 0


def php() -> int:
    """PHP with what tests the WordPress plugin, and WordPress itself, which is unpacked and not
    installed: it brings no web server and no database."""
    if not all(map(shutil.which, PHP_PROGRAMS)) and not _apt(*PHP_PACKAGES):
        return _missing(f"PHP and PHPUnit (Debian: apt-get install {' '.join(PHP_PACKAGES)})")
    if (WORDPRESS / "wp-settings.php").exists():
        return 0
    return 0 if _wordpress() else _missing("WordPress, unpacked as .tools/wordpress")


def _pip(python: list[str], *arguments: str) -> bool:
    quiet = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]
    install = [*python, "-m", "pip", "install", "--require-hashes"]
    done = subprocess.run([*install, *quiet, *arguments])
    return done.returncode == 0


def _venv(home: Path) -> bool:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], capture_output=True)
    return made.returncode == 0


def _wordpress() -> bool:
    print("Fetching WordPress from Debian", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        commands = ("apt-get update -qq", "apt-get download -qq wordpress", "dpkg -x *.deb .")
        for command in commands:
            done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True)
        if done.returncode == 0:
            # Its links lead to packages that are not there, and that no test needs.
            unpacked = Path(folder, "usr/share/wordpress")
            shutil.copytree(unpacked, WORDPRESS, ignore_dangling_symlinks=True)
        return done.returncode == 0


def _apt(*packages: str) -> bool:
    """Install Debian packages where that is allowed; whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {' '.join(packages)} from Debian", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-qq"],
        ["install", "-qq", "-y", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL)
    return done.returncode == 0


def _node_major() -> int:
    try:
        printed = subprocess.run(["node", "--version"], capture_output=True, text=True)
        return int(printed.stdout.strip().removeprefix("v").partition(".")[0])
    except (OSError, ValueError):
        return 0


def _missing(what: str) -> int:
    print(f"Missing: {what}. Install it, then run make again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
