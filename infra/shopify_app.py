"""The Shopify app as Shopify's CLI deploys it: its sources, the storefront files among the theme
extension's assets, and the deployment's own addresses.

The sources are never changed: what is made lies in a folder of its own, new each time.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from infra.plugin import DIST
from infra.tools import ROOT

APP = ROOT / "integrations" / "shopify" / "app"
TARGET = ROOT / ".build" / "shopify"
ASSETS = Path("extensions", "regulars-theme", "assets")
# What the sources say instead of a deployment's own.
EXAMPLE_ORIGIN = "https://api.example.com"
EXAMPLE_CLIENT_ID = "0" * 32
_FILLED = ("shopify.app.toml", "shared/origin.js")


def build(origin: str, client_id: str, target: Path = TARGET) -> Path:
    """The app in folder `target`, which is emptied first; its path.

    `origin`: of the deployment, as `./regulars deploy` prints it. `client_id`: of the app in
    Shopify's dashboard, which is SHOPIFY_API_KEY.

    Raises ValueError: no https origin, or no client id.
    """
    origin = _origin(origin)
    if not re.fullmatch(r"[0-9a-f]{32}", client_id):
        raise ValueError("SHOPIFY_API_KEY must be the app's client id: 32 letters and digits.")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(APP, target, ignore=shutil.ignore_patterns("node_modules"))
    for name in _FILLED:
        file = target / name
        said = file.read_text(encoding="utf-8")
        said = said.replace(EXAMPLE_ORIGIN, origin).replace(EXAMPLE_CLIENT_ID, client_id)
        file.write_text(said, encoding="utf-8")
    for asset in sorted(DIST.glob("*.js")):
        shutil.copy(asset, target / ASSETS)
    return target


def build_for(origin: str) -> str:
    """Build it for the deployment at `origin` and the app whose client id is in SHOPIFY_API_KEY; a
    sentence about it."""
    made = build(origin, os.environ.get("SHOPIFY_API_KEY", ""))
    return f"{made.relative_to(ROOT)}: go on as README.md there says, with Shopify's own CLI"


def _origin(text: str) -> str:
    parts = urlsplit(text.strip())
    if parts.scheme != "https" or not parts.hostname or parts.path.rstrip("/") or parts.query:
        raise ValueError(f"{text!r} is not an origin; write it like {EXAMPLE_ORIGIN}")
    return f"https://{parts.netloc.lower()}"
