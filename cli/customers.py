"""From what an operator types to a store's books and a member in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cli.parsing import now_ms
from core import calendar, profile, segments
from core.explain_progress import progress_text
from core.ledger import members, stores
from core.ledger.members import MemberView
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.member import Contact
from integrations import access


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A store and its books."""

    store: Store
    books: Books


def opened(store_id: str) -> OpenStore:
    """Raises NotFound for a store that was never connected."""
    store = stores.get(store_id, fresh=True)
    return OpenStore(store, access.books_of(store))


def view_of(at: OpenStore, customer: str, now_s: int) -> MemberView:
    """The member that `customer` (the platform's id, or an address) means; merges are followed."""
    member_id = members.find_member_id(at.books.ledger, at.store.store_id, customer)
    return members.view(at.books, member_id, now_s)


def contact_of(store: Store, customer: str) -> Contact:
    """What the operator's word for a customer says of how to reach them."""
    customer = customer.strip()
    if "@" in customer:
        return Contact(email=customer.lower())
    return Contact(customers={store.store_id: customer})


def member_json(at: OpenStore, customer: str, view: MemberView) -> dict[str, Any]:
    """A member as `member show` gives it."""
    member, tier, now_s = view.member, view.progress.tier, now_ms() // 1000
    program = at.books.programs.in_force(now_s)
    return {
        "store_id": at.store.store_id,
        "customer_id": customer,
        "member_id": member.member_id,
        "known": view.known,
        "balance": {
            "available": member.available,
            "pending": member.pending,
            "debt": member.debt,
        },
        "lifetime_points": member.lifetime,
        "tier": {"id": tier.id, "name": english(tier.names)},
        "progress": progress_text(view.progress, at.books.programs.newest.currency),
        "profile": profile.shown(member.profile, program.profile),
        "segments": sorted(segments.holding(member, program, calendar.month(now_s, at.books.tz))),
        "expiring": [{"points": points, "on": on} for points, on in sorted_by_day(view)],
    }


def english(names: Any) -> str:
    """The English name, else the first there is."""
    return str(names.get("en") or next(iter(names.values())))


def sorted_by_day(view: MemberView) -> list[tuple[int, str]]:
    """Points with their last day, soonest first."""
    return sorted(view.expiring, key=lambda one: one[1])
