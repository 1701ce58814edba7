"""Connecting stores, and what the WooCommerce plugin asks of its own accord."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import parse_qs

from core.errors import NotFound
from functions import logs
from functions.connect import inviting, plugin, shopify
from functions.http import Answer, answer, guarded

_CODE = r"/connect/(?P<code>[A-Za-z0-9_-]{1,100})"
_START = re.compile(_CODE)
_STATUS = re.compile(_CODE + "/status")
_PLUGIN = re.compile(r"/plugin/(?P<store>[a-z0-9-]{1,64})/(?P<verb>[a-z-]{1,20})")
_CALLBACK = "/connect/callback"
_SHOPIFY = "/connect/shopify"

logger = logs.logger("connect")


def handler(event: dict[str, Any], context: Any) -> Answer:
    """GET /connect/shopify, GET /connect/{code}, GET /connect/{code}/status, POST
    /connect/callback and POST /plugin/{store_id}/{verb}. Codes, states and tokens are credentials:
    never logged."""
    done = guarded(logger, lambda: _route(event))
    logger.info("answered", extra={"status": done["statusCode"]})
    return done


def _route(event: dict[str, Any]) -> Answer:
    path, method = event["rawPath"], event["requestContext"]["http"]["method"]
    now_s = int(time.time())
    if method == "POST" and path == _CALLBACK:
        return answer(200, inviting.called_back(event, now_s))
    if method == "POST" and (found := _PLUGIN.fullmatch(path)):
        return answer(200, plugin.answer(found["store"], found["verb"], event, now_s))
    if method == "GET" and path == _SHOPIFY:
        return shopify.come(_query(event), now_s)
    if method == "GET" and (found := _STATUS.fullmatch(path)):
        return answer(200, inviting.status(found["code"], now_s))
    if method == "GET" and path != _CALLBACK and (found := _START.fullmatch(path)):
        return inviting.page(found["code"], _query(event), now_s)
    raise NotFound("There is nothing here.")


def _query(event: dict[str, Any]) -> dict[str, str]:
    """The last of each parameter."""
    found = parse_qs(event.get("rawQueryString") or "", keep_blank_values=True)
    return {name: values[-1] for name, values in found.items()}
