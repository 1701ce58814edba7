"""Makes the WordPress plugin whole: storefront files, compiled translations, and the zip that a
merchant uploads."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from infra import plugin_words
from infra.tools import ROOT

PLUGIN = ROOT / "integrations" / "woocommerce" / "plugin"
DIST = ROOT / "integrations" / "storefront" / "dist"
ZIP = ROOT / ".build" / "regulars.zip"
_STOREFRONT = "storefront"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build() -> str:
    """Fill the plugin's folder and zip it; a sentence about it. Raises FileNotFoundError when the
    storefront files are not built."""
    fill()
    count = _zip()
    return f"{ZIP.relative_to(ROOT)}: {count} files, {ZIP.stat().st_size:,} bytes"


def fill() -> None:
    """Put what is not committed into the plugin's folder: it can then be linked into a WordPress as
    it is."""
    built = sorted(DIST.glob("*.js"))
    if not built:
        raise FileNotFoundError(f"{DIST.relative_to(ROOT)} holds no storefront files.")
    assets = PLUGIN / "assets" / _STOREFRONT
    shutil.rmtree(assets, ignore_errors=True)
    assets.mkdir(parents=True)
    for file in built:
        shutil.copyfile(file, assets / file.name)
    for po in plugin_words.translations():
        po.with_suffix(".mo").write_bytes(plugin_words.compiled(po.read_text("utf-8")))


def contents() -> list[Path]:
    """The files of the plugin that a shop gets."""
    return sorted(
        path
        for path in PLUGIN.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.parts[-3:])
    )


def _zip() -> int:
    files = contents()
    ZIP.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(ZIP, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            name = f"regulars/{file.relative_to(PLUGIN).as_posix()}"
            info = zipfile.ZipInfo(name, _EPOCH)  # the same bytes from the same files
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, file.read_bytes())
    return len(files)
