"""Which permissions the app asks for, and which of them are not there.

The app's configuration is the one place that names them (app/shopify.app.toml).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_CONFIG = Path(__file__).parent / "app" / "shopify.app.toml"
# What a reward needs besides what every program does, by its kind.
_OF_REWARDS: Mapping[str, tuple[str, ...]] = {
    "gift_card": ("write_gift_cards",),
    "store_credit": ("read_store_credit_accounts", "write_store_credit_account_transactions"),
}


def wanted() -> frozenset[str]:
    """What every installation needs."""
    return frozenset(_asked()["scopes"].split(","))


def optional() -> frozenset[str]:
    """What only some programs need."""
    return frozenset(_asked()["optional_scopes"])


@functools.cache
def _asked() -> dict[str, Any]:
    with _CONFIG.open("rb") as file:
        asked: dict[str, Any] = tomllib.load(file)["access_scopes"]
    return asked


def lacking(needed: str, granted: str) -> list[str]:
    """Which of the permissions `needed` are not `granted`; both as Shopify writes them, separated
    by commas. Who may write may read."""
    given = _listed(granted)
    given |= {one.replace("write_", "read_", 1) for one in given if one.startswith("write_")}
    return sorted(_listed(needed) - given)


def missing(document: Mapping[str, Any], granted: str) -> dict[str, str]:
    """The permissions that a program needs and the merchant has not given: {scope: what does not
    work without it}, which is a kind of reward, or "base" for what every program needs. Nothing
    where nobody said what was granted, as of a token that was typed in."""
    if not granted:
        return {}
    found = dict.fromkeys(lacking(",".join(wanted()), granted), "base")
    for reward in document["rewards"]:
        kind = str(reward["kind"])
        for scope in lacking(",".join(_OF_REWARDS.get(kind, ())), granted):
            found.setdefault(scope, kind)
    return found


def _listed(scopes: str) -> set[str]:
    return {one.strip() for one in scopes.split(",") if one.strip()}
