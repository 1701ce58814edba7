"""Whatever a signed body holds, parsing it gives events that survive the queue, or BadInput."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.snapshot import Event, from_json, to_json
from integrations.shopify.parse import parse as parse_shopify
from integrations.woocommerce.parse import parse as parse_woo
from tests.unit.integrations.samples import NOW_MS, SHOP, WOO, shopify_bodies, woo_deliveries

Read = Callable[[str, bytes], list[Event]]

SAMPLES: list[tuple[Read, str, Any]] = [
    *(
        (
            lambda topic, body: parse_woo(topic, body, WOO, NOW_MS),
            headers["x-wc-webhook-topic"],
            json.loads(body),
        )
        for _, headers, body in woo_deliveries()
    ),
    *(
        (
            lambda topic, body: parse_shopify(topic, body, SHOP, NOW_MS),
            topic,
            {**json.loads(body), "test": False},
        )
        for topic, body in shopify_bodies()
    ),
]
REFUND = next(data for _, topic, data in SAMPLES if topic == "refunds/create")
for _, topic, data in SAMPLES:
    if topic == "orders/updated":
        data["refunds"] = [REFUND]

STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 2**63, 10**30, 1e308, -0.0, 0.1, "", " ", "0", "-52.50", "9e999999"]),
    st.sampled_from(["NaN", "Infinity", "\ud800", "\x00", "²", "x" * 400, "0001-01-01T00:00:00"]),
    st.sampled_from(["9999-12-31T23:59:59+23:59", "2026-13-01", "gid://shopify/Order/0"]),
    st.text(max_size=20),
    st.sampled_from([[], {}, [[]], [None], [1], [{}], {"id": 1}, [{"id": 1}]]),
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        here = (*path, key)
        found += places(value, here) if isinstance(value, dict | list) else [here]
    return found


PLACES = [places(data) for _, _, data in SAMPLES]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_mutated_delivery_is_read_or_refused_as_bad_input(data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(SAMPLES) - 1))
    read, topic, sample = SAMPLES[index]
    mutated = json.loads(json.dumps(sample))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(PLACES[index]))
        target = mutated
        try:
            for step in way:
                target = target[step]
            if data.draw(st.booleans()):
                target[last] = copy.deepcopy(data.draw(STRANGE))  # may be mutated next
            else:
                del target[last]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier mutation took that place away
    try:
        events = read(topic, json.dumps(mutated).encode())
    except BadInput:
        return
    for event in events:
        assert from_json(json.loads(json.dumps(to_json(event)))) == event
        json.dumps(to_json(event), ensure_ascii=False).encode()


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=200), sample=st.sampled_from(SAMPLES))
def test_any_bytes_are_read_or_refused_as_bad_input(
    body: bytes, sample: tuple[Read, str, Any]
) -> None:
    read, topic, _ = sample
    try:
        read(topic, body)
    except BadInput:
        return
