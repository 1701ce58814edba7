"""Keeping redemptions. Every change of status is conditional on the row's version, and every
change of points is one transaction with it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from core import calendar, exchange, redemptions, rewards
from core.errors import Conflict, KeyReused, NotFound
from core.identity import Ledger
from core.ledger import goods, keys, stores, tallies, tasks, vouchers
from core.ledger.due import DueRow, due_row, register, register_day
from core.ledger.goods import Portion
from core.ledger.posting import Books
from core.ledger.redemption_rows import RedemptionRow, redemption_row, redemption_state, unchanged
from core.ledger.table import Commit, Contended, put_alone, read_rows, retrying
from core.ledger.tallies import Tally
from core.member import Contact, Entry, MemberState
from core.program.model import Program
from core.program.rewards import Reward, batch_tally
from core.redemptions import Redemption, Status

# With the order's id: its points are on their way back, or there.
_RESTORED = ("returning", "returned")
# In place of an order's id: a bundle's codes were used in one order each. None of the two gives
# back the whole.
SEVERAL = "several"
# A member before and after, and the entry that leads there.
Posting = tuple[MemberState, MemberState, Entry]


def find_by_code(ledger: Ledger, code: str) -> Redemption | None:
    """The redemption of a code, or of a bundle's second one; None for a code that is not of this
    ledger."""
    rows = read_rows([(keys.redemption(ledger, redemptions.first_code(code)), keys.REDEMPTION)])
    found = [redemption_state(row) for row in rows if isinstance(row, RedemptionRow)]
    return next((one for one in found if code.lower() in one.codes), None)


def find(ledger: Ledger, redemption_id: str) -> Redemption:
    """Raises NotFound."""
    found = find_by_code(ledger, ledger.code(redemption_id))
    if found is None:
        raise NotFound("There is no such redemption.", code="unknown_redemption")
    return found


def recent(ledger: Ledger, redemption_ids: tuple[str, ...]) -> list[Redemption]:
    """Redemptions by id, newest first."""
    wanted = [
        (keys.redemption(ledger, ledger.code(one)), keys.REDEMPTION) for one in redemption_ids
    ]
    found = [redemption_state(row) for row in read_rows(wanted) if isinstance(row, RedemptionRow)]
    return sorted(found, key=lambda one: -one.created_at_ms)


def repeated(
    ledger: Ledger, member_id: str, idempotency_key: str, reward_id: str, points: int | None = None
) -> Redemption | None:
    """The redemption that a member's key has made. Raises KeyReused when that was of another
    reward, or of another number of points than stated."""
    redemption_id = ledger.redemption_id(member_id, idempotency_key)
    existing = find_by_code(ledger, ledger.code(redemption_id))
    if existing is not None and existing.reward_id != reward_id:
        raise KeyReused(
            f"This Idempotency-Key was used for the reward {existing.reward_id!r}; "
            "use a new key for a new redemption."
        )
    if existing is not None and points not in (None, existing.points):
        raise KeyReused(
            f"This Idempotency-Key was used for {existing.points} points; "
            "use a new key for a new redemption."
        )
    return existing


def hold(
    books: Books,
    member_id: str,
    contact: Contact,
    reward: Reward,
    idempotency_key: str,
    store_id: str,
    now_ms: int,
    points: int | None = None,
    *,
    counter: bool = False,
) -> Redemption:
    """Hold the points for a reward; the same key again finds the same redemption.

    `points`: how many, where the shopper may choose. `counter`: it is used in the shop at once.
    Raises what core.redemptions.hold does, and
    KeyReused for the same key with another wish.
    """
    ledger = books.ledger
    redemption_id = ledger.redemption_id(member_id, idempotency_key)
    code = ledger.code(redemption_id)

    def attempt() -> Redemption:
        existing = repeated(ledger, member_id, idempotency_key, reward.id, points)
        if existing is not None:
            return existing
        member = books.living(books.member(member_id))
        tally = tallies.read(ledger, reward.id) if reward.tallied else None
        is_voucher = reward.kind == "voucher"
        voucher = vouchers.free_one(ledger, reward.id, redemption_id) if is_voucher else None
        today = calendar.day(now_ms // 1000, books.tz).isoformat()
        portion = goods.next_portion(ledger, reward, today)
        left = _left(reward, tally, voucher, portion)
        program = books.programs.in_force(now_ms // 1000)
        after, entry, redemption = redemptions.hold(
            member,
            reward,
            program,
            redemption_id,
            code,
            store_id,
            now_ms,
            today,
            points,
            left,
            voucher,
            portion.batch if portion else None,
            calendar.last_s(portion.batch.best_before, books.tz) if portion else None,
            _sold_in(store_id, program),
            counter=counter,
        )
        known = member.contact
        if contact.customers and member.member_id != member_id:
            # Of accounts that are one person each has its own address, and one of them asks.
            known = replace(known, email=None)
        after = replace(after, contact=known.updated(contact))
        commit = Commit()
        books.add(commit, member, after, entry, now_ms)
        _put_new(commit, ledger, reward, redemption, tally, portion)
        commit.send()
        if is_voucher and (left or 0) <= vouchers.LOW + 1:
            stores.note_health(store_id, "vouchers_low", reward.id, now_ms // 1000)
        return replace(redemption, version=1)

    return retrying(attempt)


def _put_new(
    commit: Commit,
    ledger: Ledger,
    reward: Reward,
    redemption: Redemption,
    tally: Tally | None,
    portion: Portion | None,
) -> None:
    """A new redemption's row, and what else of it there is."""
    commit.put(redemption_row(ledger, redemption), unchanged(redemption))
    if tally is not None:
        gift_minor = redemption.value_minor if reward.kind == "donation" else 0
        tallies.change(commit, ledger, tally, taken=1, worth_minor=gift_minor)
    if redemption.voucher is not None:
        vouchers.give(commit, ledger, reward.id, redemption.voucher, redemption.redemption_id)
    if portion is not None:
        tallies.change(commit, ledger, portion.tally, taken=1)
    if redemption.reward_kind == "experience" and redemption.status == "issued":
        tasks.open_one(commit, ledger, redemption)
    _see_to_the_end(commit, ledger, redemption)


