"""Makes a release the one that the upgrade tests start from:

    .venv/bin/python -m tests.upgrades.refresh REVISION     (or: make previous REVISION=...)

previous.zip gets the revision's packages, and written.json what that code writes: rows of every
kind, queued messages, and what the shopper sees. Run it when a release is out, and commit both.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from infra.tools import ROOT
from tests.upgrades.releases import ARCHIVE

_PACKAGES = ("core", "functions", "integrations")
# What is shown to people, or runs in shops, takes no part.
_KEPT = (".py", ".graphql", ".json")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def archive(revision: str) -> None:
    """Write previous.zip; the same revision makes the same bytes."""
    tar = subprocess.run(
        ["git", "archive", revision, *_PACKAGES], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(tar)) as source, zipfile.ZipFile(ARCHIVE, "w") as target:
        target.comment = revision.encode()
        for member in sorted(source.getmembers(), key=lambda one: one.name):
            content = source.extractfile(member)
            if content is not None and Path(member.name).suffix in _KEPT:
                entry = zipfile.ZipInfo(member.name, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, content.read(), compresslevel=9)


def main() -> int:
    """The command line; pytest's exit code."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    asked = ["git", "rev-parse", "--verify", f"{sys.argv[1]}^{{commit}}"]
    found = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)
    archive(found.stdout.strip())
    # The emulator, the queues and the shop that the writing needs are the tests' fixtures.
    return pytest.main(["-q", "tests/upgrades/test_written.py", "-o", "python_functions=write_*"])


if __name__ == "__main__":
    sys.exit(main())
