"""Redemptions: points are held first; every hold ends as a code or as points again.

held ──issue──▶ issued ──used by an order──▶ used
  │               │  ▲                         │
  │               │  └──that order cancelled───┘
  │               ├──code's last day passed──▶ expired ──a use found later──▶ used
  │               └──shopper gives back──▶ returning ──disabled, unused──▶ returned
  │    used ──its order refunded, by policy──▶ returning ──disabled──▶ returned
  └──no code in the store──▶ returned ──a use found later──▶ used (points taken again)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal, cast, get_args
from zlib import crc32
from zoneinfo import ZoneInfo

from core import calendar, exchange, forgiveness, rewards
from core import lots as lot
from core.errors import Conflict, InsufficientPoints, RewardClosed, TooMany
from core.lots import Lots
from core.member import RECENT_KEPT, Entry, MemberState, entry_between
from core.ports import ANY_CART, CodeKind, CodeSpec, CodeTerms, Combination, MoneyKind
from core.program.batches import Batch
from core.program.model import Program
from core.program.rewards import Reward

Status = Literal["held", "issued", "returning", "used", "returned", "expired"]
# What a redemption counts for; its return counts it back.
Limit = Literal["member", "stock"]
Kind = CodeKind | MoneyKind | Literal["experience", "donation", "voucher"]
# Rewards that no store makes a code for, and what their redemptions begin as: an experience waits
# for the merchant, the others are over at once.
_BEGINS: dict[str, Status] = {"experience": "issued", "donation": "used", "voucher": "used"}
# Kept as what releases before them know: a chosen amount is a code of a fixed one, a bundle a code
# for its product (and a second one), goods are handed over as an experience is.
_KEPT_AS: dict[str, Kind] = {"amount": "fixed", "bundle": "product", "goods": "experience"}
# A bundle's second code is its first one and this; no code of ours ends so by itself.
_SECOND = "-2"
_MONEY = frozenset(get_args(MoneyKind))

# A store's longest request ends well before this; so of two who want to call it, the second can
# be sure that the first one's request has ended (design, law 4).
LEASE_MS = 90_000
# A hold whose code could not be made for this long gives the points back.
HOLD_MS = 15 * 60_000
# Of a gift no points wait: it is tried for as long.
_GIFT_HOLD_MS = 30 * 86_400_000
# Nobody wants this many codes; a script that redeems and gives back in a circle does. Kept on the
# member's row, which a redemption writes anyway, and counting only what was done with the member's
# own credential: nobody can use it up for somebody else.
MOST_A_MINUTE = 20
_RETURNED_LOT_DAYS = 30
# In the place of an order's id, of what was used in the shop as it was redeemed.
COUNTER = "counter"
COUNTER_UNDO_S = 86_400


@dataclass(frozen=True, slots=True)
class Redemption:
    """One redemption. `lots` are the points' origin; times in unix milliseconds or seconds as
    named. `order_id` is the order that used the code. `limits`: what it was counted for.
    `voucher`: a partner's code that went to it, or a gift card's. `forgiven`: what refunds had
    forgiven the member before; `kept`: points that did not come back, because a refund has forgiven
    them since.
    `remind_at_s`: when its owner is told that an unused code will end, 0 for never. `beside_minor`:
    what a second code takes off the order besides the product. `goods`: something that the merchant
    hands over. `batch`: the batch that it was taken from, not to be handed over after the day
    `best_before`. `award`: the award that it gives, as "member/award" (core/awards.py), "" for what
    was redeemed."""

    redemption_id: str
    store_id: str
    member_id: str
    reward_id: str
    reward_kind: Kind
    points: int
    value_minor: int
    percent: int
    currency: str
    title: str
    code: str
    created_at_ms: int
    expires_at_s: int
    lots: Lots
    terms: CodeTerms = ANY_CART
    limits: tuple[Limit, ...] = ()
    status: Status = "held"
    version: int = 0
    lease_until_ms: int = 0
    order_id: str | None = None
    voucher: str | None = None
    forgiven: int = 0
    kept: int = 0
    remind_at_s: int = 0
    beside_minor: int = 0
    goods: bool = False
    batch: str = ""
    best_before: str = ""
    award: str = ""

    @property
    def hold_ms(self) -> int:
        """For how long making its code is tried."""
        return HOLD_MS if self.points else _GIFT_HOLD_MS

    @property
    def codes(self) -> tuple[str, ...]:
        """Its codes; a bundle has two."""
        return (self.code, self.code + _SECOND) if self.beside_minor else (self.code,)

    @property
    def composed(self) -> bool:
        """Whether the store makes something else of it than one discount code."""
        return self.coded and (self.beside_minor > 0 or self.reward_kind in _MONEY)

    @property
    def shown_kind(self) -> str:
        """The kind by which people know it, where that is not the one that it is kept as."""
        if self.goods:
            return "goods"
        return "bundle" if self.beside_minor else self.reward_kind

    @property
    def coded(self) -> bool:
        """Whether the store makes a code for it."""
        return self.reward_kind not in _BEGINS and not self.at_counter

    @property
    def at_counter(self) -> bool:
        """Whether it was used in the shop as it was redeemed."""
        return self.order_id == COUNTER

    def spec(self, customer_id: str | None, email: str | None) -> CodeSpec:
        """The code that the store must hold for this redemption."""
        kind = self.reward_kind
        if kind == "experience" or kind == "donation" or kind == "voucher":
            raise ValueError(f"no store makes a code for kind {kind!r}")
        return CodeSpec(
            code=self.code,
            redemption_id=self.redemption_id,
            kind=kind,
            currency=self.currency,
            value_minor=self.value_minor,
            percent=self.percent,
            customer_id=customer_id,
            email=email,
            starts_at_s=self.created_at_ms // 1000 - 60,
            expires_at_s=self.expires_at_s,
            title=f"{self.title} · {self.redemption_id}",
            terms=self.terms,
        )

    def specs(self, customer_id: str | None, email: str | None) -> tuple[CodeSpec, ...]:
        """All that the store must hold for it. Of a bundle's two codes each may stand beside the
        other: one is off a product, the other off the order."""
        first = self.spec(customer_id, email)
        if not self.beside_minor:
            return (first,)
        amount = replace(
            first,
            code=self.codes[1],
            kind="fixed",
            value_minor=self.beside_minor,
            percent=0,
            terms=_beside(replace(self.terms, products=(), collections=()), "product"),
        )
        return replace(first, terms=_beside(self.terms, "order")), amount


def _beside(terms: CodeTerms, other: Combination) -> CodeTerms:
    return replace(terms, combines=tuple(dict.fromkeys((*terms.combines, other))))


def first_code(code: str) -> str:
    """The code by which a redemption is kept, of either of a bundle's."""
    return code.lower().removesuffix(_SECOND)


