"""The zip that a merchant uploads holds the whole plugin and nothing else."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from infra import plugin, plugin_words, storefront_files


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "regulars.zip"
    monkeypatch.setattr(plugin, "ROOT", tmp_path)
    monkeypatch.setattr(plugin, "ZIP", made)
    assert storefront_files.main(["woocommerce"]) == 0
    return made


def test_it_holds_the_plugin_its_translations_and_the_storefronts_files(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert all(name.startswith("regulars/") for name in names)
        for needed in ("regulars.php", "uninstall.php", "readme.txt", "includes/autoload.php"):
            assert f"regulars/{needed}" in names
        for po in plugin_words.translations():
            assert f"regulars/languages/{po.stem}.mo" in names
        for file in plugin.DIST.glob("*.js"):
            packed = opened.read(f"regulars/assets/storefront/{file.name}")
            assert packed == file.read_bytes()
    assert not [name for name in names if re.search(r"/\.|[Tt]est|phpcs|\.map$", name)]


def test_the_same_files_make_the_same_zip(archive: Path) -> None:
    before = archive.read_bytes()
    plugin.build()
    assert archive.read_bytes() == before


def test_its_version_and_its_needs_are_said_alike_wherever_they_are_said() -> None:
    main = (plugin.PLUGIN / "regulars.php").read_text("utf-8")
    readme = (plugin.PLUGIN / "readme.txt").read_text("utf-8")
    [version] = re.findall(r"\* Version: (\S+)", main)
    assert f"'REGULARS_VERSION', '{version}'" in main
    assert f"Stable tag: {version}" in readme
    for need in ("Requires at least", "Requires PHP"):
        [said] = re.findall(rf"\* {need}: (\S+)", main)
        assert f"{need}: {said}" in readme
    assert "Requires Plugins: woocommerce" in main


def test_who_names_no_store_platform_is_told_which_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert storefront_files.main(["etsy"]) == 2
    assert "woocommerce" in capsys.readouterr().err
