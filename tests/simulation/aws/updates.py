"""Update expressions: SET, REMOVE, ADD and DELETE, compiled once per text."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tests.simulation.aws.errors import ServiceError, invalid
from tests.simulation.aws.expressions import (
    Names,
    Node,
    Parsed,
    Path,
    Tokens,
    Values,
    overlapping,
    resolve,
    shown_path,
    value_at,
)
from tests.simulation.aws.values import EXACT, Item, Value, canonical

_KIND = "UpdateExpression"
_CLAUSES = ("SET", "REMOVE", "ADD", "DELETE")


@lru_cache(maxsize=1000)
def parse_update(text: str) -> Parsed:
    """[("SET", path, source), ("REMOVE", path, None), ("ADD", path, ":0"), ...]"""
    tokens = Tokens(text, _KIND)
    actions: list[Node] = []
    seen: set[str] = set()
    while not tokens.ahead("<EOF>"):
        clause = tokens.take(*_CLAUSES).upper()
        if clause in seen:
            raise tokens.wrong(
                f'The "{clause}" section can only be used once in an update expression;'
            )
        seen.add(clause)
        actions.append(_action(tokens, clause))
        while tokens.ahead(","):
            tokens.take()
            actions.append(_action(tokens, clause))
    return tokens.end(tuple(actions))


def _action(tokens: Tokens, clause: str) -> Node:
    path = tokens.path()
    if clause == "REMOVE":
        return clause, path, None
    if clause == "SET":
        tokens.take("=")
        left = _source(tokens)
        if tokens.ahead("+", "-"):
            sign = tokens.take()
            return clause, path, (sign, left, _source(tokens))
        return clause, path, left
    return clause, path, tokens.operand()


def _source(tokens: Tokens) -> Node:
    name = tokens.peek()
    if name in ("if_not_exists", "list_append") and tokens.peek(1) == "(":
        tokens.take(), tokens.take("(")
        first = ("path", tokens.path()) if name == "if_not_exists" else _source(tokens)
        tokens.take(",")
        second = _source(tokens)
        tokens.take(")")
        return name, first, second
    return tokens.operand()


def update(old: Item, actions: list[Node], names: Names, values: Values) -> Item:
    """Carry out the actions on a copy of `old`; every right-hand side sees the item as it was."""
    resolved = [(clause, resolve(path, names), source) for clause, path, source in actions]
    overlap = overlapping([path for _, path, _ in resolved])
    if overlap is not None:
        one, other = map(shown_path, overlap)
        raise invalid(
            f"Invalid {_KIND}: Two document paths overlap with each other; must remove or rewrite "
            f"one of these paths; path one: {one}, path two: {other}"
        )
    found = [
        _evaluate(old, source, names, values) if clause == "SET" else None
        for clause, _, source in resolved
    ]
    item = deepcopy(old)
    for (clause, path, source), value in zip(resolved, found, strict=True):
        if clause == "SET":
            assert value is not None
            _put(item, path, deepcopy(value))
        elif clause == "REMOVE":
            _remove(item, path)
        else:
            given = values[source[1]]
            change = _add if clause == "ADD" else _subtract
            change(item, path, given)
    return item


def _evaluate(old: Item, source: Node, names: Names, values: Values) -> Value:
    what = source[0]
    if what == "value":
        return values[source[1]]
    if what == "path":
        value = value_at(old, resolve(source[1], names))
        if value is None:
            raise invalid(
                "The provided expression refers to an attribute that does not exist in the item"
            )
        return value
    if what == "if_not_exists":
        present = value_at(old, resolve(source[1][1], names))
        return present if present is not None else _evaluate(old, source[2], names, values)
    left = _evaluate(old, source[1], names, values)
    right = _evaluate(old, source[2], names, values)
    if what == "list_append":
        if "L" not in left or "L" not in right:
            raise _wrong_type()
        return {"L": [*left["L"], *right["L"]]}
    if "N" not in left or "N" not in right:
        raise _wrong_type()
    change = EXACT.add if what == "+" else EXACT.subtract
    return {"N": canonical(str(change(Decimal(left["N"]), Decimal(right["N"]))))}


def check_literals(actions: Iterable[Node], values: Values) -> None:
    """Refuse what cannot be right whatever the item is: sums of what is no number."""
    for _, _, source in actions:
        if source is None or source[0] not in ("+", "-"):
            continue
        for operand in source[1:]:
            if operand[0] == "value" and "N" not in values[operand[1]]:
                (given,) = values[operand[1]]
                raise invalid(
                    f"Invalid {_KIND}: Incorrect operand type for operator or function; operator "
                    f"or function: {source[0]}, operand type: {given}"
                )


def _wrong_type() -> ServiceError:
    return invalid("An operand in the update expression has an incorrect data type")


def _parent(item: Item, path: Path) -> Any:
    """The map or list that the path's last part is in."""
    if len(path) == 1:
        return item
    parent = value_at(item, path[:-1]) or {}
    inside = parent.get("L" if isinstance(path[-1], int) else "M")
    if inside is None:
        raise invalid("The document path provided in the update expression is invalid for update")
    return inside


def _put(item: Item, path: Path, value: Value) -> None:
    parent, last = _parent(item, path), path[-1]
    if isinstance(last, int) and last >= len(parent):
        parent.append(value)
    else:
        parent[last] = value


def _remove(item: Item, path: Path) -> None:
    parent, last = _parent(item, path), path[-1]
    if isinstance(last, int):
        del parent[last : last + 1]
    else:
        parent.pop(last, None)


def _add(item: Item, path: Path, given: Value) -> None:
    ((kind, content),) = given.items()
    old = value_at(item, path)
    if kind == "N":
        if old is not None and "N" not in old:
            raise _wrong_type()
        total = EXACT.add(Decimal(old["N"] if old else 0), Decimal(content))
        _put(item, path, {"N": canonical(str(total))})
        return
    _check_set(kind, old, "ADD")
    kept = old[kind] if old else []
    _put(item, path, {kind: [*kept, *(one for one in content if one not in kept)]})


def _subtract(item: Item, path: Path, given: Value) -> None:
    ((kind, content),) = given.items()
    old = value_at(item, path)
    _check_set(kind, old, "DELETE")
    if old is None:
        return
    rest = [one for one in old[kind] if one not in content]
    if rest:
        _put(item, path, {kind: rest})
    else:
        _remove(item, path)


def _check_set(kind: str, old: Value | None, clause: str) -> None:
    if kind not in ("SS", "NS", "BS"):
        raise invalid(
            f"Invalid {_KIND}: Incorrect operand type for operator or function; operator: "
            f"{clause}, operand type: {kind}"
        )
    if old is not None and kind not in old:
        raise _wrong_type()
