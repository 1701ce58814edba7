"""A member's state as decisions see it, and the entry a decision makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core import lots as lot
from core.evolve import replace
from core.lots import Lots

EntryKind = Literal[
    "earn",
    "pending",
    "reverse",
    "redeem",
    "return",
    "adjust",
    "expire",
    "extend",
    "remind",
    "bonus",
    "join",
    "tier",
    "erase",
]

# Nobody returns an order half a year after its points have ended.
_EXPIRED_KEPT = 6
_TIERS_KEPT = 4
# Redemptions that a member's lists show.
RECENT_KEPT = 6


@dataclass(frozen=True, slots=True)
class Contact:
    """The only personal data kept: erased as one. `customers` maps store ids to the platform's
    customer ids."""

    customers: Mapping[str, str] = field(default_factory=dict)
    email: str | None = None

    def updated(self, news: Contact) -> Contact:
        """The contact with what is new about it."""
        return Contact({**self.customers, **news.customers}, news.email or self.email)


@dataclass(frozen=True, slots=True)
class TierGrant:
    """A tier held until a day, whatever was bought. `source`: who gave it, "manual" or an order."""

    source: str
    tier_id: str
    until: str


@dataclass(frozen=True, slots=True)
class MemberState:
    """One member. `version` 0 means that no row exists yet.

    `lots` sum to `available`. `expired` remembers what of a lot expired unspent, newest months
    only, so that a late refund makes no debt of points already gone. `spend` is the earning
    basis by the month an order was placed. `tiers` are (tier id, held since, unix seconds), oldest
    first. `due_on` is the earliest day for which due work is registered. `pace` is the last minute
    (unix seconds / 60) in which the member redeemed, and how often in it. `counters` say how much
    of what is limited the member has had, by what limits it ("rule id" or "reward:id"), sorted.
    `kept_until`: no points that have an end, end before that day; "" without such a promise.
    `activity` are points earned and paid orders by month, `past` spend, points and orders of years
    whose months are kept no more (core/bought.py). `grants` are tiers held for a time, `earned` the
    tier beneath a grant, `reviewed` the month of the last review, where the rules ask for it.
    `reminded`: the last day of the latest lot that the member was reminded of. `profile`: what they
    said of themselves, options by field (core/profile.py).
    """

    member_id: str
    version: int = 0
    available: int = 0
    pending: int = 0
    debt: int = 0
    lifetime: int = 0
    lots: Lots = ()
    expired: Lots = ()
    spend: tuple[tuple[str, int], ...] = ()
    tiers: tuple[tuple[str, int], ...] = ()
    due_on: str | None = None
    contact: Contact = field(default_factory=Contact)
    recent: tuple[str, ...] = ()
    pace: tuple[int, int] = (0, 0)
    counters: tuple[tuple[str, int], ...] = ()
    kept_until: str = ""
    reminded: str = ""
    activity: tuple[tuple[str, int, int], ...] = ()
    past: tuple[tuple[str, int, int, int], ...] = ()
    grants: tuple[TierGrant, ...] = ()
    earned: str | None = None
    reviewed: str = ""
    profile: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sequence: int = 0
    head: str = ""
    merged_into: str | None = None
    erased_at_s: int | None = None

    def tier_at(self, at_s: int) -> str | None:
        """The tier held at that moment; None for the program's lowest."""
        held = [tier_id for tier_id, since_s in self.tiers if since_s <= at_s]
        return held[-1] if held else None

    @property
    def tier_id(self) -> str | None:
        return self.tiers[-1][0] if self.tiers else None

    def with_tier(self, tier_id: str, since_s: int) -> MemberState:
        return replace(self, tiers=(*self.tiers, (tier_id, since_s))[-_TIERS_KEPT:])

    def with_lots(self, lots: Lots) -> MemberState:
        return replace(self, lots=lots, available=lot.total(lots))

    def counted(self, name: str) -> int:
        """What a counter says; 0 for one that never counted."""
        return dict(self.counters).get(name, 0)

    def with_counted(self, name: str, delta: int) -> MemberState:
        """A counter changed; one that is back at zero is dropped."""
        if not delta:
            return self
        counters = dict(self.counters)
        counters[name] = counters.get(name, 0) + delta
        return replace(self, counters=tuple(sorted(one for one in counters.items() if one[1])))

    def with_expired(self, expires_on: str, delta: int) -> MemberState:
        return replace(self, expired=lot.add(self.expired, expires_on, delta)[-_EXPIRED_KEPT:])

    def home(self, expires_on: str) -> str:
        """The lot that points of that expiry lie in, by what the member was promised since."""
        return expires_on if expires_on == lot.NEVER else max(expires_on, self.kept_until)

    def with_promise(self, until: str) -> MemberState:
        """The promise that no points end before that day; one that reaches further stands."""
        return replace(self, kept_until=max(until, self.kept_until))

    def with_reminder(self, on: str) -> MemberState:
        return replace(self, reminded=on)

    def credit(self, points: int, expires_on: str) -> MemberState:
        """Points come in: they pay debt first, the rest joins the lot of that expiry."""
        paid = min(points, self.debt)
        rest = points - paid
        state = replace(self, debt=self.debt - paid)
        return state.with_lots(lot.add(state.lots, self.home(expires_on), rest)) if rest else state


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting. `available`, `pending`, `debt` and `spend` are the changes it makes; `lots`
    those of the lots. `flags` tell the relay what to do besides copying the balance."""

    kind: EntryKind
    source: Mapping[str, str]
    why: Mapping[str, Any]
    available: int
    pending: int
    debt: int
    lots: Lots
    spend: tuple[tuple[str, int], ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """The change of what the member is worth: available less debt."""
        return self.available - self.debt


def entry_between(
    before: MemberState,
    after: MemberState,
    *,
    kind: EntryKind,
    source: Mapping[str, str],
    why: Mapping[str, Any],
    flags: tuple[str, ...] = (),
) -> Entry:
    """The entry that turns one state into the other."""
    spend = lot.normal((*after.spend, *((month, -minor) for month, minor in before.spend)))
    return Entry(
        kind=kind,
        source=source,
        why=why,
        available=after.available - before.available,
        pending=after.pending - before.pending,
        debt=after.debt - before.debt,
        lots=lot.difference(before.lots, after.lots),
        spend=spend,
        flags=flags,
    )
