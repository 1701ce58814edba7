"""core.ports.StorePort of a shop: the real client's own code, with trouble on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from core.catalogue import ProductFacts
from core.errors import Forbidden, StoreRefused, StoreUnavailable
from core.ports import BalanceCopy, CodeSpec, CodeState, StoreFacts, StorePort
from core.snapshot import OrderDeletion, OrderSnapshot

if TYPE_CHECKING:
    from tests.simulation.shops.shop import Shop

Kind = Literal[
    "never", "late", "throttled", "server_error", "refused", "forbidden", "taken", "twice"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What meets one call of a port's method.

    never: no answer, and the store never heard of it. late: no answer although the store did it
    (what is read is read, what is written is written). throttled: 429, come back in
    `retry_after_s`. server_error: 5xx, nothing done. refused: understood, and no. forbidden: 401.
    taken: a stranger has made the code first (create_code). twice: each request reaches the store
    twice, the second answer is the one that arrives.
    """

    kind: Kind
    retry_after_s: float = 2.0


class Wire:
    """Where requests cross over to the shop. `trouble` is what the running call meets."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.trouble: Trouble | None = None

    def request(self, answer: Callable[[], T]) -> T:
        """The shop's answer to one request. Raises as the real client does after its patience.
        Before it reaches the shop, others may reach it."""
        trouble = self.trouble
        self._shop.pause()
        self.trouble = trouble
        if self._shop.refuses_us:
            raise Forbidden("The store refused our credentials.")
        if self.trouble is not None and self.trouble.kind == "twice":
            with suppress(StoreRefused):  # nobody sees this answer
                answer()
        return answer()


class ShopPort:
    """A shop's API. Which trouble a call meets, the shop's `trouble` says, by the method's name."""

    def __init__(self, shop: Shop, client: StorePort, wire: Wire) -> None:
        self._shop = shop
        self._client = client
        self._wire = wire

    def describe(self) -> StoreFacts:
        return self._call("describe", self._client.describe)

    def create_code(self, spec: CodeSpec) -> None:
        self._call("create_code", lambda: self._client.create_code(spec), code=spec.code)

    def find_code(self, code: str, redemption_id: str) -> CodeState | None:
        return self._call("find_code", lambda: self._client.find_code(code, redemption_id))

    def disable_code(self, code: str, redemption_id: str) -> CodeState | None:
        return self._call("disable_code", lambda: self._client.disable_code(code, redemption_id))

    def create_set(self, specs: Sequence[CodeSpec]) -> CodeState:
        return self._call("create_set", lambda: self._client.create_set(specs), code=specs[0].code)

    def find_set(self, specs: Sequence[CodeSpec]) -> CodeState | None:
        return self._call("find_set", lambda: self._client.find_set(specs))

    def disable_set(self, specs: Sequence[CodeSpec]) -> CodeState | None:
        return self._call("disable_set", lambda: self._client.disable_set(specs))

    def fetch_order(self, order_id: str, received_at_ms: int) -> OrderSnapshot | OrderDeletion:
        return self._call("fetch_order", lambda: self._client.fetch_order(order_id, received_at_ms))

    def changed_orders(self, since_s: int, received_at_ms: int) -> Iterator[OrderSnapshot]:
        """Trouble of the kind "late" ends the list halfway."""
        listed = partial(self._client.changed_orders, since_s, received_at_ms)
        return self._list("changed_orders", listed)

    def _list(self, method: str, listed: Callable[[], Iterator[T]]) -> Iterator[T]:
        trouble = self._meet(method, None)
        self._wire.trouble = trouble
        found: list[T] = []
        try:
            found.extend(listed())
        finally:
            self._wire.trouble = None
        late = trouble is not None and trouble.kind == "late"
        yield from found[: len(found) // 2] if late else found
        if late:
            raise StoreUnavailable("The store gave no answer: ReadTimeout.")

    def fetch_product(self, product_id: str) -> ProductFacts | None:
        return self._call("fetch_product", lambda: self._client.fetch_product(product_id))

    def changed_products(self, since_s: int) -> Iterator[ProductFacts]:
        """Trouble of the kind "late" ends the list halfway."""
        return self._list("changed_products", lambda: self._client.changed_products(since_s))

    def customer_email(self, customer_id: str) -> str | None:
        return self._call("customer_email", lambda: self._client.customer_email(customer_id))

    def write_balances(self, copies: Sequence[BalanceCopy]) -> None:
        self._call("write_balances", lambda: self._client.write_balances(copies))

    def _call(self, method: str, call: Callable[[], T], *, code: str | None = None) -> T:
        trouble = self._meet(method, code)
        self._wire.trouble = trouble
        try:
            answer = call()
        finally:
            self._wire.trouble = None
        if trouble is not None and trouble.kind == "late":
            raise StoreUnavailable("The store gave no answer: ReadTimeout.")
        return answer

    def _meet(self, method: str, code: str | None) -> Trouble | None:
        self._shop.calls[method] += 1
        trouble = self._shop.trouble(method)
        if trouble is None or self._shop.refuses_us:
            return None
        if trouble.kind == "taken" and code is not None:
            self._shop.squat(code)
        elif trouble.kind == "never":
            raise StoreUnavailable("The store gave no answer: ConnectTimeout.")
        elif trouble.kind == "throttled":
            raise StoreUnavailable("The store answered 429.", retry_after_s=trouble.retry_after_s)
        elif trouble.kind == "server_error":
            raise StoreUnavailable("The store answered 503.")
        elif trouble.kind == "refused":
            raise StoreRefused("The store refused the request.", status=400)
        elif trouble.kind == "forbidden":
            raise Forbidden("The store refused our credentials.")
        return trouble
