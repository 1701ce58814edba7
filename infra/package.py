"""Builds one zip per function: python -m infra.package aws|local

.build/<target>/<function>.zip holds the function's own code with what it imports, nothing else,
sources and bytecode. The two targets differ in native files and bytecode alone: "aws" is made for
Lambda (Python 3.13 on arm64), "local" for the interpreter that the emulator runs functions with.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from infra import bytecode, locks
from infra.imports import FIRST_PARTY, PROVIDED, needs_of
from infra.tools import EMULATOR_PYTHON, ROOT, UV, one_at_a_time

# Files beside the code that a function reads. What lies in functions/<name>/ or in core/ goes
# along with the modules there; what integrations/ holds is mostly installed in stores.
_SCOPES = "integrations/shopify/app/shopify.app.toml"
DATA: dict[str, tuple[str, ...]] = {
    # The preview shows the storefront's own widget; a new program begins with a template.
    "admin": ("integrations/storefront/dist/*.js", "examples/programs/*.json", _SCOPES),
    "connect": (_SCOPES,),
    "scheduled": (_SCOPES,),
}

# Endings of names of files and folders in distributions.
_LEFT_OUT = ("__pycache__", "tests", "sboms", ".pyi", ".md", "RECORD", "WHEEL", "INSTALLER")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Target:
    """One build: how uv picks wheels for it, what compiles its bytecode, and how it is zipped."""

    uv_options: tuple[str, ...]
    compile_folder: Callable[[Path], None]
    cache_tag: str
    compression: int


TARGETS = {
    "aws": Target(
        ("--python-platform", "aarch64-manylinux2014", "--python-version", "3.13"),
        bytecode.for_lambda,
        "cpython-313",
        zipfile.ZIP_DEFLATED,
    ),
    # make gives the emulator the same Python as this one; its zips go nowhere, so none is small.
    "local": Target(
        ("--python", str(EMULATOR_PYTHON)),
        bytecode.for_emulator,
        str(sys.implementation.cache_tag),
        zipfile.ZIP_STORED,
    ),
}


def functions(root: Path = ROOT) -> list[str]:
    """Names of all functions: one folder with a handler.py each."""
    return sorted(path.parent.name for path in (root / "functions").glob("*/handler.py"))


def build(name: str, root: Path = ROOT) -> Path:
    """Build every function's zip for the target; does nothing when nothing changed."""
    out = root / ".build" / name
    with one_at_a_time(root / ".build" / f"{name}.lock"):
        stamp = out / "stamp"
        digest = _digest(root)
        if not stamp.exists() or stamp.read_text() != digest:
            stamp.unlink(missing_ok=True)
            _build(TARGETS[name], out, root)
            stamp.write_text(digest)
    return out


def build_id(root: Path = ROOT) -> str:
    """Names the sources that the functions are built of, alike on every machine."""
    digest = hashlib.sha256((root / "requirements.txt").read_bytes())
    for folder in FIRST_PARTY:
        for path in sorted(filter(_is_source, (root / folder).rglob("*"))):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _build(chosen: Target, out: Path, root: Path) -> None:
    site = _install(root, out, chosen)
    source = _copy_sources(root, out, chosen)
    for function in functions(root):
        files = contents(root, site, source, function)
        _zip(out / f"{function}.zip", _with_bytecode(files, chosen.cache_tag), chosen.compression)


def contents(root: Path, site: Path, source: Path, function: str) -> dict[str, Path]:
    """What goes into the function's zip but for bytecode: {name in the zip: file}."""
    needs = needs_of(root, f"functions/{function}/handler.py")
    chosen = {module: source / module for module in needs.modules}
    folders = {Path(module).parent for module in needs.modules}
    for path in _data(root, function, folders):
        ours = path.startswith(tuple(f"{folder}/" for folder in FIRST_PARTY))
        chosen[path] = (source if ours else root) / path
    for path in _of_distributions(site, needs.distributions):
        chosen[path] = site / path
    return chosen


