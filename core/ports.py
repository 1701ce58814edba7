"""What core asks of a store, whichever platform it runs on. integrations/ answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from core.catalogue import ProductFacts
from core.snapshot import OrderDeletion, OrderSnapshot

CodeKind = Literal["fixed", "percent", "free_shipping", "product"]
# Money of the store's own rather than a discount.
MoneyKind = Literal["store_credit", "gift_card"]
Combination = Literal["order", "product", "shipping"]

# Codes of ours begin with this; parsers keep only discount codes that do.
CODE_PREFIX = "rg-"


@dataclass(frozen=True, slots=True)
class CodeTerms:
    """Under what a cart takes a code. `minimum_minor` is the least that an order must come to. The
    discount is for `products` or `collections` (the platform's ids), for all where both are empty.
    `combines` are the kinds of other discounts that may stand beside it."""

    minimum_minor: int = 0
    products: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    combines: tuple[Combination, ...] = ()


ANY_CART = CodeTerms()


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """A discount code to exist in the store, once.

    `code` is an HMAC of the redemption's id, so making it twice makes the same code.
    `value_minor` counts for kind "fixed", `percent` (1-100) for "percent". Kind "product" takes
    `value_minor` off one of the products that its terms name, or all it costs where `percent` is
    100; no code adds the product to a cart. The code is bound to
    `customer_id` (Shopify) or `email` (WooCommerce). Times are unix seconds.

    "store_credit" and "gift_card" are money of `value_minor`: credit is the customer's, and known
    by `expires_at_s`, which no other credit of theirs has; a gift card is anybody's who has its
    code.
    """

    code: str
    redemption_id: str
    kind: CodeKind | MoneyKind
    currency: str
    value_minor: int
    percent: int
    customer_id: str | None
    email: str | None
    starts_at_s: int
    expires_at_s: int
    title: str
    terms: CodeTerms = ANY_CART


@dataclass(frozen=True, slots=True)
class CodeState:
    """What the store says of a code of ours. `used` is how many orders used it; of money, whether
    any of it was spent, or is the shopper's for good. `shown`: what the shopper enters, where that
    is not the code itself."""

    active: bool
    used: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a store says of itself when its keys are proven."""

    name: str
    currency: str
    timezone: str


@dataclass(frozen=True, slots=True)
class BalanceCopy:
    """The copy of a balance that the store may show. Carries no value. `expiring` are points whose
    end the member is to be reminded of, with their last day; `standing` is the tier's tag and
    perks: the store's own mail tools, themes and discounts can go by them."""

    customer_id: str
    available: int
    pending: int
    tier: str
    expiring: tuple[int, str] | None = None
    standing: Mapping[str, Any] = field(default_factory=dict)

    def value(self) -> dict[str, Any]:
        """What both platforms keep, as JSON-ready data."""
        kept: dict[str, Any] = {
            "available": self.available,
            "pending": self.pending,
            "tier": self.tier,
        }
        if self.expiring is not None:
            points, on = self.expiring
            kept["expiring"] = {"points": points, "on": on}
        return {**kept, **self.standing}


class StorePort(Protocol):
    """One installed store's API.

    Every method raises StoreUnavailable when the store gave no answer that counts (time-out,
    throttled, 5xx, connection), StoreRefused when it understood and said no, and Forbidden
    when it refused our credentials.
    """

    def describe(self) -> StoreFacts:
        """Prove the credentials; what the store is."""

    def create_code(self, spec: CodeSpec) -> None:
        """Make the code exist. A code of ours that exists already is success; somebody else's
        code of that name is StoreRefused(code="code_taken")."""

    def find_code(self, code: str, redemption_id: str) -> CodeState | None:
        """The code of that redemption, or None when the store says that there is none."""

    def disable_code(self, code: str, redemption_id: str) -> CodeState | None:
        """Make the code unusable, then say whether it had been used. None when absent."""

    def create_set(self, specs: Sequence[CodeSpec]) -> CodeState:
        """Make, once, what one redemption is made of where that is not a single discount code: two
        codes that go together, store credit, a gift card. What is there already is success."""

    def find_set(self, specs: Sequence[CodeSpec]) -> CodeState | None:
        """The state of all of it; None when the store says that any part is missing."""

    def disable_set(self, specs: Sequence[CodeSpec]) -> CodeState | None:
        """Make unusable what there is of it, then say whether it had been used; money that was
        spent from stays as it is. None when nothing is there."""

    def fetch_order(self, order_id: str, received_at_ms: int) -> OrderSnapshot | OrderDeletion:
        """The order now, refund lines included; a deletion only on the store's own "no such
        order" (or its trash)."""

    def changed_orders(self, since_s: int, received_at_ms: int) -> Iterator[OrderSnapshot]:
        """Every order modified at or after `since_s`, oldest change first."""

    def fetch_product(self, product_id: str) -> ProductFacts | None:
        """The product now; None when the store says that there is none."""

    def changed_products(self, since_s: int) -> Iterator[ProductFacts]:
        """Every product modified at or after `since_s`, oldest change first; 0: all of them."""

    def customer_email(self, customer_id: str) -> str | None:
        """What the account has for an address, a placeholder or not: for binding a code, and for
        nothing else. "" for an account without one; None for one that the store does not know."""

    def write_balances(self, copies: Sequence[BalanceCopy]) -> None:
        """Refresh the store's copies of balances; customers that are gone are skipped."""
