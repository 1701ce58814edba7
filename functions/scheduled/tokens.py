"""Renewing Shopify's access tokens, which live an hour: of busy shops and of idle ones alike, so
that whoever calls a shop finds a token that is good, and no refresh token grows old."""

from __future__ import annotations

import time

from core.errors import Forbidden, RegularsError
from core.ledger import stores
from functions import logs
from integrations.shopify.obtaining import renew

logger = logs.logger("scheduled")


def renew_all() -> dict[str, int]:
    """Renew what soon ends; counts. One shop's trouble does not keep the others: what was not
    answered is asked again at the next turn, and of what was refused the merchant is told."""
    done = {"renewed": 0, "refused": 0, "failed": 0}
    for store_id in stores.list_ids():
        try:
            done["renewed"] += renew(store_id, int(time.time()))
        except Forbidden:
            done["refused"] += 1
            logger.warning("renewed no more", extra={"store": store_id})
        except RegularsError as error:
            done["failed"] += 1
            logger.error("not renewed", extra={"store": store_id, "reason": str(error)})
    return done
