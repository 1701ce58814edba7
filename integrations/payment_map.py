"""What both platforms' payment maps have in common: the first rule that names the status wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.snapshot import PaymentState

_STATES: dict[object, PaymentState] = {
    "pending": "pending",
    "paid": "paid",
    "void": "void",
    "unmapped": "unmapped",
}


def rules(value: object) -> Mapping[str, Any]:
    """`value` as rules {status: state}; what is no mapping has none."""
    return value if isinstance(value, Mapping) else {}


def first_state(status: str, rule_sets: Iterable[Mapping[str, Any]]) -> PaymentState | None:
    """The state that the first of `rule_sets` names for `status`. An unknown state is no rule."""
    for rule_set in rule_sets:
        state = rule_set.get(status)
        if isinstance(state, str) and state in _STATES:
            return _STATES[state]
    return None
