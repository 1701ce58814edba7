"""Shopify's published Admin API schema, for tests and the sandbox. Fetched, never committed.

    from infra.local.shopify_schema import admin_schema
    schema = admin_schema()          # graphql.GraphQLSchema

`python -m infra.local.shopify_schema` fetches it ahead of time and prints where it lies.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphql import GraphQLSchema

API_VERSION = "2026-10"
ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / ".tools" / "shopify" / f"admin_{API_VERSION}.json.gz"

_PACKAGE = "@shopify/dev-mcp@1.16.0"
_MEMBER = f"package/dist/data/admin_{API_VERSION}.json.gz"
_SHA256 = "f3b522f264556925eada700e795e4a002a9cba83444ebcc6c0d724254a0c6593"
_TIMEOUT_S = 180


def schema_path(npm: str | None = None) -> Path:
    """Where the schema's introspection JSON (gzip) lies; fetched with npm when it does not yet.

    Raises RuntimeError when npm is missing, or when what came is not the pinned file.
    """
    if SCHEMA.exists():
        return SCHEMA
    npm = npm or shutil.which("npm") or shutil.which("npm", path=_own_node())
    if npm is None:
        raise RuntimeError("npm is needed once, to fetch Shopify's published schema.")
    SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SCHEMA.parent) as folder:
        subprocess.run(
            [npm, "pack", "--silent", _PACKAGE],
            cwd=folder,
            check=True,
            timeout=_TIMEOUT_S,
            stdout=subprocess.DEVNULL,
        )
        [archive] = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            member = tar.extractfile(_MEMBER)
            content = member.read() if member else b""
        if hashlib.sha256(content).hexdigest() != _SHA256:
            raise RuntimeError(f"{_PACKAGE} does not hold the schema that was pinned.")
        fresh = Path(folder) / "schema"
        fresh.write_bytes(content)
        fresh.replace(SCHEMA)  # at once, whoever else is fetching
    return SCHEMA


@functools.cache
def admin_schema() -> GraphQLSchema:
    """The schema, built (0.6 s, once a process)."""
    from graphql import build_client_schema

    introspection = json.loads(gzip.decompress(schema_path().read_bytes()))
    # assume_valid: Shopify's own schema breaks a rule of the specification that nobody enforces.
    return build_client_schema(introspection.get("data", introspection), assume_valid=True)


def _own_node() -> str:
    """The folder where this project's set-up puts Node on a machine that has none."""
    return str(ROOT / ".tools" / "node" / "bin") + os.pathsep + str(ROOT / ".venv" / "bin")


if __name__ == "__main__":
    print(schema_path())
