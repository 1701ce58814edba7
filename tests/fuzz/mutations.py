"""What may happen to a delivery on its way, each change drawn from a number of its own so that one
can be left out without changing the others."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from typing import Any

from tests.fuzz.deliveries import SIGNATURE_HEADERS, Delivery, Raw, signature, written

Change = Callable[[Delivery, random.Random], None]

DEEP = 100_000
_DATES = [
    *("0000-00-00T00:00:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "1969-12-31"),
    *("1970-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2099-12-31T23:59:59Z", "2100-01-01"),
    *("9999-12-31T23:59:59", "9999-12-31T23:59:59-23:59", "2026-13-01", "2026-W01-1", "20261122"),
]
_NUMBERS = [
    *(0, -1, 1, 2**31, 2**53 + 1, 2**63, 10**19, 10**20, 10**30, -(10**30), 0.1, -0.0, 1e308),
    *map(Raw, ("1e400", "-1e400", "1e999999", "1e-999999", "1e999999999", "9e99999999999999999")),
    *map(Raw, ("NaN", "Infinity", "-Infinity", "1" * 4000, "1" * 5000, "0." + "3" * 9000, "-0")),
]
_AMOUNTS = [
    *(
        "",
        "0",
        "-0",
        "0.005",
        "-1",
        "-52.50",
        "1e9",
        "1e12",
        "1e-999999",
        "1e999999",
        "1e999999999",
    ),
    *("999999999999.99", "-999999999999999", "999999999999999.99", "9999999999", "1e400", "NaN"),
]
_WORDS = [
    *(
        "paid",
        "pending",
        "refunded",
        "voided",
        "completed",
        "processing",
        "trash",
        "cancelled",
        "cod",
    ),
    *("checkout-draft", "wc-pickup", "USD", "TWD", "JPY", "KWD", "a@example.com", "b@example.com"),
    *("rg-aaaa-bbbb-cccc", "enabled", "disabled", "shipping_refund", "x" * 320, "\U0001f98a" * 80),
]
_TEXTS = [
    *("", " ", "0", "-1", "1e99999999", "9e999999", "sNaN", "Infinity"),
    *("\ud800", "\udfff\ud800", "\x00", "a\nb", "²", "٣", "１", "İ@example.com", "@", "x" * 400),
    *("x" * 100_000, "99999999999999999999999999.99", "XXX", "usd", "EURO", "€"),
    *("gid://shopify/Order/0", "gid://shopify/Order/1e9"),
    *("rg-aaaa-bbbb-cccc", "rg-" + "a" * 320, "RG-é", "__proto__", "{{7*7}}", "#", "L#x#M#y"),
    *("\u2028", "\U0001f98a" * 90),
]
_SHAPES: list[Any] = [
    *([], {}, [[]], [None], [1], ["x"], [{}], {"id": 1}, [{"id": 1}], {"shop_money": []}),
    *({"shop_money": {"amount": "9e99"}}, [{"id": True}], [{"id": 1.5}], [{"id": ["1"]}]),
]
# What is read of a delivery: there a change matters more than among all that is passed over.
_READ = frozenset(
    {
        *("id", "admin_graphql_api_id", "status", "financial_status", "currency", "customer_id"),
        *("date_created_gmt", "date_modified_gmt", "date_paid_gmt", "date_completed_gmt", "email"),
        *("created_at", "updated_at", "processed_at", "cancelled_at", "taxes_included", "customer"),
        *("billing", "payment_method", "payment_gateway_names", "line_items", "quantity", "total"),
        *("current_quantity", "price", "price_set", "amount", "shop_money", "product_id", "code"),
        *("variant_id", "gift_card", "tax_lines", "discount_allocations", "shipping_lines", "kind"),
        *("total_tip_received", "shipping_total", "fee_lines", "refunds", "refund_line_items"),
        *("line_item", "line_item_id", "subtotal", "total_tax", "order_adjustments", "meta_data"),
        *("coupon_lines", "discount_codes", "order_id", "order_edit", "state", "verified_email"),
    }
)
_STRANGE: list[Any] = [None, True, False, *_NUMBERS, *_AMOUNTS, *_WORDS, *_TEXTS, *_DATES, *_SHAPES]
_BYTES = [b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xef\xbf\xbd", b"\x00", b"\xfe\xff", b"{", b'"']
_TOPICS = [
    *("order.created", "order.updated", "order.deleted", "order.restored", "customer.deleted"),
    *("orders/create", "orders/delete", "refunds/create", "customers/redact", "shop/redact"),
    *("app/uninstalled", "orders/edited", "customers/merge", "ORDERS/UPDATED ", "action.wc_x"),
    *(
        "",
        " ",
        "x" * 5000,
        "orders/create,orders/create",
        "../..",
        "order.\u00e9",
        "\ud800",
        "null",
    ),
]


def strange(rng: random.Random) -> Any:
    value = rng.choice(_STRANGE)
    return value if isinstance(value, Raw) else json.loads(json.dumps(value))


def _places(data: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every (container, key) below `data`."""
    if isinstance(data, dict | list):
        for key, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
            found.append((data, key))
            _places(value, found)
    return found


