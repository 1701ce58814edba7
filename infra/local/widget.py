"""Builds the storefront widget: its readable modules into the one file that storefronts load.

    python -m infra.local.widget          writes integrations/storefront/regulars-widget.js

The built file is committed, because themes and plugins install it as it is; a test holds it to its
source and to its size.
"""

from __future__ import annotations

import gzip
import subprocess

from infra.local.npm import ROOT, package

SOURCE = ROOT / "integrations" / "storefront" / "widget" / "element.js"
BUILT = ROOT / "integrations" / "storefront" / "regulars-widget.js"
# ES2022: private fields and Array.at, which every browser with <dialog> and modules has by now.
_OPTIONS = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--charset=utf8"]
_NOTE = "/* Regulars. Built from widget/ beside this file: python -m infra.local.widget */\n"


def build() -> bytes:
    """The built file. Raises CalledProcessError, with esbuild's words on stderr, for bad source."""
    made = subprocess.run(
        [package("esbuild") / "bin" / "esbuild", str(SOURCE), *_OPTIONS],
        check=True,
        timeout=60,
        stdout=subprocess.PIPE,
    ).stdout
    return _NOTE.encode() + made


if __name__ == "__main__":
    BUILT.write_bytes(build())
    print(f"{BUILT.name}: {len(gzip.compress(BUILT.read_bytes(), 9))} bytes gzipped")
