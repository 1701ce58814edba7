"""Shopify's query cost: a leaky bucket, and an estimate of what a document asks for."""

from __future__ import annotations

import threading
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    parse,
)

_MAXIMUM = 2000.0
_RESTORE_PER_S = 100.0
_MUTATION = 10
MAX_QUERY = 1000


class Bucket:
    """Points left; restored by the second, as on a standard plan."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left = _MAXIMUM
        self._at_s: float | None = None

    def take(self, cost: int, now_s: float) -> bool:
        """Spend `cost` if it is there."""
        with self._lock:
            if self._at_s is not None:
                gained = max(0.0, now_s - self._at_s) * _RESTORE_PER_S
                self._left = min(_MAXIMUM, self._left + gained)
            self._at_s = now_s
            if cost > self._left:
                return False
            self._left -= cost
            return True

    def give_back(self, points: int) -> None:
        """Asked for but not needed: a page came back half empty, say."""
        with self._lock:
            self._left = min(_MAXIMUM, self._left + max(0, points))

    def extension(self, requested: int, actual: int | None) -> dict[str, Any]:
        return {
            "cost": {
                "requestedQueryCost": requested,
                "actualQueryCost": actual,
                "throttleStatus": {
                    "maximumAvailable": _MAXIMUM,
                    "currentlyAvailable": int(self._left),
                    "restoreRate": _RESTORE_PER_S,
                },
            }
        }


def actual(data: Any) -> int:
    """What an answer cost: its objects. A connection's own scaffolding is free."""
    if isinstance(data, list):
        return sum(actual(each) for each in data)
    if not isinstance(data, dict):
        return 0
    inside = sum(actual(value) for name, value in data.items() if name != "pageInfo")
    return inside + (0 if "nodes" in data or "edges" in data else 1)


def estimate(query: str, variables: dict[str, Any]) -> int:
    """Objects cost 1, connections 2 plus what a page of them may cost, mutations 10."""
    try:
        document = parse(query)
    except GraphQLError:
        return 0
    fragments = {
        node.name.value: node.selection_set
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    total = 0
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            total += _selection(node.selection_set, fragments, variables, 0)
            if node.operation.value == "mutation":
                total += _MUTATION * len(node.selection_set.selections)
    return total


def _selection(
    selections: SelectionSetNode | None,
    fragments: dict[str, SelectionSetNode],
    variables: dict[str, Any],
    depth: int,
) -> int:
    if selections is None or depth > 30:
        return 0
    total = 0
    for node in selections.selections:
        if isinstance(node, FragmentSpreadNode):
            inner = fragments.get(node.name.value)
            total += _selection(inner, fragments, variables, depth + 1)
        elif isinstance(node, InlineFragmentNode):
            total += _selection(node.selection_set, fragments, variables, depth + 1)
        elif isinstance(node, FieldNode) and node.selection_set:
            size = _page_size(node, variables)
            inside = _selection(node.selection_set, fragments, variables, depth + 1)
            total += 1 + inside if size is None else 2 + size * max(inside, 1)
    return total


def _page_size(node: FieldNode, variables: dict[str, Any]) -> int | None:
    for argument in node.arguments or ():
        if argument.name.value in ("first", "last"):
            if isinstance(argument.value, IntValueNode):
                return int(argument.value.value)
            if isinstance(argument.value, VariableNode):
                return int(variables.get(argument.value.name.value) or 0)
    return None
