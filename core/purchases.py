"""Which products an order brings its member: kept on the order's row, for suggestions alone."""

from __future__ import annotations

from core.snapshot import OrderSnapshot

# What all ids together may take of the order's row, with a sign between two of them.
_ROOM = 120


def products_of(snapshot: OrderSnapshot) -> tuple[str, ...]:
    """The products of an order, each once, those that cost most first, as many as there is room
    for; of two that cost the same the one that stands first."""
    lines = snapshot.lines
    if len(lines) > 1:
        lines = tuple(sorted(lines, key=lambda line: -line.net_minor))
    kept: dict[str, None] = {}
    room = _ROOM
    for line in lines:
        if line.product_id and line.product_id not in kept and not line.gift_card:
            room -= len(line.product_id) + 1
            if room < 0:
                break
            kept[line.product_id] = None
    return tuple(kept)