def _place(delivery: Delivery, rng: random.Random) -> tuple[Any, Any] | None:
    """A place: mostly one that is read, each name of those as likely as the next."""
    found = _places(delivery.data, [])
    read = [(at, key) for at, key in found if key in _READ]
    if read and rng.random() < 0.8:
        name = rng.choice(sorted({key for _, key in read}))
        found = [(at, key) for at, key in read if key == name]
    return rng.choice(found) if found else None


def _at_a_place(change: Callable[[Any, Any, random.Random], None]) -> Change:
    def done(delivery: Delivery, rng: random.Random) -> None:
        place = _place(delivery, rng)
        if place is not None:
            change(*place, rng)

    return done


def _retype(at: Any, key: Any, rng: random.Random) -> None:
    at[key] = strange(rng)


def _vary(at: Any, key: Any, rng: random.Random) -> None:
    """Another value of the same kind: what gets furthest."""
    value = at[key]
    if isinstance(value, bool) or value is None:
        at[key] = rng.choice([True, False, None])
    elif isinstance(value, int | float):
        at[key] = rng.choice(_NUMBERS)
    elif isinstance(value, str) and value[:4].isdigit() and "T" in value:
        at[key] = rng.choice(_DATES)
    elif isinstance(value, str) and value.replace(".", "", 1).replace("-", "", 1).isdigit():
        at[key] = rng.choice([*_AMOUNTS, *_NUMBERS])
    elif isinstance(value, str):
        at[key] = rng.choice(_WORDS)
    else:
        at[key] = rng.choice([[], {}, None])


def _drop(at: Any, key: Any, rng: random.Random) -> None:
    del at[key]


def _repeat(at: Any, key: Any, rng: random.Random) -> None:
    times = rng.choice([2, 3, 50, 2000])
    if isinstance(at[key], list):
        at[key] = (at[key] * times)[:5000]
    elif isinstance(at[key], str):
        at[key] = (at[key] * times)[:300_000]
    else:
        at[key] = [at[key]] * times


def _nest(at: Any, key: Any, rng: random.Random) -> None:
    depth = rng.choice([1, 2, 30, 33, 990, DEEP])
    inner = written(at[key])
    opened, closed = rng.choice([("[", "]"), ('{"a":', "}"), ('{"id":', "}")])
    at[key] = Raw(opened * depth + inner + closed * depth)


def _unclosed(at: Any, key: Any, rng: random.Random) -> None:
    at[key] = Raw(rng.choice(["[", "{", '{"a":', '"', "[[]", '"\\']) * rng.choice([1, 40, DEEP]))


def _twice(at: Any, key: Any, rng: random.Random) -> None:
    """A key that comes twice, first or last with another value."""
    if isinstance(at, dict):
        name = json.dumps(key)
        rest = Raw(f"{written(strange(rng))},{name}:{written(at[key])}")
        at[key] = rest if rng.random() < 0.5 else Raw(f"{written(at[key])},{name}:1")


def _rename(at: Any, key: Any, rng: random.Random) -> None:
    if isinstance(at, dict):
        at[rng.choice([key.upper(), f" {key}", "", "\ud800", key + "\x00", "x" * 9000])] = at.pop(
            key
        )


def _swap(delivery: Delivery, rng: random.Random) -> None:
    one, other = _place(delivery, rng), _place(delivery, rng)
    if one is None or other is None:
        return
    text = written(one[0][one[1]]), written(other[0][other[1]])
    one[0][one[1]], other[0][other[1]] = Raw(text[1]), Raw(text[0])


def _whole(delivery: Delivery, rng: random.Random) -> None:
    data = strange(rng)
    delivery.data = data if isinstance(data, dict | list) else [data]


