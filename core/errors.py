"""The one error tree.

    RegularsError
    ├── Retryable            try again later: nothing is known to be wrong with the request
    │   ├── StoreUnavailable the store's API timed out, throttled or answered 5xx
    │   ├── LedgerBusy       conflicts or throttling outlasted the retries
    │   └── TooMany          more at once than one shopper, or one address, may ask for
    ├── Terminal             trying again cannot help
    │   ├── BadInput         what came in is not what it says it is
    │   ├── NotFound
    │   ├── Conflict         right request, wrong moment (too few points, code already used, ...)
    │   │   ├── InsufficientPoints
    │   │   ├── RewardClosed a reward that is not to be had: its days, its limits, one's tier
    │   │   ├── ActionClosed the same of something that is earned besides buying
    │   │   └── KeyReused    an idempotency key came back with another request
    │   └── StoreRefused     the store understood and said no
    └── Security             who is asking is not who may ask
        ├── BadSignature
        └── Forbidden

HTTP and SQS each map this tree once (functions/http.py, functions/batch.py).
"""

from __future__ import annotations


class RegularsError(Exception):
    """Base of all errors that Regulars raises on purpose.

    `code` is stable and machine-readable; the message says what is wrong and what to do.
    `details` are figures a caller may show (never personal data, never secrets).
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, **details: object) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        self.details = details


class Retryable(RegularsError):
    code = "try_again"


class StoreUnavailable(Retryable):
    """The store's API did not give an answer that counts.

    `retry_after_s` is the store's own wish when it stated one.
    """

    code = "store_unavailable"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        retry_after_s: float | None = None,
        **details: object,
    ) -> None:
        super().__init__(message, code=code, **details)
        self.retry_after_s = retry_after_s


class LedgerBusy(Retryable):
    code = "ledger_busy"


class TooMany(Retryable):
    """`retry_after_s`: from when on the next one is taken."""

    code = "rate_limited"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class Terminal(RegularsError):
    code = "refused"


class BadInput(Terminal):
    code = "bad_input"


class NotFound(Terminal):
    code = "not_found"


class Conflict(Terminal):
    code = "conflict"


class InsufficientPoints(Conflict):
    code = "insufficient_points"


class RewardClosed(Conflict):
    """`code` says which of its conditions does not hold."""

    code = "reward_closed"


class ActionClosed(Conflict):
    """`code` says which of its conditions does not hold."""

    code = "action_closed"


class KeyReused(Conflict):
    code = "idempotency_key_reused"


class StoreRefused(Terminal):
    code = "store_refused"


class Security(RegularsError):
    code = "forbidden"


class BadSignature(Security):
    code = "bad_signature"


class Forbidden(Security):
    code = "forbidden"
