"""The merchant page as it is deployed: packaged, behind the HTTP API and the front."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import requests

from infra.tools import ROOT
from tests.support.stack import LocalStack


def _regulars(stack: LocalStack, *words: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cli", *words, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "DATA_DIR": str(stack.data_dir)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def test_the_operators_link_opens_the_deployed_page_once(stack: LocalStack) -> None:
    keys = ["--consumer-key", "ck", "--consumer-secret", "cs", "--webhook-secret", "ws"]
    where = ["--url", "http://127.0.0.1:9/admin-page", "--no-check", "--currency", "TWD"]
    store = _regulars(stack, "store", "add", "woocommerce", *where, *keys)
    link = _regulars(stack, "admin", "link", store["store_id"])["url"]
    browser = requests.Session()
    assert browser.get(link.partition("/enter")[0] + "/", timeout=30).status_code == 401
    page = browser.get(link, timeout=30)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token, page.text
    form = {"csrf_token": token[1], "token": link.partition("token=")[2]}
    home = browser.post(link.partition("?")[0], data=form, timeout=30)
    assert (home.status_code, home.url) == (200, f"{link.partition('/enter')[0]}/")
    assert "1 point for every NT$30" in home.text
    again = requests.post(link.partition("?")[0], data=form, timeout=30)
    assert again.status_code == 403