def _left(
    reward: Reward, tally: Tally | None, voucher: str | None, portion: Portion | None
) -> int | None:
    if reward.kind == "voucher" and voucher is None:
        return 0
    lying = (portion.left if portion else 0) if reward.batches else None
    taken, pool = (tally.taken, tally.pool) if tally is not None else (0, 0)
    return rewards.left_of(reward, taken, pool, lying)


def _see_to_the_end(commit: Commit, ledger: Ledger, redemption: Redemption) -> None:
    """Register the moment at which a new redemption must have ended, with the redemption."""
    if redemption.status == "held":
        work, at_s = "hold", (redemption.created_at_ms + redemptions.HOLD_MS) // 1000
    elif redemption.status == "issued":
        work, at_s = _next_look(redemption)
    else:
        return
    register_day(at_s)
    commit.put(due_row(ledger, work, redemption.redemption_id, at_s), DueRow.pk.does_not_exist())


def give(
    commit: Commit,
    books: Books,
    member: MemberState,
    reward: Reward,
    redemption_id: str,
    award: str,
    store_id: str,
    now_ms: int,
    value_minor: int = 0,
) -> tuple[MemberState, Redemption]:
    """Put the gift of a reward into the transaction of its `award`: the member with it, and its
    redemption. `value_minor`: its worth in the program's currency, 0 for what the reward says.
    Raises RewardClosed when the reward's days are over, or none is left."""
    ledger = books.ledger
    tally = tallies.read(ledger, reward.id) if reward.tallied else None
    is_voucher = reward.kind == "voucher"
    voucher = vouchers.free_one(ledger, reward.id, redemption_id) if is_voucher else None
    today = calendar.day(now_ms // 1000, books.tz).isoformat()
    portion = goods.next_portion(ledger, reward, today)
    program = books.programs.in_force(now_ms // 1000)
    after, _, redemption = redemptions.hold(
        member,
        reward,
        program,
        redemption_id,
        ledger.code(redemption_id),
        store_id,
        now_ms,
        today,
        left=_left(reward, tally, voucher, portion),
        voucher=voucher,
        batch=portion.batch if portion else None,
        last_s=calendar.last_s(portion.batch.best_before, books.tz) if portion else None,
        sold_in=_sold_in(store_id, program),
        gift=True,
    )
    named = exchange.given(value_minor, program, redemption.currency)
    worth_minor = named or redemption.value_minor
    redemption = replace(redemption, award=award, value_minor=worth_minor)
    _put_new(commit, ledger, reward, redemption, tally, portion)
    return after, redemption


def _sold_in(store_id: str, program: Program) -> str:
    """The currency that a store sells in; "" where it makes no difference, which is nearly
    always."""
    return stores.get(store_id).currency if program.exchange else ""


def withdraw(commit: Commit, ledger: Ledger, redemption: Redemption, now_ms: int) -> None:
    """Put into a transaction that a gift is taken back, unless the store says it was used."""
    # Not before the hold's own line, which may lie there still and would not be put back.
    hold_s = (redemption.created_at_ms + redemptions.HOLD_MS) // 1000
    at_s = max(now_ms // 1000 + 120, hold_s)
    register_day(at_s)
    back = replace(redemption, status="returning")
    commit.put(redemption_row(ledger, back), unchanged(redemption))
    due = due_row(ledger, "hold", redemption.redemption_id, at_s)
    commit.put(due, DueRow.pk.does_not_exist() | (DueRow.at_s <= at_s))


def owner(books: Books, redemption: Redemption) -> MemberState | None:
    """The member whose points a redemption moves, merges followed; None once they were erased."""
    first = books.member(redemption.member_id)
    member = books.living(first)
    gone = redemptions.closed(first, redemption) or redemptions.closed(member, redemption)
    return None if gone else member


def lease(ledger: Ledger, redemption_id: str, now_ms: int) -> Redemption | None:
    """Become the only one who may call the store for a redemption, for LEASE_MS. None when
    somebody else is, or when nothing is left to do."""

    def attempt() -> Redemption | None:
        found = find(ledger, redemption_id)
        ahead_ms = found.lease_until_ms - now_ms
        # A lease that reaches further is a rehearsal's, of a time to come.
        leased = 0 < ahead_ms <= 2 * redemptions.LEASE_MS
        if found.status not in ("held", "returning") or leased:
            return None
        return _advance(ledger, found, lease_until_ms=now_ms + redemptions.LEASE_MS)

    return retrying(attempt)


def unlease(ledger: Ledger, leased: Redemption, until_ms: int) -> None:
    """Let the next one try from then on: our request to the store has ended and changed nothing.
    If this fails, the lease ends by itself."""
    with suppress(Contended):
        found = find(ledger, leased.redemption_id)
        if found.version == leased.version:
            ends_ms = min(until_ms, found.lease_until_ms)
            put_alone(
                redemption_row(ledger, replace(found, lease_until_ms=ends_ms)), unchanged(found)
            )


def _advance(ledger: Ledger, redemption: Redemption, **changes: Any) -> Redemption:
    after = replace(redemption, **changes)
    put_alone(redemption_row(ledger, after), unchanged(redemption))
    return replace(after, version=redemption.version + 1)


def issued(ledger: Ledger, leased: Redemption, shown: str = "") -> Redemption:
    """The code exists. Registers the day its owner is reminded, or its life ends. `shown`: what the
    shopper enters, where that is not the code."""

    def attempt() -> Redemption:
        found = find(ledger, leased.redemption_id)
        if found.status != "held":
            return found
        work, at_s = _next_look(found)
        register(ledger, work, found.redemption_id, at_s)
        voucher = shown or found.voucher
        return _advance(ledger, found, status="issued", lease_until_ms=0, voucher=voucher)

    return retrying(attempt)


def _next_look(redemption: Redemption) -> tuple[str, int]:
    """When an issued code needs attention first. To be reminded it is looked at as a hold is:
    releases that remind nobody find nothing to do there."""
    if redemption.remind_at_s:
        return "hold", redemption.remind_at_s
    return "code", redemption.expires_at_s + 86400


def register_end(ledger: Ledger, redemption: Redemption, now_ms: int = 0) -> None:
    """Have the code looked at after the last day of its life, or now if that is over."""
    end_s = max(redemption.expires_at_s + 86400, now_ms // 1000)
    register(ledger, "code", redemption.redemption_id, end_s)


def begin_return(ledger: Ledger, redemption_id: str, now_ms: int) -> Redemption:
    """The shopper gives the code back; from here only the store's answer decides. Raises Conflict
    when the code cannot come back."""

    def attempt() -> Redemption:
        found = find(ledger, redemption_id)
        if found.status != "issued" or found.award:
            redemptions.may_return(found)
            return found
        register(ledger, "hold", found.redemption_id, now_ms // 1000 + 120)
        return _advance(ledger, found, status="returning")

    return retrying(attempt)


def undone(books: Books, redemption_id: str, now_ms: int) -> Redemption:
    """What was redeemed at the counter is undone there, within a day: the points come back, once.
    Raises Conflict for anything else, NotFound."""

    def attempt() -> Redemption:
        found = find(books.ledger, redemption_id)
        if found.status == "returned" and found.at_counter:
            return found
        redemptions.may_undo(found, now_ms)
        member = owner(books, found)
        if member is None:
            raise Conflict("The member was erased; there is nobody to give it back to.")
        posting = redemptions.give_back(member, found, "undone", now_ms // 1000, books.tz)
        kept = redemptions.keeps(member, found)
        return _settle(books, found, "returned", (member, *posting), now_ms, kept=kept)

    return retrying(attempt)


def returned(books: Books, redemption_id: str, reason: str, now_ms: int) -> Redemption:
    """The code is confirmed absent, or disabled and unused: the points come back, once."""

    def attempt() -> Redemption:
        found = find(books.ledger, redemption_id)
        if found.status not in ("held", "returning"):
            return found
        member = owner(books, found)
        if member is None:
            return _settle(books, found, "returned", None, now_ms)
        posting = redemptions.give_back(member, found, reason, now_ms // 1000, books.tz)
        kept = redemptions.keeps(member, found)
        return _settle(books, found, "returned", (member, *posting), now_ms, kept=kept)

    return retrying(attempt)


def used(books: Books, code: str, order_id: str, now_ms: int) -> Redemption | None:
    """An order carries the code. After a return the points are taken again. `order_id` "": the
    store said so without saying which. None for a code that is not ours."""

    def attempt() -> Redemption | None:
        found = find_by_code(books.ledger, code)
        if found is not None and _elsewhere(found, order_id):
            return _advance(books.ledger, found, order_id=SEVERAL)
        if found is None or (found.status == "used" and (found.order_id or not order_id)):
            return found
        if found.status != "returned":
            return _advance(books.ledger, found, status="used", order_id=order_id, lease_until_ms=0)
        member = owner(books, found)
        posting = (member, *redemptions.take_again(member, found)) if member is not None else None
        return _settle(books, replace(found, order_id=order_id), "used", posting, now_ms)

    return retrying(attempt)


def _elsewhere(found: Redemption, order_id: str) -> bool:
    """Whether a bundle's other code was used before, in another order."""
    known = ("", SEVERAL, order_id)
    other = bool(found.order_id) and found.order_id not in known
    return found.beside_minor > 0 and found.status == "used" and bool(order_id) and other


def refunded(books: Books, code: str, order_id: str, now_ms: int) -> None:
    """The order that carries the code was refunded as a whole. The code stays used: no platform
    lets it be used again. Where the program of the day it was redeemed restores its points, they
    come back once, after the code is dead."""

    def attempt() -> None:
        found = find_by_code(books.ledger, code)
        if found is None or (found.order_id == order_id and found.status in _RESTORED):
            return
        used(books, code, order_id, now_ms)
        found = find(books.ledger, found.redemption_id)
        then = books.programs.in_force(found.created_at_ms // 1000)
        if then.code_refund == "restore" and found.coded and found.order_id == order_id:
            register(books.ledger, "hold", found.redemption_id, now_ms // 1000)
            _advance(books.ledger, found, status="returning")

    retrying(attempt)


def unused(ledger: Ledger, code: str, order_id: str, now_ms: int) -> None:
    """The order that used the code was cancelled, failed or removed: the code may be used again.
    Registers the day its life ends, which may have passed meanwhile."""

    def attempt() -> None:
        found = find_by_code(ledger, code)
        if found is not None and found.status == "used" and found.order_id == order_id:
            register_end(ledger, found, now_ms)
            _advance(ledger, found, status="issued", order_id=None)

    retrying(attempt)


def expired(ledger: Ledger, redemption_id: str) -> None:
    """The code's last day has passed without a use."""

    def attempt() -> None:
        found = find(ledger, redemption_id)
        if found.status == "issued" and found.reward_kind == "experience":
            _end_task(ledger, found, "expired")
        elif found.status == "issued":
            _advance(ledger, found, status="expired")

    retrying(attempt)


def waiting(books: Books) -> list[tuple[Redemption, MemberState | None]]:
    """What the merchant has to do, oldest first, and for whom; None for who was erased."""
    found = [find(books.ledger, one) for one in tasks.open_ids(books.ledger)]
    return [(one, owner(books, one)) for one in found]


def done(ledger: Ledger, redemption_id: str) -> Redemption:
    """The merchant did what was redeemed. Repeating it changes nothing. Raises Conflict when there
    is nothing to do for it any more, or never was."""

    def attempt() -> Redemption:
        found = find(ledger, redemption_id)
        if found.reward_kind != "experience" or found.status not in ("issued", "used"):
            raise Conflict("This redemption waits for nothing.", code="no_task")
        return found if found.status == "used" else _end_task(ledger, found, "used")

    return retrying(attempt)


def _end_task(ledger: Ledger, found: Redemption, status: Status) -> Redemption:
    ended = replace(found, status=status)
    commit = Commit()
    commit.put(redemption_row(ledger, ended), unchanged(found))
    tasks.close_one(commit, ledger, found)
    commit.send()
    return replace(ended, version=found.version + 1)


def _settle(
    books: Books,
    found: Redemption,
    status: Status,
    posting: Posting | None,
    now_ms: int,
    *,
    kept: int = 0,
) -> Redemption:
    """The redemption's points come back, or are taken again, and so does its share of a stock.
    `posting` None: nobody is left whose points they are. `kept`: those that do not come back."""
    settled = replace(found, status=status, lease_until_ms=0, kept=kept)
    commit = Commit()
    if posting is not None:
        books.add(commit, *posting, now_ms)
    commit.put(redemption_row(books.ledger, settled), unchanged(found))
    if "stock" in found.limits:
        tally = tallies.read(books.ledger, found.reward_id)
        tallies.change(commit, books.ledger, tally, taken=1 if status == "used" else -1)
    if found.batch:
        tally = tallies.read(books.ledger, batch_tally(found.reward_id, found.batch))
        tallies.change(commit, books.ledger, tally, taken=1 if status == "used" else -1)
    if found.reward_kind == "experience":
        tasks.close_one(commit, books.ledger, found)
    commit.send()
    return replace(settled, version=found.version + 1)
