"""Asking a store at once for what a redemption waits for, for somebody who looks on."""

from __future__ import annotations

from aws_lambda_powertools import Logger

from core.errors import Forbidden
from core.ledger import redemptions, stores
from core.ledger.posting import Books
from core.ledger.redeeming import carry_out
from core.redemptions import Redemption
from integrations import reach


def carried_out(books: Books, redemption: Redemption, now_ms: int, logger: Logger) -> Redemption:
    """The redemption after its store was asked for what it waits for, if it waits. The queue goes
    on where the store gives no answer. Raises StoreUnavailable for a store that cannot be asked."""
    if redemption.status not in ("held", "returning"):
        return redemption
    # The store that holds the code: of a ledger's stores not always the one that asks.
    store = stores.get(redemption.store_id)
    try:
        return carry_out(books, reach.port_of(store), redemption.redemption_id, now_ms)
    except Forbidden as error:
        stores.note_health(store.store_id, "credentials", "refused", now_ms // 1000)
        logger.error("the store refuses our credentials", extra={"reason": str(error)})
        return redemptions.find(books.ledger, redemption.redemption_id)
