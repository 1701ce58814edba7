"""The file that storefronts load: what its source says, and small."""

from __future__ import annotations

import gzip

from infra.local.widget import BUILT, build

_MOST_BYTES = 10_000


def test_the_shipped_widget_is_its_source_built() -> None:
    assert BUILT.read_bytes() == build(), "run: python -m infra.local.widget"


def test_the_widget_stays_within_ten_kilobytes_as_an_ordinary_server_compresses_it() -> None:
    assert len(gzip.compress(BUILT.read_bytes(), 6)) <= _MOST_BYTES


def test_the_widget_loads_nothing_else() -> None:
    text = BUILT.read_text()
    assert "import(" not in text
    assert "import " not in text
    assert "@import" not in text
    assert "url(" not in text
