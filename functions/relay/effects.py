"""What the relay hands to queues, and to the records. All of it may be repeated: who takes it looks
at the ledger, and records are written once."""

from __future__ import annotations

import os
import time

from core.identity import Ledger
from core.ledger.people import joined_into
from integrations import records
from integrations.aws.queues import send

# Long enough for a burst of deliveries to pass, short enough that nobody sees the wrong points.
RECHECK_DELAY_S = 5
# The request that made the hold usually makes the code as well; this is for when it could not.
CODE_DELAY_S = 5


def code(ledger_id: str, redemption_id: str) -> None:
    """Have a redemption's code made in its store, or taken back."""
    message = {"ledger_id": ledger_id, "redemption_id": redemption_id}
    send(os.environ["CODES_QUEUE_URL"], message, delay_s=CODE_DELAY_S)


def follow(ledger_id: str, store_id: str, order_id: str, was: str) -> None:
    """Have done what an order means besides its own points. `was`: the member that it has left."""
    message = {"ledger_id": ledger_id, "store_id": store_id, "order_id": order_id, "was": was}
    send(os.environ["CODES_QUEUE_URL"], message)


def award(ledger_id: str, award: str) -> None:
    """Have an award go on whose code was taken back. `award`: "member/award"."""
    send(os.environ["CODES_QUEUE_URL"], {"ledger_id": ledger_id, "award": award})


def recheck(store_id: str, order_id: str) -> None:
    """Have the store asked how an order stands."""
    message = {"work": "order", "store_id": store_id, "order_id": order_id}
    send(os.environ["FETCHES_QUEUE_URL"], message, delay_s=RECHECK_DELAY_S)


def copy(ledger_id: str, member_id: str) -> None:
    """Have the stores' copies of a member's balance refreshed."""
    send(
        os.environ["BALANCES_QUEUE_URL"],
        {"ledger_id": ledger_id, "member_id": member_id},
        group=ledger_id,
        # One copy a member and bucket: the queue holds each back until its bucket has ended, and
        # the balance is read when it is sent. So a bucket may not outlast the queue's delay.
        dedup=f"{member_id}.{int(time.time()) // int(os.environ['BALANCES_DELAY_S'])}",
    )


def erased(ledger: Ledger, member_id: str, at_ms: int) -> None:
    """Keep outside of the table that a member was erased: whatever the table is restored from
    later, they stay erased, and so do those who had been joined into them. The file that a data
    request had made of them goes."""
    others = joined_into(ledger, member_id)[0] - {member_id}
    members = (member_id, *sorted(others))
    records.note_erasure(records.Erasure(ledger.ledger_id, members, at_ms))
    from integrations import data_files  # which no other entry needs

    data_files.forget(ledger, members)
