"""The most expensive documents that fit into the largest body: answered soon, in bounded memory."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from pathlib import Path

from functions.webhooks.handler import MAX_BODY_BYTES
from tests.fuzz.deliveries import Delivery, freshen, recorded, written
from tests.fuzz.world import World

# The function has 512 MB, of which 130 are taken before a request comes, and a third of a core for
# ten seconds.
_MOST_BYTES = 120 * 1024 * 1024
_MOST_S = 2.5


def filled(unit: str, before: str = "", after: str = "", most: int = MAX_BODY_BYTES) -> bytes:
    """`unit` as often as fits, comma-separated, in a body of the largest size. Every NNNNNN of it
    is another number."""
    room = MAX_BODY_BYTES - len(before.encode()) - len(after.encode())
    times = min(most, (room + 1) // (len(unit.encode()) + 1))
    units = (unit.replace("NNNNNN", f"{number:06d}") for number in range(times))
    return (before + ",".join(units) + after).encode()


def order(part: str, unit: str, most: int = MAX_BODY_BYTES) -> Callable[[Delivery], bytes]:
    """A recorded order whose list `part` is `unit` over and over."""

    def made(delivery: Delivery) -> bytes:
        rest = written({name: value for name, value in delivery.data.items() if name != part})
        return filled(unit, f'{rest[:-1]},"{part}":[', "]}", most)

    return made


def text(body: bytes) -> Callable[[Delivery], bytes]:
    return lambda delivery: body


_LINE = '{"id":1NNNNNN,"total":"1.00","price":"1.00","quantity":1,"product_id":9}'
BODIES: dict[str, Callable[[Delivery], bytes]] = {
    "brackets": text(b"[" * MAX_BODY_BYTES),
    "objects in objects": text(b'{"a":' * (MAX_BODY_BYTES // 5)),
    "quotes": text(b'"' * MAX_BODY_BYTES),
    "digits": text(b'{"id":' + b"1" * (MAX_BODY_BYTES - 7) + b"}"),
    "lists": text(filled("[]", '{"id":[', "]}")),
    "fractions": order("meta_data", "1e9"),
    "short lines": order("line_items", '{"id":1}'),
    "lines": order("line_items", _LINE, 1900),
    "refunds": order("refunds", '{"id":1NNNNNN,"total":"-1"}', 1900),
    "many refunds": order("refunds", '{"id":1NNNNNN,"total":"-1"}'),
    "codes": order("coupon_lines", '{"code":"rg-NNNNNN"}', 50),
    "discounts": order("discount_codes", '{"code":"rg-NNNNNN"}', 50),
    "many codes": order("coupon_lines", '{"code":"rg-NNNNNN"}', 1900),
    "many discounts": order("discount_codes", '{"code":"rg-NNNNNN"}', 1900),
    "a long text": order("status", '"' + "x" * 1000 + '"'),
}


def _status(name: str) -> int:
    """A figure of /proc/self/status, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def test_the_largest_bodies_cost_neither_much_time_nor_memory(world: World) -> None:
    costly = {}
    for name in ("date_paid_gmt", "financial_status"):
        sample = next(one for one in recorded(world.woo_id) if name in one.data)
        for turn, (kind, made) in enumerate(BODIES.items()):
            delivery = sample.copy()
            freshen(delivery, random.Random(turn), turn, 0)
            delivery.body = made(delivery)
            delivery.sign()
            gc.collect()
            Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
            before, began_s = _status("VmRSS"), time.thread_time()
            outcome = world.send(delivery, genuine=True)
            taken_s, most = time.thread_time() - began_s, _status("VmHWM") - before
            told = f"{outcome.status}, {taken_s:.2f} s, {most >> 20} MiB, {outcome.wrong}"
            print(sample.path, kind, told)
            if outcome.wrong or taken_s > _MOST_S or most > _MOST_BYTES:
                costly[sample.path, kind] = told
    assert costly == {}
