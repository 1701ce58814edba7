"""The WordPress plugin's own tests, inside a real WordPress, under Debian's PHP.

WordPress comes from Debian (`make test` fetches it), its database is SQLite in memory, WooCommerce
a thin double: php/run.php says more.
"""

from __future__ import annotations

import json
import subprocess

import pytest

from core.phones import verified_phone
from functions.storefront.shopper import TOKEN_LIFE_S, _claims
from infra.local.npm import package
from infra.tools import node
from integrations.woocommerce.coupons import OWNER_KEY
from tests.support.wordpress import PHP, PLUGIN, needs_wordpress, php

pytestmark = needs_wordpress


@pytest.mark.parametrize("test", sorted(one.name for one in PHP.glob("*Test.php")))
def test_the_plugin_in_wordpress(test: str) -> None:
    done = php(str(PHP / "run.php"), str(PHP / test))
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "OK (" in done.stdout, done.stdout


def test_the_plugin_is_written_as_wordpress_wants_as_far_as_debians_sniffer_knows() -> None:
    ruleset = PLUGIN.with_name("phpcs-gate.xml")
    done = subprocess.run(
        ["phpcs", f"--standard={ruleset}"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout


def test_the_plugin_looks_for_a_coupons_owner_where_the_back_end_writes_it() -> None:
    code = (PLUGIN / "includes" / "class-regulars-coupons.php").read_text("utf-8")
    assert f"const OWNER = '{OWNER_KEY}';" in code


@pytest.mark.parametrize("version", ["7.4", "8.4"])
def test_the_oldest_and_the_newest_php_run_it_and_the_back_end_takes_its_token(
    version: str,
) -> None:
    packages = package("@php-wasm/node").parents[1]
    done = subprocess.run(
        [
            *(node(), str(PHP / "wasm.mjs"), str(packages), version),
            *(str(PHP / "alone.php"), str(PLUGIN)),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["php"].startswith(f"{version}.")
    assert told["loaded"] >= 15
    claims = _claims(told["token"], ["a" * 64])
    assert (claims["iss"], claims["sub"]) == ("woo-0123456789ab", "3")
    assert claims["exp"] - claims["iat"] <= TOKEN_LIFE_S
    assert verified_phone(claims["phone"], claims["phone_verified"]) == "886912345678"