def _with_bytecode(files: dict[str, Path], cache_tag: str) -> dict[str, Path]:
    """The files with what their modules were compiled to."""
    every = dict(files)
    for name, file in files.items():
        cached = f"__pycache__/{file.stem}.{cache_tag}.pyc"
        if file.suffix == ".py" and (compiled := file.parent / cached).exists():
            every[f"{Path(name).parent.as_posix()}/{cached}".removeprefix("./")] = compiled
    return every


def _digest(root: Path) -> str:
    """Changes whenever a build could come out differently."""
    digest = hashlib.sha256(sys.version.encode())
    watched = [root / name for name in ("requirements.txt", "requirements.lock")]
    watched += [*(root / "infra").glob("*.py"), root / "infra" / "bytecode.cjs"]
    watched += [path for patterns in DATA.values() for one in patterns for path in root.glob(one)]
    for folder in FIRST_PARTY:
        watched += [path for path in (root / folder).rglob("*") if _is_source(path)]
    for path in sorted(watched):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_source(path: Path) -> bool:
    # The WordPress plugin is in no function, and what a build puts into it in no commit.
    return path.is_file() and not {"__pycache__", "plugin"} & set(path.parts)


def _install(root: Path, out: Path, chosen: Target) -> Path:
    """All locked distributions, unpacked for the target and compiled; once per lock."""
    site, stamp = out / "site", out / "site.stamp"
    every = locks.pins(root / "requirements.lock")
    locked = [pin.text for pin in every if pin.name not in PROVIDED]
    wanted = "\n".join([*locked, *chosen.uv_options])
    if stamp.exists() and stamp.read_text() == wanted:
        return site
    stamp.unlink(missing_ok=True)
    shutil.rmtree(site, ignore_errors=True)
    lock = out / "site.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text("\n".join(locked))
    uv = [str(UV), "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*uv, "--target", str(site), *chosen.uv_options, "-r", str(lock)], check=True)
    chosen.compile_folder(site)
    stamp.write_text(wanted)
    return site


def _copy_sources(root: Path, out: Path, chosen: Target) -> Path:
    """Our own code, copied so that its bytecode has a place of its own."""
    source = out / "source"
    shutil.rmtree(source, ignore_errors=True)
    for folder in FIRST_PARTY:
        for path in filter(_is_source, (root / folder).rglob("*")):
            copy = source / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    chosen.compile_folder(source)
    return source


def _data(root: Path, function: str, folders: set[Path]) -> Iterator[str]:
    """Files other than modules that the function reads."""
    patterns = list(DATA.get(function, ()))
    patterns += [f"{folder}/**/*" for folder in folders if folder.parts[:1] == ("core",)]
    patterns += [f"{folder}/*.graphql" for folder in folders]
    patterns.append(f"functions/{function}/**/*")
    for pattern in patterns:
        for path in root.glob(pattern):
            if _is_source(path) and path.suffix not in (".py", ".md"):
                yield path.relative_to(root).as_posix()


def _of_distributions(site: Path, names: Iterable[str]) -> Iterator[str]:
    """The files of the named distributions, as their RECORDs list them."""
    wanted = set(names)
    for record in site.glob("*.dist-info/RECORD"):
        name = canonicalize_name(record.parent.name.removesuffix(".dist-info").rpartition("-")[0])
        if name not in wanted:
            continue
        for line in record.read_text().splitlines():
            path = line.rsplit(",", 2)[0].strip('"')
            outside = path.startswith(("..", "bin/"))
            if not outside and not any(part.endswith(_LEFT_OUT) for part in Path(path).parts):
                yield path


def _zip(path: Path, files: dict[str, Path], compression: int) -> None:
    """Write the zip, whole or not at all; the same contents make the same bytes."""
    unfinished = path.with_suffix(".tmp")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = compression
            entry.external_attr = (0o755 if name.endswith(".so") else 0o644) << 16
            archive.writestr(entry, files[name].read_bytes())
    unfinished.replace(path)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    print(build(parser.parse_args().target))


if __name__ == "__main__":
    main()
