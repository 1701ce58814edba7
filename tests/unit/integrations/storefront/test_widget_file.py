"""The files that storefronts load: what their source says, and small."""

from __future__ import annotations

import pytest

from infra.local.widget import DIST, build, sizes

LANGUAGES = ("en", "zh-Hant", "zh-Hans", "ja")
_MOST_BYTES = 10_000
_MOST_BYTES_OF_A_ROOM = 6_000


def _shipped() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in DIST.iterdir()}


def test_the_shipped_files_are_their_source_built() -> None:
    assert _shipped() == build(), "run: python -m infra.local.widget"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_opening_loads_at_most_ten_kilobytes_as_an_ordinary_server_compresses_them(
    language: str,
) -> None:
    gzipped = sizes(_shipped())
    names = ("widget", "panel", f"words-{language}")
    assert sum(gzipped[f"regulars-{name}.js"] for name in names) <= _MOST_BYTES


def test_what_a_theme_refers_to_is_within_what_its_check_allows() -> None:
    for name in ("regulars-widget.js", "regulars-points.js"):
        assert len(_shipped().get(name, b"")) < _MOST_BYTES, name


def test_each_room_is_small() -> None:
    rooms = {name: size for name, size in sizes(_shipped()).items() if "-room-" in name}
    assert rooms
    assert {name for name, size in rooms.items() if size > _MOST_BYTES_OF_A_ROOM} == set()


def test_no_file_names_another_to_load() -> None:
    for name, text in _shipped().items():
        said = text.decode()
        assert "@import" not in said, name
        assert "url(" not in said, name
        assert 'from"./' not in said, name
        assert 'import"./' not in said, name
