"""Opened from within Shopify: a shop that is not connected, or whose keys are good no more, is
connected first (functions/connect)."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from functions.admin import session
from functions.admin.embedding import CONNECTED
from integrations.shopify.standing import wanting
from integrations.store_ids import of_shop

_CONNECT = "/connect/shopify"


def leading_away(token: str) -> Response | None:
    """Where to go first; None for a shop that is connected, and for one that has just come from
    there. Raises BadSignature."""
    shop = session.identity_of(token).shop
    if CONNECTED in request.args or not wanting(of_shop(shop), time.time()):
        return None
    kept = {"shop": shop, "host": request.args.get("host", ""), "id_token": token}
    return redirect(f"{_CONNECT}?{urlencode(kept)}", 303)
