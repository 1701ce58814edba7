"""What would come of joining two members, before the merchant says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core import joining, tiers
from core.ledger import redemptions
from core.ledger.posting import Books
from core.member import MemberState

Refused = Literal["same", "erased", "unknown"]


@dataclass(frozen=True, slots=True)
class Union:
    """`source` goes into `target`, which `after` is what becomes of. `open_codes`: unused ones of
    the source, which stay good and are the target's then. `lost`: of stores where both are
    accounts, the source's customer id by the store's: its late orders follow, and the target's
    stays the one by which the member is known."""

    source: MemberState
    target: MemberState
    after: MemberState
    open_codes: int
    lost: dict[str, str]


def refusal(source: MemberState, target: MemberState) -> Refused | None:
    """Why these two (merges followed) cannot be joined; None where they can."""
    if not source.version or not target.version:
        return "unknown"
    if source.member_id == target.member_id:
        return "same"
    if source.erased_at_s is not None or target.erased_at_s is not None:
        return "erased"
    return None


def preview(books: Books, source: MemberState, target: MemberState, now_s: int) -> Union:
    """What joining them would do, as `people.join` does it."""
    _, _, received, _ = joining.join(source, target, "merchant_merge")
    program = books.programs.in_force(now_s)
    after = tiers.promoted(received, program, now_s, books.tz, source)
    held = redemptions.recent(books.ledger, source.recent)
    mine = target.contact.customers
    lost = {
        store_id: customer
        for store_id, customer in source.contact.customers.items()
        if mine.get(store_id, customer) != customer
    }
    return Union(
        source,
        target,
        after,
        sum(one.status in ("held", "issued", "returning") for one in held),
        lost,
    )
