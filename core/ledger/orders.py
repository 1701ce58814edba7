"""Keeping orders: one consistent read of both rows, a decision, one transaction."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal

from core import orders, weighing
from core.ledger.directory import list_order
from core.ledger.posting import Books
from core.ledger.table import Commit, put_alone, retrying
from core.member import Contact, MemberState
from core.order import OrderState
from core.orders import OrderDecision
from core.snapshot import CustomerRef, OrderDeletion, OrderSnapshot

Outcome = Literal["posted", "advanced", "repeat", "stale"]


def post_order(books: Books, snapshot: OrderSnapshot, now_ms: int) -> Outcome:
    """Bring the books to what a snapshot says.

    posted: points changed. advanced: newer, but nothing to post (one write). repeat, stale:
    nothing written. Raises LedgerBusy when contention outlasts the retries.
    """
    return retrying(lambda: _post(books, snapshot, now_ms))


def _post(books: Books, snapshot: OrderSnapshot, now_ms: int) -> Outcome:
    ledger = books.ledger
    named = ledger.member_id(snapshot.store_id, snapshot.customer)
    order, hinted = books.read(snapshot.store_id, snapshot.order_id, named)
    weight = weighing.weigh(order, snapshot)
    if weight == "repeat" or weight == "stale":
        return weight
    now_s = now_ms // 1000
    holder_id = order.member_id
    if holder_id is None or _renamed(order, snapshot.customer, named):
        holder_id = named or holder_id
    member = _holder(books, holder_id, hinted)
    if member is not None and order.member_id not in (None, member.member_id):
        first = books.member(order.member_id or "")
        closed = orders.closed(first, order.placed_at_s)
        held = first if closed else books.living(first)
        if books.living(held).member_id != member.member_id:
            _move(books, snapshot.store_id, order, held, member.member_id, named, now_ms)
            return _post(books, snapshot, now_ms)
        if closed:  # erased before they were joined: what they were is not the other's
            member = None
    ask = partial(books.catalogue, snapshot.store_id)
    given = (order, member, snapshot, weight, books.programs, now_s, books.tz)
    decision = orders.decide(*given, ask, books.spent)
    after = replace(
        decision.order,
        named=_named(order, snapshot.customer, named),
        member_id=member.member_id if member is not None else order.member_id,
    )
    decision = replace(decision, order=after)
    # A late event about somebody who was joined says nothing of whom they were joined into.
    himself = member is not None and member.member_id == named
    customer = snapshot.customer if himself else CustomerRef()
    return _write(books, snapshot.store_id, order, member, decision, customer, now_ms)


def delete_order(books: Books, deletion: OrderDeletion, now_ms: int) -> Outcome:
    """Bring the books to an order that is gone. Names no member, so it costs a second read."""
    return retrying(lambda: _delete(books, deletion, now_ms))


def _delete(books: Books, deletion: OrderDeletion, now_ms: int) -> Outcome:
    order, _ = books.read(deletion.store_id, deletion.order_id, None)
    member = books.member(order.member_id) if order.member_id is not None else None
    if member is not None and not orders.closed(member, order.placed_at_s):
        member = books.living(member)
    decision = orders.delete(order, member, deletion, books.programs, now_ms // 1000, books.tz)
    if decision is None:
        return "repeat" if order.deleted else "stale"
    return _write(books, deletion.store_id, order, member, decision, CustomerRef(), now_ms)


def ripen(books: Books, store_id: str, order_id: str, now_ms: int) -> None:
    """Make the points of an order available whose hold has ended; nothing when there is none."""

    def attempt() -> None:
        order, _ = books.read(store_id, order_id, None)
        if order.member_id is None:
            return
        first = books.member(order.member_id)
        if orders.closed(first, order.placed_at_s):
            return
        member = books.living(first)
        decision = orders.ripen(order, member, books.programs, now_ms // 1000, books.tz)
        if decision is not None:
            _write(books, store_id, order, member, decision, CustomerRef(), now_ms)

    retrying(attempt)


def _renamed(order: OrderState, customer: CustomerRef, named: str | None) -> bool:
    """An order changes member only when the platform names another customer id."""
    return customer.customer_id is not None and named != order.named


def _named(order: OrderState, customer: CustomerRef, named: str | None) -> str | None:
    return named if order.named is None or _renamed(order, customer, named) else order.named


def _holder(books: Books, member_id: str | None, hinted: MemberState | None) -> MemberState | None:
    if member_id is None:
        return None
    read_already = hinted is not None and hinted.member_id == member_id
    return books.living(hinted if read_already and hinted else books.member(member_id))


def _move(
    books: Books,
    store_id: str,
    order: OrderState,
    held: MemberState,
    to_id: str,
    named: str | None,
    now_ms: int,
) -> None:
    """Take the order out of one member's books. What it should have is posted to the other's by
    the pass that follows; a crash in between is finished by the queue's redelivery."""
    decision = (
        orders.release(order, held, books.programs, now_ms // 1000, books.tz)
        if order.decided
        else OrderDecision(order)
    )
    moved = replace(
        decision.order,
        member_id=to_id,
        named=named,
        excused=0,
        forgiven=0,
        taken=(),
        digest="",
        awarded=to_id if order.awarded else "",
    )
    _write(books, store_id, order, held, replace(decision, order=moved), CustomerRef(), now_ms)


def _write(
    books: Books,
    store_id: str,
    order: OrderState,
    member: MemberState | None,
    decision: OrderDecision,
    customer: CustomerRef,
    now_ms: int,
) -> Outcome:
    row, unchanged = books.order_put(order, decision.order)
    if decision.entry is None or decision.member is None or member is None:
        if not order.version:
            # Nobody's, cancelled or gone from the first: no entry lists it, and a redaction must
            # find it.
            first = decision.order
            list_order(books.ledger, store_id, first.placed_at_s, first.order_id)
        put_alone(row, unchanged)
        return "advanced"
    commit = Commit()
    commit.put(row, unchanged)
    after = replace(decision.member, contact=contacted(member.contact, store_id, customer))
    books.add(commit, member, after, decision.entry, now_ms, placed_at_s=decision.order.placed_at_s)
    commit.send()
    return "posted"


def contacted(contact: Contact, store_id: str, customer: CustomerRef) -> Contact:
    """The contact with what a delivery says about it."""
    if customer.customer_id is not None:
        contact = replace(contact, customers={**contact.customers, store_id: customer.customer_id})
    return replace(contact, email=customer.email) if customer.email is not None else contact


def order_codes(books: Books, store_id: str, order_id: str) -> tuple[str, ...]:
    """The discount codes of ours that the order ever carried."""
    order, _ = books.read(store_id, order_id, None)
    return order.codes


def is_deleted(books: Books, store_id: str, order_id: str) -> bool:
    """Whether the books already say that the order is gone."""
    order, _ = books.read(store_id, order_id, None)
    return order.deleted
