"""From Shopify's admin to a connected shop: nobody types a domain, and no cookie is needed.

The merchant page sends here whoever opens it with an ID token of a shop that has no good tokens.
The token is all that counts of the address: it says which shop it is, and where to go back to is
our own page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from core.errors import (
    BadInput,
    BadSignature,
    Forbidden,
    RegularsError,
    Retryable,
    StoreRefused,
)
from functions import logs
from functions.connect.pages import page
from functions.http import Answer, safe_headers, status_of
from integrations import access
from integrations.shopify import id_token
from integrations.shopify.obtaining import obtain
from integrations.shopify.webhook import shop_domain

# Shopify's own, for App Bridge: where in its admin the page stands, in base64.
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9+/=_-]{0,299}", re.ASCII)

logger = logs.logger("connect")


def come(query: Mapping[str, str], now_s: int) -> Answer:
    """Connect the shop that the ID token names, as far as it needs that, and lead on to the
    merchant page. What goes wrong is a page that says what to do."""
    token, secret = query.get("id_token", ""), access.secret()
    try:
        found = id_token.verify(token, secret.shopify_api_key, secret.shopify_secrets, now_s)
    except BadSignature:
        return page(401, "shopify_reload", _claimed(query))
    try:
        if obtain(found.shop, token, now_s):
            logger.info("connected a shop")
    except RegularsError as error:
        logger.warning("not connected", extra={"code": error.code, "reason": str(error)})
        return page(status_of(error), _problem(error), found.shop)
    # "connected": the page asks for no second time what could not be had the first time.
    back = {"shop": found.shop, "embedded": "1", "connected": "1", "id_token": token}
    host = query.get("host", "")
    if _HOST.fullmatch(host):
        back["host"] = host
    location = f"/admin/?{urlencode(back)}"
    return {"statusCode": 303, "headers": {"location": location, **safe_headers()}, "body": ""}


def _claimed(query: Mapping[str, str]) -> str | None:
    """The shop in the address, which nobody vouches for: it may frame a page that says nothing."""
    try:
        return shop_domain(query.get("shop"))
    except BadInput:
        return None


def _problem(error: RegularsError) -> str:
    if isinstance(error, Retryable):
        return "shopify_no_answer"
    if isinstance(error, StoreRefused) and error.code == "app_unknown":
        return "shopify_app"
    return "shopify_reload" if isinstance(error, Forbidden) else "shopify_refused"