def hold(
    member: MemberState,
    reward: Reward,
    program: Program,
    redemption_id: str,
    code: str,
    store_id: str,
    now_ms: int,
    today: str,
    chosen: int | None = None,
    left: int | None = None,
    voucher: str | None = None,
    batch: Batch | None = None,
    last_s: int | None = None,
    sold_in: str = "",
    *,
    gift: bool = False,
    counter: bool = False,
) -> tuple[MemberState, Entry, Redemption]:
    """Take the points out of `available` and promise a code for them; none for a `gift`, which is
    had whatever tier, limit and points the member has. At the `counter` it is used at once, and no
    store makes a code. `sold_in`: the currency of the store that gives it.

    `chosen`: how many points, where the shopper may say so. `left`: how many of the reward there
    are, None for any number. `voucher`: the partner's code to go to it. `batch`: where its goods
    are taken from, and `last_s` the last unix second of its best-before day. Raises BadInput for a
    number that the reward is not to be had for, RewardClosed for a reward that the member cannot
    have, InsufficientPoints with what is there and what is needed, TooMany for more than
    MOST_A_MINUTE.
    """
    currency = exchange.money_of(reward, program, sold_in)
    reward = exchange.priced(reward, program, currency)
    points = 0 if gift else rewards.points_for(reward, chosen)
    if gift:
        refusal = rewards.closed(reward, today) or rewards.sold_out(left)
    else:
        refusal = rewards.refusal(member, reward, program, today, left)
    if refusal is not None:
        raise RewardClosed(refusal.text["en"], code=refusal.code, text=dict(refusal.text))
    available = rewards.spendable(member, today)
    if available < points:
        raise InsufficientPoints(
            f"{points} points are needed, {available} are there.",
            needed=points,
            available=available,
        )
    # A voucher is the partner's to take, a donation is over anyway, and money is made by the store.
    counter = counter and reward.kind not in ("voucher", "donation", *_MONEY)
    alive, _ = lot.split_expired(member.lots, today)
    _, spent = lot.take(alive, points)
    after = replace(
        member.with_lots(lot.minus(member.lots, spent)),
        recent=(redemption_id, *member.recent)[:RECENT_KEPT],
        pace=member.pace if gift else paced(member.pace, now_ms // 1000),
    )
    kind = _KEPT_AS.get(reward.kind) or cast(Kind, reward.kind)
    redemption = Redemption(
        redemption_id=redemption_id,
        store_id=store_id,
        member_id=member.member_id,
        reward_id=reward.id,
        reward_kind=kind,
        points=points,
        value_minor=reward.value_minor if gift else rewards.worth_minor(reward, points),
        percent=reward.percent,
        currency=currency,
        title=reward.names.get("en") or next(iter(reward.names.values())),
        code=code,
        created_at_ms=now_ms,
        expires_at_s=_end_s(member, reward, program, now_ms // 1000, last_s),
        lots=spent,
        terms=reward.terms,
        limits=_limits(reward, gift=gift),
        status="used" if counter else _BEGINS.get(kind, "held"),
        order_id=COUNTER if counter else None,
        voucher=voucher,
        forgiven=forgiveness.outstanding(member),
        beside_minor=reward.beside_minor,
        goods=reward.kind == "goods",
        batch=batch.id if batch else "",
        best_before=batch.best_before if batch else "",
    )
    redemption = replace(redemption, remind_at_s=_reminder_s(redemption, program))
    after = _counted(after, redemption, 1)
    return after, _entry(member, after, redemption, "redeem", "redeem"), redemption


def _end_s(
    member: MemberState, reward: Reward, program: Program, now_s: int, last_s: int | None
) -> int:
    """The end of what is promised now; `last_s`: never later than that.

    Store credit is known by its end alone (platforms keep no mark of ours on it), so no two of a
    member have the same: each has a second of its own in the day after its last one, by the
    member's number of entries, which every redemption raises.
    """
    end_s = now_s + (reward.code_days or program.code_days) * 86400
    if reward.kind == "store_credit":
        second = (crc32(member.member_id.encode()) + member.sequence) % 86400
        return (end_s // 86400 + 1) * 86400 + second
    return end_s if last_s is None else min(end_s, last_s)


def _reminder_s(redemption: Redemption, program: Program) -> int:
    """Not on the day that a code is redeemed: its owner knows."""
    if program.code_reminder_days is None or redemption.status == "used":
        return 0
    at_s = redemption.expires_at_s - program.code_reminder_days * 86400
    return at_s if at_s > redemption.created_at_ms // 1000 + 86400 else 0


def _limits(reward: Reward, *, gift: bool) -> tuple[Limit, ...]:
    limited = reward.per_member is not None and not gift
    member: tuple[Limit, ...] = ("member",) if limited else ()
    return (*member, "stock") if reward.tallied else member


def paced(pace: tuple[int, int], now_s: int) -> tuple[int, int]:
    """The pace with one more redemption. Raises TooMany."""
    minute, count = pace
    if now_s // 60 != minute:  # also when a rehearsal had been in a time to come
        return now_s // 60, 1
    if count >= MOST_A_MINUTE:
        raise TooMany(
            f"{MOST_A_MINUTE} redemptions a minute are the most; wait a moment.",
            retry_after_s=60 - now_s % 60,
        )
    return minute, count + 1


def give_back(
    member: MemberState, redemption: Redemption, reason: str, now_s: int, tz: ZoneInfo
) -> tuple[MemberState, Entry]:
    """Return the points to the lots they came from; those of lots that have ended get a lot of at
    least 30 days. Points that come back pay debt first, as all points do; what a refund has
    forgiven since they were redeemed (`keeps`) does not come back."""
    kept = keeps(member, redemption)
    after = _counted(points_back(member, redemption.lots, kept, now_s, tz), redemption, -1)
    why = {"forgiven": kept} if kept else {}
    return after, _entry(member, after, redemption, "return", reason, **why)


def points_back(
    member: MemberState, lots: Lots, kept: int, now_s: int, tz: ZoneInfo
) -> MemberState:
    """The member with the points of these lots again but for those that are `kept`."""
    today = calendar.day(now_s, tz)
    fresh = calendar.last_day((today + timedelta(days=_RETURNED_LOT_DAYS)).isoformat()[:7])
    after = forgiveness.withhold(member, kept)
    coming, _ = lot.take(lots, kept)
    for expires_on, points in coming:
        ended = expires_on != lot.NEVER and expires_on < today.isoformat()
        after = after.credit(points, fresh if ended else expires_on)
    return after


def keeps(member: MemberState, redemption: Redemption) -> int:
    """How many of its points do not come back: those that a refund has forgiven, since they were
    redeemed, because they were spent."""
    since = forgiveness.outstanding(member) - redemption.forgiven
    return min(redemption.points, max(0, since))


def began(source: Mapping[str, str], why: Mapping[str, Any], kind: str) -> str:
    """The redemption that an entry (its `source`, `why` and kind) is the beginning of: one of a
    reward, or of an award's gift. "" for none."""
    if source["type"] == "redemption":
        return source["id"] if kind == "redeem" and why.get("reason") == "redeem" else ""
    return source.get("redemption", "") if "reward" in why else ""


def closed(member: MemberState, redemption: Redemption) -> bool:
    """What an erased member redeemed before is closed: its end moves no points."""
    return member.erased_at_s is not None and redemption.created_at_ms // 1000 <= member.erased_at_s


def take_again(member: MemberState, redemption: Redemption) -> tuple[MemberState, Entry]:
    """A code was used after its points had been returned: take them back, into debt if spent. What
    it had kept it keeps for good, unless an order has released that."""
    kept = min(redemption.kept, forgiveness.withheld(member))
    due = redemption.points - kept
    rest, taken = lot.take(member.lots, due)
    missing = due - lot.total(taken)
    after = replace(member.with_lots(rest), debt=member.debt + missing)
    after = _counted(forgiveness.withhold(after, -kept), redemption, 1)
    released = {"released": kept - redemption.kept} if kept != redemption.kept else {}
    return after, _entry(member, after, redemption, "redeem", "used_after_return", **released)


def _counted(member: MemberState, redemption: Redemption, times: int) -> MemberState:
    """The member with the redemption counted, if its reward was limited when it was redeemed. A
    counter that an erasure has emptied stays empty."""
    name = f"reward:{redemption.reward_id}"
    if "member" not in redemption.limits or member.counted(name) + times < 0:
        return member
    return member.with_counted(name, times)


def _entry(
    before: MemberState,
    after: MemberState,
    redemption: Redemption,
    kind: Literal["redeem", "return"],
    reason: str,
    **figures: int,
) -> Entry:
    why: dict[str, Any] = {
        "reason": reason,
        "reward": redemption.reward_id,
        "points": redemption.points,
        **figures,
    }
    if redemption.award:
        why["award"] = redemption.award
    if not redemption.coded or redemption.composed:
        why["kind"] = COUNTER if redemption.at_counter else redemption.shown_kind
    if redemption.batch:
        why |= {"batch": redemption.batch, "best_before": redemption.best_before}
    return entry_between(
        before,
        after,
        kind=kind,
        source={"type": "redemption", "id": redemption.redemption_id},
        why=why,
        flags=_flags(redemption, reason),
    )


def _flags(redemption: Redemption, reason: str) -> tuple[str, ...]:
    if reason == "redeem":
        return ("code",) if redemption.coded else ()
    # What the store refused is not tried again before its award is news.
    return ("award",) if redemption.award and reason == "given_back" else ()


def may_undo(redemption: Redemption, now_ms: int) -> None:
    """Raises Conflict, saying why, when what was redeemed at the counter cannot be undone there."""
    if not redemption.at_counter or redemption.status != "used":
        raise Conflict("Only what was redeemed at the counter is undone there.", code="no_undo")
    if now_ms // 1000 - redemption.created_at_ms // 1000 > COUNTER_UNDO_S:
        raise Conflict("It was redeemed more than a day ago; adjust the points.", code="too_late")


def may_return(redemption: Redemption) -> None:
    """Raises Conflict, saying why, when the shopper cannot give this code back."""
    if redemption.award:
        raise Conflict("This was a gift; there are no points to get back.", code="gift")
    if redemption.status == "used" and redemption.reward_kind == "store_credit":
        raise Conflict(
            "This store credit is in the account; its points cannot come back.", code="code_spent"
        )
    if redemption.status in ("used", "expired"):
        words = {"used": "has been used", "expired": "has expired"}[redemption.status]
        raise Conflict(f"This code {words}; its points cannot come back.", code="code_spent")
    if redemption.status == "held":
        raise Conflict("The code is still being made. Try again in a moment.", code="still_held")
