"""Sweeping every store: hourly what changed since, daily a deep look."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.errors import RegularsError
from core.ledger import stores
from functions import logs
from functions.events import queue
from integrations import wallet
from integrations.access import books_of
from integrations.reach import port_of
from integrations.sweeping import sweep

# Of a run, for what a store left behind that joined a wallet; the next run goes on.
_FORGETTING_S = 60.0

logger = logs.logger("scheduled")


def sweep_all(days: int | None, stopped: Callable[[], None]) -> dict[str, int]:
    """Sweep each installed store; counts. `days`: look that far back instead of only since the
    last sweep: a deleted refund moves no time stamp and is in no list of changes; and read every
    product. `stopped` is
    called for a store whose orders have vanished; one store's trouble does not keep the others.
    """
    done = {"stores": 0, "changed": 0, "gone": 0, "products": 0, "failed": 0}
    for store_id in stores.list_ids():
        store = stores.get(store_id)
        if not store.installed:
            continue
        now_s = int(time.time())
        since_s = None if days is None else now_s - days * 86400
        done["stores"] += 1
        try:
            wallet.forget_before(store, _FORGETTING_S)
            report = sweep(
                store,
                port_of(store),
                books_of(store),
                since_s,
                lambda event, store=store: queue(store, event),  # type: ignore[misc]
                now_s * 1000,
                every_product=days is not None,
            )
        except RegularsError as error:
            done["failed"] += 1
            logger.error("not swept", extra={"store": store_id, "reason": str(error)})
            if error.code == "too_many_gone":
                stopped()
            continue
        done["changed"] += report.changed
        done["gone"] += report.gone
        done["products"] += report.products
    return done