def _flip(delivery: Delivery, rng: random.Random) -> None:
    body = bytearray(delivery.bytes())
    for _ in range(rng.choice([1, 1, 3, 20]) if body else 0):
        body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    delivery.body = bytes(body)


def _cut(delivery: Delivery, rng: random.Random) -> None:
    body = delivery.bytes()
    start, end = sorted((rng.randrange(len(body) + 1), rng.randrange(len(body) + 1)))
    delivery.body = rng.choice([body[:end], body[start:], body[:start] + body[end:]])


def _insert(delivery: Delivery, rng: random.Random) -> None:
    body = delivery.bytes()
    at = rng.randrange(len(body) + 1)
    what = rng.choice([rng.choice(_BYTES), rng.randbytes(rng.choice([1, 8, 200])), body[:at]])
    delivery.body = body[:at] + what + body[at:]


def _recode(delivery: Delivery, rng: random.Random) -> None:
    body = delivery.bytes()
    text = body.decode("utf-8", "replace")
    delivery.body = rng.choice(
        [
            b"\xef\xbb\xbf" + body,
            text.encode("utf-16"),
            text.encode("latin-1", "replace"),
            gzip.compress(body, mtime=0),
            body + b" " * 2_000_000,
            b" " * 900_000 + body,
            b"webhook_id=3",
            b"",
        ]
    )


def _topic(delivery: Delivery, rng: random.Random) -> None:
    delivery.headers[rng.choice(["x-wc-webhook-topic", "x-shopify-topic"])] = rng.choice(_TOPICS)


def _header(delivery: Delivery, rng: random.Random) -> None:
    name = rng.choice(sorted(delivery.headers))
    value = delivery.headers[name]
    odd = [
        "",
        f"{value},{value}",
        f"{value}, ",
        "x" * 9000,
        "é",
        "\u0000",
        *_DATES[:4],
        value[::-1],
    ]
    if rng.random() < 0.4:
        del delivery.headers[name]
    else:
        delivery.headers[name] = rng.choice(odd)


def _kind(delivery: Delivery, rng: random.Random) -> None:
    kinds = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ";;;"]
    delivery.headers["content-type"] = rng.choice(kinds)


def _path(delivery: Delivery, rng: random.Random) -> None:
    ids = ["", "woo-000000000000", "x" * 3000, "a#b", "é", "%2e%2e", " ", "../shopify"]
    delivery.path = f"/webhooks/woocommerce/{rng.choice(ids)}"


# In this order they are carried out: what is bent as bytes has no keys any more.
GENTLE: dict[str, Change] = {
    "vary": _at_a_place(_vary),
    "vary too": _at_a_place(_vary),
    "vary again": _at_a_place(_vary),
}
STRUCTURE: dict[str, Change] = {
    "retype": _at_a_place(_retype),
    "retype too": _at_a_place(_retype),
    "drop": _at_a_place(_drop),
    "repeat": _at_a_place(_repeat),
    "nest": _at_a_place(_nest),
    "leave open": _at_a_place(_unclosed),
    "key twice": _at_a_place(_twice),
    "rename": _at_a_place(_rename),
    "swap": _swap,
    "another document": _whole,
}
BYTES: dict[str, Change] = {"flip": _flip, "cut": _cut, "insert": _insert, "recode": _recode}
HEADERS: dict[str, Change] = {"topic": _topic, "header": _header, "type": _kind, "path": _path}


def _another_secret(delivery: Delivery, rng: random.Random) -> None:
    header = SIGNATURE_HEADERS[delivery.shopify]
    secret = rng.choice(["", "another", delivery.secret.upper(), delivery.secret + " "])
    delivery.headers[header] = signature(secret, delivery.bytes())


def _bent_signature(delivery: Delivery, rng: random.Random) -> None:
    header = SIGNATURE_HEADERS[delivery.shopify]
    right = delivery.headers.get(header, "")
    odd = ["", right[:-2], f"{right},{right}", right + right, right.lower(), "é" * 44, "=" * 44]
    delivery.headers[header] = rng.choice([one for one in odd if one.strip() != right])


def _no_signature(delivery: Delivery, rng: random.Random) -> None:
    for header in SIGNATURE_HEADERS:
        delivery.headers.pop(header, None)


# After the signing: none of these may get in.
UNSIGNED: dict[str, Change] = {
    "another secret": _another_secret,
    "bent signature": _bent_signature,
    "no signature": _no_signature,
}
CHANGES = GENTLE | STRUCTURE | BYTES | HEADERS | UNSIGNED
