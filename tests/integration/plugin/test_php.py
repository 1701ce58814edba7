"""The WordPress plugin's own tests, inside a real WordPress, under Debian's PHP.

WordPress comes from Debian (`make test` fetches it), its database is SQLite in memory, WooCommerce a
thin double: php/run.php says more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.tools import ROOT

HERE = Path(__file__).with_name("php")
WORDPRESS = ROOT / ".tools" / "wordpress"
PLUGIN = ROOT / "integrations" / "woocommerce" / "plugin"

pytestmark = pytest.mark.skipif(
    not shutil.which("phpunit") or not WORDPRESS.is_dir(),
    reason="PHP and WordPress are fetched by make test: make .tools/php.stamp",
)


def php(*arguments: str) -> subprocess.CompletedProcess[str]:
    """PHP with these arguments; what it printed."""
    environment = {**os.environ, "WORDPRESS": str(WORDPRESS)}
    return subprocess.run(
        ["php", *arguments], env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("test", sorted(one.name for one in HERE.glob("*Test.php")))
def test_the_plugin_in_wordpress(test: str) -> None:
    done = php(str(HERE / "run.php"), str(HERE / test))
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "OK (" in done.stdout, done.stdout
