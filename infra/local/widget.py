"""Builds what storefronts load: readable modules into few small files.

    python -m infra.local.widget          writes integrations/storefront/dist/

The built files are committed, because themes and plugins install them as they are; tests hold them
to their source and to their sizes. No file imports another by name: what is loaded later gets the
code that is there already as an argument, so nothing comes twice.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import tempfile
from pathlib import Path

from infra.local.npm import ROOT, package

SOURCE = ROOT / "integrations" / "storefront"
DIST = SOURCE / "dist"
# ES2022: private fields and Array.at, which every browser with <dialog> and modules has by now.
_OPTIONS = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--charset=utf8"]


def sources() -> dict[str, Path]:
    """The entry module, or the JSON of sentences, of each built file by the file's name."""
    single = {
        "widget": SOURCE / "widget" / "element.js",
        "nudge": SOURCE / "widget" / "nudge.js",
        "panel": SOURCE / "panel" / "panel.js",
        "inside": SOURCE / "panel" / "inside.js",
        "apply": SOURCE / "shared" / "apply.js",
        "points": SOURCE / "points" / "element.js",
    }
    made = {name: path for name, path in single.items() if path.exists()}
    made |= {f"room-{path.stem}": path for path in (SOURCE / "rooms").glob("*.js")}
    made |= {f"words-{path.stem}": path for path in (SOURCE / "words").glob("*.json")}
    made |= {f"points-{path.stem}": path for path in (SOURCE / "points" / "words").glob("*.json")}
    made |= {f"points-{path.stem}": path for path in (SOURCE / "points" / "later").glob("*.js")}
    return {f"regulars-{name}.js": path for name, path in sorted(made.items())}


def build() -> dict[str, bytes]:
    """Every built file by its name. Raises CalledProcessError, with esbuild's words on stderr, for
    bad source."""
    made = {
        name: f"export default {_compact(path)};\n"
        for name, path in sources().items()
        if path.suffix == ".json"
    }
    scripts = {name: path for name, path in sources().items() if path.suffix == ".js"}
    with tempfile.TemporaryDirectory() as folder:
        entries = [f"{name.removesuffix('.js')}={path}" for name, path in scripts.items()]
        subprocess.run(
            [package("esbuild") / "bin" / "esbuild", *entries, *_OPTIONS, f"--outdir={folder}"],
            check=True,
            timeout=60,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        made |= {name: Path(folder, name).read_text() for name in scripts}
    return {name: text.encode() for name, text in made.items()}


def sizes(files: dict[str, bytes]) -> dict[str, int]:
    """Bytes of each file as an ordinary server compresses it."""
    return {name: len(gzip.compress(text, 6)) for name, text in files.items()}


def write() -> dict[str, bytes]:
    """Builds into DIST; files that are no longer built go."""
    files = build()
    DIST.mkdir(exist_ok=True)
    for old in DIST.glob("*.js"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (DIST / name).write_bytes(text)
    return files


def _compact(path: Path) -> str:
    return json.dumps(json.loads(path.read_text()), ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    built = write()
    for file, gzipped in sizes(built).items():
        print(f"{file:32} {len(built[file]):7,} bytes {gzipped:7,} gzipped")
