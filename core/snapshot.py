"""What a store's delivery is reduced to: the little that points need, and nothing else.

Plain frozen dataclasses. `to_json` / `from_json` carry them through the queue; the form is
versioned by additive change only (unknown keys are ignored, new ones have defaults).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from core.catalogue import ProductFacts
from core.shelf import Shown

PaymentState = Literal["pending", "paid", "void", "unmapped"]
"""pending: may still be paid. paid: points count. void: earns nothing (cancelled, failed,
trashed, wholly refunded). unmapped: a status nobody mapped; the order keeps what it has."""


@dataclass(frozen=True, slots=True)
class Line:
    """One order line. `net_minor`: merchandise after all discounts, before tax. `list_minor`: the
    same before discounts; None where nobody said. `tax_minor`: the tax on what was paid."""

    line_id: str
    product_id: str
    variant_id: str
    quantity: int
    net_minor: int
    gift_card: bool = False
    list_minor: int | None = None
    tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Money given back for one line, net of tax, positive, and how many pieces came back.
    `line_id` "" when the store names no line (an amount-only refund): then it counts wholly as
    merchandise."""

    line_id: str
    net_minor: int
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund. `net_minor`: amount less tax, positive, shipping and fees included.
    `lines` is None while nobody has said which lines it concerns."""

    refund_id: str
    net_minor: int
    lines: tuple[RefundLine, ...] | None = None


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """Who ordered, in the platform's words. A guest has no `customer_id`. `email` is stripped
    and lower-cased, and no placeholder (core/placeholders.py). `phone`, as core/phones.py writes
    one, is told of a guest without an address. All absent: nobody to give points to (a counter
    sale)."""

    customer_id: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def anonymous(self) -> bool:
        return self.customer_id is None and self.email is None and self.phone is None


@dataclass(frozen=True, slots=True)
class OrderSnapshot:
    """One state of one order.

    `stamp_s`: the store's own modification time, unix seconds (its resolution).
    `received_at_ms`: when we received or fetched it, unix milliseconds.
    `extras_minor`: shipping and fees net of tax: what a refund without lines may be about
    besides merchandise. `shipping_minor`: of that, shipping alone.
    `fulfilled`: everything was handed over.
    `codes`: discount codes on the order that look like ours, lower-cased.
    `tags`: the order's own, and `group`: the link of a group purchase that it came by; lower-cased.
    `source`: "webhook", or "store" when we asked the store ourselves.
    `referral`: the code by which it came, and keyed digests of who ordered (core/referrals.py).
    """

    store_id: str
    order_id: str
    stamp_s: int
    received_at_ms: int
    placed_at_s: int
    state: PaymentState
    status: str
    currency: str
    customer: CustomerRef
    lines: tuple[Line, ...] = ()
    refunds: tuple[Refund, ...] = ()
    extras_minor: int = 0
    codes: tuple[str, ...] = ()
    source: Literal["webhook", "store"] = "webhook"
    shipping_minor: int = 0
    fulfilled: bool = False
    tags: tuple[str, ...] = ()
    group: str = ""
    referral: str = ""

    kind: Literal["order"] = field(default="order", init=False)


@dataclass(frozen=True, slots=True)
class OrderDeletion:
    """The store says the order is gone (deleted or trashed); names no member, has no stamp."""

    store_id: str
    order_id: str
    received_at_ms: int
    source: Literal["webhook", "store"] = "webhook"

    kind: Literal["order_deleted"] = field(default="order_deleted", init=False)


@dataclass(frozen=True, slots=True)
class OrderTouched:
    """Something about the order changed, but the delivery does not hold the order: fetch it."""

    store_id: str
    order_id: str
    received_at_ms: int

    kind: Literal["order_touched"] = field(default="order_touched", init=False)


@dataclass(frozen=True, slots=True)
class ProductsSeen:
    """Products were created or changed, or the store was asked for them."""

    store_id: str
    products: tuple[ProductFacts, ...]
    received_at_ms: int
    source: Literal["webhook", "store"] = "webhook"

    kind: Literal["products"] = field(default="products", init=False)


@dataclass(frozen=True, slots=True)
class CustomerSeen:
    """A customer was created or changed. `email_verified`: the platform itself proved the
    address (Shopify's customer accounts); WooCommerce never does. `joined_at_s`: when the account
    was made, None for one that is none; `subscribed_at_s`: when they agreed to the newsletter, None
    where nothing says that they do."""

    store_id: str
    customer: CustomerRef
    email_verified: bool
    received_at_ms: int
    joined_at_s: int | None = None
    subscribed_at_s: int | None = None

    kind: Literal["customer"] = field(default="customer", init=False)


@dataclass(frozen=True, slots=True)
class CustomersMerged:
    """The platform completed a merge: `from_customer_id` is gone, `into_customer_id` stays."""

    store_id: str
    from_customer_id: str
    into_customer_id: str
    received_at_ms: int

    kind: Literal["customers_merged"] = field(default="customers_merged", init=False)


@dataclass(frozen=True, slots=True)
class CustomerErased:
    """A person must be forgotten: redact webhook, or the account was deleted in the store.
    `confirmed` False: nothing signed says so yet, and the store is asked first. `account_only`:
    a record is gone, which nobody asked for who lives on in another."""

    store_id: str
    customer: CustomerRef
    received_at_ms: int
    confirmed: bool = True
    account_only: bool = False

    kind: Literal["customer_erased"] = field(default="customer_erased", init=False)


@dataclass(frozen=True, slots=True)
class DataRequested:
    """A person asked what is kept about them. `request`: the platform's name of the request, "" for
    one that has none."""

    store_id: str
    customer: CustomerRef
    received_at_ms: int
    request: str = ""

    kind: Literal["data_requested"] = field(default="data_requested", init=False)


@dataclass(frozen=True, slots=True)
class StoreUninstalled:
    """The store claims to have removed us; `triggered_at_s` tells an old claim from a new one."""

    store_id: str
    triggered_at_s: int
    received_at_ms: int

    kind: Literal["store_uninstalled"] = field(default="store_uninstalled", init=False)


@dataclass(frozen=True, slots=True)
class StoreScopes:
    """The merchant granted or withdrew permissions; `scopes`: all that there are now, as the
    platform writes them. `at_s`: when, by the platform's clock."""

    store_id: str
    scopes: str
    at_s: int
    received_at_ms: int

    kind: Literal["store_scopes"] = field(default="store_scopes", init=False)


@dataclass(frozen=True, slots=True)
class StoreRedacted:
    """Everything kept for the store must go."""

    store_id: str
    received_at_ms: int

    kind: Literal["store_redacted"] = field(default="store_redacted", init=False)


Event = (
    OrderSnapshot
    | OrderDeletion
    | OrderTouched
    | ProductsSeen
    | CustomerSeen
    | CustomersMerged
    | CustomerErased
    | DataRequested
    | StoreUninstalled
    | StoreScopes
    | StoreRedacted
)

_KINDS: dict[str, type[Any]] = {
    "order": OrderSnapshot,
    "order_deleted": OrderDeletion,
    "order_touched": OrderTouched,
    "products": ProductsSeen,
    "customer": CustomerSeen,
    "customers_merged": CustomersMerged,
    "customer_erased": CustomerErased,
    "data_requested": DataRequested,
    "store_uninstalled": StoreUninstalled,
    "store_scopes": StoreScopes,
    "store_redacted": StoreRedacted,
}


def to_json(event: Event) -> dict[str, Any]:
    """The event as a JSON-ready dict; `kind` says which. What lines, their refunds and customers
    have had since the first release stands beside them, in their order: it takes no more of one
    than it knows."""
    data = asdict(event)
    if isinstance(event, OrderSnapshot):
        data["line_extras"] = [_split(line, _LINE_EXTRAS) for line in data["lines"]]
        data["refund_extras"] = [
            [_split(line, _REFUND_EXTRAS) for line in refund["lines"] or ()]
            for refund in data["refunds"]
        ]
    for product in data.get("products", ()):
        product["sets"] = sorted(product["sets"])
    if "customer" in data:
        data["customer_extras"] = _split(data["customer"], _CUSTOMER_EXTRAS)
    return data


_LINE_EXTRAS = ("list_minor", "tax_minor")
_REFUND_EXTRAS = ("quantity",)
_CUSTOMER_EXTRAS = ("phone",)


def _split(line: dict[str, Any], names: tuple[str, ...]) -> list[Any]:
    return [line.pop(name) for name in names]


def _beside(
    items: Sequence[dict[str, Any]], extras: Sequence[Any]
) -> Iterator[tuple[dict[str, Any], Sequence[Any]]]:
    """Each item with its extras; none for those of an event that was queued without."""
    for number, item in enumerate(items):
        yield item, extras[number] if number < len(extras) else ()


def _joined(line: dict[str, Any], names: tuple[str, ...], values: Sequence[Any]) -> dict[str, Any]:
    return line | dict(zip(names, values, strict=False))


def from_json(data: dict[str, Any]) -> Event:
    """The event that `to_json` gave. Raises KeyError or TypeError on what is none."""
    cls = _KINDS[data["kind"]]
    known = {name: data[name] for name in cls.__slots__ if name in data and name != "kind"}
    if "customer" in known:
        more = data.get("customer_extras", ())
        known["customer"] = CustomerRef(**_joined(known["customer"], _CUSTOMER_EXTRAS, more))
    if "lines" in known:
        extras = data.get("line_extras", ())
        known["lines"] = tuple(
            Line(**_joined(line, _LINE_EXTRAS, more))
            for line, more in _beside(known["lines"], extras)
        )
    if "refunds" in known:
        known["refunds"] = tuple(
            _refund(refund, more)
            for refund, more in _beside(known["refunds"], data.get("refund_extras", ()))
        )
    if "codes" in known:
        known["codes"] = tuple(known["codes"])
    if "tags" in known:
        known["tags"] = tuple(known["tags"])
    if "products" in known:
        known["products"] = tuple(_product(product) for product in known["products"])
    event: Event = cls(**known)
    return event


def _refund(data: dict[str, Any], extras: Sequence[Sequence[Any]]) -> Refund:
    lines = data.get("lines")
    return Refund(
        refund_id=data["refund_id"],
        net_minor=data["net_minor"],
        lines=None
        if lines is None
        else tuple(
            RefundLine(**_joined(line, _REFUND_EXTRAS, more))
            for line, more in _beside(lines, extras)
        ),
    )


def _product(data: dict[str, Any]) -> ProductFacts:
    return ProductFacts(
        product_id=data["product_id"],
        stamp_s=data["stamp_s"],
        sets=frozenset(data["sets"]),
        collections_told=data.get("collections_told", True),
        shown=_shown(data.get("shown")),
    )


def _shown(data: dict[str, Any] | None) -> Shown | None:
    if data is None:
        return None
    collections = tuple((one, title) for one, title in data["collections"])
    return Shown(data["title"], data["url"], collections)
