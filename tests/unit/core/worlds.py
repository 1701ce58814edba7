"""Small worlds for tests of the pure core: programs, snapshots, and a ledger in memory that keeps
what decisions say and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from core import budgets, orders, weighing
from core.budgets import Key
from core.catalogue import Catalogue, nothing
from core.member import Entry, MemberState
from core.order import OrderState
from core.orders import OrderDecision
from core.program.defaults import default_document
from core.program.model import Program, Programs, load
from core.snapshot import (
    CustomerRef,
    Line,
    OrderDeletion,
    OrderSnapshot,
    PaymentState,
    Refund,
    RefundLine,
)

TZ = ZoneInfo("Asia/Taipei")
T0 = 1_790_000_000  # 2026-09-21
STORE = "woo-0123456789ab"


def program(currency: str = "USD", version: int = 1, at_s: int = 0, **changes: Any) -> Program:
    """The default program, with parts of its document replaced."""
    return load(default_document(currency) | changes, version, at_s)


def snapshot(
    goods_minor: int = 25_000,
    state: PaymentState = "paid",
    *,
    order_id: str = "22",
    stamp_s: int = T0,
    received_at_ms: int | None = None,
    refunds: Sequence[int | Refund] = (),
    placed_at_s: int = T0,
    **fields: Any,
) -> OrderSnapshot:
    """An order of one line; refunds given as amounts have no lines."""
    made = tuple(
        one if isinstance(one, Refund) else Refund(str(number), one)
        for number, one in enumerate(refunds)
    )
    values: dict[str, Any] = {
        "status": state,
        "currency": "USD",
        "customer": CustomerRef(customer_id="3"),
        "lines": (Line("1", "10", "0", 1, goods_minor),),
    }
    return OrderSnapshot(
        store_id=STORE,
        order_id=order_id,
        stamp_s=stamp_s,
        received_at_ms=max(stamp_s, placed_at_s) * 1000
        if received_at_ms is None
        else received_at_ms,
        placed_at_s=placed_at_s,
        state=state,
        refunds=made,
        **(values | fields),
    )


def exact(refund_id: str, *amounts: int) -> Refund:
    """A refund whose lines are known: of line "1" each."""
    return Refund(refund_id, sum(amounts), tuple(RefundLine("1", amount) for amount in amounts))


@dataclass
class Books:
    """One member's books as the decisions leave them."""

    programs: Programs = field(default_factory=lambda: Programs([program()]))
    member: MemberState = field(default_factory=lambda: MemberState("m"))
    orders: dict[str, OrderState] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    now_s: int = T0
    catalogue: Catalogue = field(default_factory=nothing)
    spent: dict[Key, int] = field(default_factory=dict)

    def order(self, order_id: str = "22") -> OrderState:
        return self.orders.get(order_id) or OrderState(STORE, order_id)

    def deliver(self, event: OrderSnapshot) -> str:
        """Weigh and decide a snapshot; what it was worth."""
        order = self.order(event.order_id)
        weight = weighing.weigh(order, event)
        if weight == "repeat" or weight == "stale":
            return weight
        given = (order, self.member, event, weight, self.programs, self.now_s, TZ)
        self._keep(orders.decide(*given, lambda: self.catalogue, lambda keys: self.spent))
        return weight

    def delete(self, order_id: str = "22", received_at_ms: int | None = None) -> bool:
        at_ms = self.now_s * 1000 if received_at_ms is None else received_at_ms
        deletion = OrderDeletion(STORE, order_id, at_ms)
        decision = orders.delete(
            self.order(order_id), self.member, deletion, self.programs, self.now_s, TZ
        )
        if decision is not None:
            self._keep(decision)
        return decision is not None

    def ripen(self, order_id: str = "22") -> bool:
        decision = orders.ripen(self.order(order_id), self.member, self.programs, self.now_s, TZ)
        if decision is not None:
            self._keep(decision)
        return decision is not None

    def _keep(self, decision: OrderDecision) -> None:
        order = decision.order
        self.orders[order.order_id] = replace(order, version=order.version + 1)
        if decision.entry is not None and decision.member is not None:
            self.post(decision.member, decision.entry)

    def post(self, member: MemberState, entry: Entry) -> None:
        self.member = replace(member, version=member.version + 1)
        self.entries.append(entry)
        budgets.add(self.spent, entry.why)

    @property
    def balance(self) -> tuple[int, int, int]:
        return self.member.available, self.member.pending, self.member.debt
