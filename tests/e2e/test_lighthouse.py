"""What the widget costs a shop's pages, as Lighthouse scores them."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from typing import Any

import pytest

from infra.local.npm import ROOT, package
from tests.support.running import Running

_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
_RUNS = 3
_TIMEOUT_S = 120


def scores(url: str) -> dict[str, float]:
    """Lighthouse's scores of one page load on its simulated phone, 0 to 100 by category."""
    search = os.pathsep.join([os.environ.get("PATH", ""), str(ROOT / ".tools/node/bin")])
    node = shutil.which("node", path=search)
    assert node is not None
    told = subprocess.run(
        [
            node,
            str(package("lighthouse") / "cli" / "index.js"),
            url,
            "--quiet",
            "--output=json",
            f"--chrome-flags={_FLAGS}",
            f"--only-categories={','.join(_CATEGORIES)}",
        ],
        check=True,
        timeout=_TIMEOUT_S,
        stdout=subprocess.PIPE,
        env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""},
    ).stdout
    report: dict[str, Any] = json.loads(told)
    assert not report.get("runtimeError"), report["runtimeError"]
    return {name: report["categories"][name]["score"] * 100 for name in _CATEGORIES}


def typical(url: str) -> dict[str, float]:
    """The middle score of a few loads."""
    found = [scores(url) for _ in range(_RUNS)]
    return {name: statistics.median(one[name] for one in found) for name in _CATEGORIES}


@pytest.mark.parametrize("path", ["/sandbox/woo/products/trail-backpack"])
@pytest.mark.timeout(900)
def test_a_page_with_the_widget_scores_at_most_one_point_less_than_without(
    running: Running, path: str
) -> None:
    url = f"{running.origin}{path}"
    scores(url)  # whose functions are cold
    without, having = typical(f"{url}?widget=off"), typical(url)
    print(f"without {without}, with {having}")
    for name in _CATEGORIES:
        assert having[name] >= without[name] - 1, (name, without, having)
