"""Debian's WordPress, with the plugin and a double of WooCommerce in it (php/run.php says more),
for tests that need what it prints."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.tools import ROOT

PHP = ROOT / "tests" / "integration" / "plugin" / "php"
WORDPRESS = ROOT / ".tools" / "wordpress"
PLUGIN = ROOT / "integrations" / "woocommerce" / "plugin"

needs_wordpress = pytest.mark.skipif(
    not shutil.which("phpunit") or not WORDPRESS.is_dir(),
    reason="PHP and WordPress are fetched by make test: make .tools/php.stamp",
)


def php(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """PHP with these arguments and this on its standard input; what it printed."""
    return subprocess.run(
        ["php", *arguments],
        env={**os.environ, "WORDPRESS": str(WORDPRESS)},
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
    )


def in_wordpress(script: Path, *arguments: str, given: str = "") -> str:
    """What a script prints inside WordPress."""
    done = php(str(PHP / "run.php"), "--script", str(script), *arguments, given=given)
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def content(text: str, landing: str) -> str:
    """What a page of the shop prints for its content, where `landing` is the landing page's body as
    Regulars sends it."""
    return in_wordpress(PHP / "landing.php", text, given=landing)
