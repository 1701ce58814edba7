"""What goes wrong between a function and what it calls, by name."""

from __future__ import annotations

from random import Random

from botocore.exceptions import BotoCoreError, ClientError

from core.errors import RegularsError
from tests.simulation.aws import faults
from tests.simulation.aws.wire import Around
from tests.simulation.shops import Trouble
from tests.simulation.shops.port import Kind

_ANYWHERE: tuple[Around, ...] = (
    faults.killed_before,
    faults.killed_after,
    faults.timed_out_before,
    faults.timed_out_after,
    faults.throttled,
    faults.internal_error,
    faults.failed_after,
)
_OF: dict[str, tuple[Around, ...]] = {
    "TransactWriteItems": (faults.conflicted, faults.conflicted, faults.in_progress),
    "PutItem": (faults.conflicted,),
    "BatchGetItem": (faults.unprocessed,),
}
_TROUBLES: tuple[Kind, ...] = (
    "never", "late", "late", "throttled", "server_error", "refused", "forbidden", "taken", "twice",
)  # fmt: skip


def fault(rng: Random, operation: str) -> Around:
    """What one call shall meet."""
    return rng.choice((*_ANYWHERE, *_OF.get(operation, ())))


def trouble(rng: Random) -> Trouble:
    """What meets a call of a store's API."""
    return Trouble(rng.choice(_TROUBLES), retry_after_s=rng.choice((0.0, 2.0, 40.0)))


def excuses(error: BaseException | None) -> bool:
    """Whether it is only AWS that did this."""
    while error is not None:
        if isinstance(error, BotoCoreError | ClientError | RegularsError):
            return True
        error = error.__cause__ or getattr(error, "cause", None) or error.__context__
    return False
