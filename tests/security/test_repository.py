"""The repository holds no secret, nobody's data, and nothing that only one machine has."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from infra.tools import ROOT

_BINARY = {".png", ".jpg", ".ico", ".woff2"}
# Keys as their makers print them: AWS, Shopify, WooCommerce, GitHub, Slack, Stripe, PEM, JWT.
_SECRET = re.compile(
    r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bshp(at|ss|ca|pa|rt)_[0-9a-fA-F]{32}\b"
    r"|\b[cC][ks]_[0-9a-f]{40}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{20,}"
    r"|\bsk_live_[A-Za-z0-9]{20,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}"
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})\b")
# Names that are nobody's (RFC 2606), shops that are part of a URL, and Shopify's own samples.
_NOBODYS = re.compile(
    r"(.*\.)?(example|example\.(com|org|net)|invalid|test|localhost|myshopify\.com)"
    r"|biller\.com|supertoys\.com|email\.com|line\.me"
)
# Samples of what log-in plugins make up.
_MADE_UP = "tests/unit/core/test_placeholders.py"


def _kept(path: Path) -> bool:
    return path.is_file() and path.suffix not in _BINARY


def _files() -> Iterator[Path]:
    """What git keeps, or would keep: the tree without what it ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    yield from (path for line in listed.splitlines() if _kept(path := ROOT / line))


def test_no_file_holds_a_secret() -> None:
    looked = 0
    for path in _files():
        looked += 1
        found = _SECRET.search(path.read_text("utf-8", "replace"))
        assert found is None, f"{path.relative_to(ROOT)}: {found and found[0][:12]}..."
    assert looked > 300


def test_no_file_holds_the_address_of_somebody_who_may_exist() -> None:
    strangers = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in _files()
        if path.name != "package-lock.json" and path != ROOT / _MADE_UP
        for found in _ADDRESS.finditer(path.read_text("utf-8", "replace"))
        if not _NOBODYS.fullmatch(found[1].lower())
    }
    assert strangers == set()


def test_no_file_that_keeps_secrets_is_kept_by_git() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in _files()}
    kept = {
        name for name in names if re.search(r"(^|/)(\.env|.*\.(pem|key|p12|pfx)|\.netrc)$", name)
    }
    assert kept == set()
    ignored = (ROOT / ".gitignore").read_text().split()
    assert ".local/" in ignored, "where the local stack keeps its secret"
