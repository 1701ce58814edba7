"""The Shopify app as the build step makes it, and Shopify's own tools over it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from infra import shopify_app
from infra.local.npm import package
from infra.tools import node

ORIGIN = "https://points.shop.example"
CLIENT_ID = "0123456789abcdef" * 2
_HERE = Path(__file__).parent
_TIMEOUT_S = 120


def made(folder: Path) -> Path:
    """The app, built into `folder` with the packages beside it that its extensions name."""
    app = shopify_app.build(ORIGIN, CLIENT_ID, folder / "app")
    (app / "node_modules").symlink_to(package("@shopify/ui-extensions").parent.parent)
    return app


def theme_check(extension: Path, cache: Path) -> list[dict[str, str]]:
    """What Shopify's theme check finds: rule, file, message."""
    said = _node(
        "theme_check.cjs",
        str(package("@shopify/theme-check-node").parent.parent),
        str(extension),
        XDG_CACHE_HOME=str(cache),
    )
    found: list[dict[str, str]] = json.loads(said)
    return found


def types(app: Path, module: Path, target: str) -> list[str]:
    """What is wrong with a UI extension's module, by Shopify's declarations for `target`."""
    return _node("extension_types.cjs", str(app / "node_modules"), str(module), target).splitlines()


def bundle(module: Path) -> tuple[bytes, dict[str, Any]]:
    """A UI extension's module as Shopify's CLI bundles it, and esbuild's account of it."""
    account, made = module.with_suffix(".meta.json"), module.with_suffix(".bundle.js")
    subprocess.run(
        [
            package("esbuild") / "bin" / "esbuild",
            str(module),
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2020",
            "--jsx=automatic",
            "--jsx-import-source=preact",
            "--charset=utf8",
            "--define:process.env.NODE_ENV='production'",
            "--log-level=warning",
            f"--metafile={account}",
            f"--outfile={made}",
        ],
        check=True,
        timeout=_TIMEOUT_S,
    )
    inputs: dict[str, Any] = json.loads(account.read_text())["inputs"]
    return made.read_bytes(), inputs


def _node(script: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [node(), str(_HERE / script), *arguments],
        check=True,
        timeout=_TIMEOUT_S,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    return done.stdout
