"""Condition, filter, key and projection expressions: compiled once per text.

A compiled condition is called with (item, names, values) and says whether it holds. Placeholders
are resolved at the call, so that one compilation serves every request of the same shape.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from tests.simulation.aws.errors import ServiceError, invalid
from tests.simulation.aws.values import Item, Value, equal, order

Names = Mapping[str, str]
Values = Mapping[str, Value]
Test = Callable[[Item, Names, Values], bool]
Get = Callable[[Item, Names, Values], Value | None]
Path = tuple[str | int, ...]
Node = tuple[Any, ...]

_TOKEN = re.compile(r"\s*(#\w+|:\w+|[A-Za-z_]\w*|\d+|<>|<=|>=|[=<>()\[\],.+-])")
_COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
_MAX_BYTES = 4096
# Those of DynamoDB's reserved words that name an attribute of ours. A test asks the engines.
RESERVED = frozenset(
    {
        "after",
        "base",
        "batch",
        "before",
        "by",
        "cursor",
        "error",
        "hash",
        "into",
        "lines",
        "name",
        "of",
        "order",
        "percent",
        "source",
        "state",
        "status",
        "url",
        "views",
    }
    | {"text", "timezone", "total", "ttl", "work"}
)
_TYPES = frozenset({"N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression's tree, and the placeholders that it uses."""

    node: Any
    names: frozenset[str]
    values: frozenset[str]


class Tokens:
    """The tokens of one expression of the given kind ("ConditionExpression")."""

    def __init__(self, text: str, kind: str) -> None:
        self.kind = kind
        self.text = text
        self.names: set[str] = set()
        self.values: set[str] = set()
        if not text.strip():
            raise self.wrong("The expression can not be empty;")
        if len(text.encode()) > _MAX_BYTES:
            raise self.wrong("Expression size has exceeded the maximum allowed size;")
        self._tokens: list[str] = []
        at = 0
        end = len(text.rstrip())
        while at < end:
            match = _TOKEN.match(text, at)
            if match is None:
                raise self.wrong(f'Syntax error; token: "{text[at]}", near: "{text[at : at + 10]}"')
            self._tokens.append(match.group(1))
            at = match.end()
        self._at = 0

    def wrong(self, what: str) -> ServiceError:
        return invalid(f"Invalid {self.kind}: {what}")

    def peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else "<EOF>"

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if wanted and token.upper() not in wanted:
            near = " ".join(self._tokens[max(0, self._at - 1) : self._at + 2])
            raise self.wrong(f'Syntax error; token: "{token}", near: "{near}"')
        self._at += 1
        return token

    def ahead(self, *wanted: str) -> bool:
        return self.peek().upper() in wanted

    def path(self) -> Path:
        """`#0.list[3].name`; placeholders stay as they are until the call."""
        parts: list[str | int] = [self._name()]
        while self.ahead(".", "["):
            if self.take() == ".":
                parts.append(self._name())
            else:
                parts.append(int(self.take()))
                self.take("]")
        return tuple(parts)

    def _name(self) -> str:
        token = self.take()
        if token.startswith("#"):
            self.names.add(token)
        elif not (token[0].isalpha() or token[0] == "_"):
            raise self.wrong(f'Syntax error; token: "{token}", near: "{self.text[:40]}"')
        elif token.lower() in RESERVED:
            raise self.wrong(f"Attribute name is a reserved keyword; reserved keyword: {token}")
        return token

    def operand(self) -> Node:
        """("path", path), ("value", ":0") or ("size", path)."""
        token = self.peek()
        if token.startswith(":"):
            self.values.add(self.take())
            return ("value", token)
        if token == "size" and self.peek(1) == "(":
            self.take(), self.take("(")
            inner = self.path()
            self.take(")")
            return ("size", inner)
        return ("path", self.path())

    def end(self, node: Any) -> Parsed:
        self.take("<EOF>")
        return Parsed(node, frozenset(self.names), frozenset(self.values))


@lru_cache(maxsize=1000)
def parse_condition(text: str, kind: str = "ConditionExpression") -> Parsed:
    """The tree of a condition: ("and", a, b), ("not", a), ("=", x, y), ("between", x, low, high),
    ("in", x, [y]), ("begins_with", x, y), ..."""
    tokens = Tokens(text, kind)
    return tokens.end(_or(tokens))


def _or(tokens: Tokens) -> Node:
    node = _and(tokens)
    while tokens.ahead("OR"):
        tokens.take()
        node = ("or", node, _and(tokens))
    return node


def _and(tokens: Tokens) -> Node:
    node = _not(tokens)
    while tokens.ahead("AND"):
        tokens.take()
        node = ("and", node, _not(tokens))
    return node


def _not(tokens: Tokens) -> Node:
    if tokens.ahead("NOT"):
        tokens.take()
        return ("not", _not(tokens))
    if tokens.ahead("("):
        tokens.take()
        redundant = tokens.ahead("(")
        node = _or(tokens)
        if redundant and node[0] == "group":
            raise tokens.wrong("The expression has redundant parentheses;")
        tokens.take(")")
        return ("group", node)
    return _comparison(tokens)


_FUNCTIONS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
}


def _comparison(tokens: Tokens) -> Node:
    name = tokens.peek()
    if tokens.peek(1) == "(" and name != "size":
        if name not in _FUNCTIONS:
            raise tokens.wrong(f"Invalid function name; function: {name}")
        tokens.take(), tokens.take("(")
        operands = [tokens.operand()]
        while tokens.ahead(","):
            tokens.take()
            operands.append(tokens.operand())
        tokens.take(")")
        if len(operands) != _FUNCTIONS[name]:
            raise tokens.wrong(
                "Incorrect number of operands for operator or function; operator or function: "
                f"{name}, number of operands: {len(operands)}"
            )
        if operands[0][0] != "path" and name.startswith("attribute"):
            raise tokens.wrong(
                f"Operator or function requires a document path; operator or function: {name}"
            )
        _check_distinct(tokens, name, operands[0], operands[1:])
        return (name, *operands)
    left = tokens.operand()
    if tokens.ahead("BETWEEN"):
        tokens.take()
        low = tokens.operand()
        tokens.take("AND")
        high = tokens.operand()
        _check_distinct(tokens, "BETWEEN", left, [low, high])
        return ("between", left, low, high)
    if tokens.ahead("IN"):
        tokens.take(), tokens.take("(")
        found = [tokens.operand()]
        while tokens.take(",", ")") == ",":
            found.append(tokens.operand())
        _check_distinct(tokens, "IN", left, found)
        return ("in", left, found)
    comparator = tokens.take(*_COMPARATORS)
    right = tokens.operand()
    _check_distinct(tokens, comparator, left, [right])
    return (comparator, left, right)


def _check_distinct(tokens: Tokens, operator: str, first: Node, others: list[Node]) -> None:
    if first[0] == "path" and first in others:
        raise tokens.wrong(
            "The first operand must be distinct from the remaining operands for this operator or "
            f"function; operator: {operator}, first operand: {shown_path(first[1])}"
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition ready to be asked. `roots`: the top-level attributes it looks at."""

    test: Test
    names: frozenset[str]
    values: frozenset[str]
    roots: frozenset[str]


@lru_cache(maxsize=1000)
def condition(text: str, kind: str = "ConditionExpression") -> Condition:
    """Compile a condition or a filter. Raises ValidationException."""
    parsed = parse_condition(text, kind)
    roots: set[str] = set()
    test = _compile(parsed.node, kind, roots)
    return Condition(test, parsed.names, parsed.values, frozenset(roots))


def resolve(path: Path, names: Names) -> Path:
    """The path with its placeholders replaced."""
    return tuple(names[part] if isinstance(part, str) and part[0] == "#" else part for part in path)


def value_at(item: Item, path: Path) -> Value | None:
    """The value at a resolved path; None where there is nothing."""
    found: Value | None = item.get(path[0])  # type: ignore[arg-type]
    for part in path[1:]:
        if found is None:
            return None
        if isinstance(part, int):
            ones = found.get("L")
            found = ones[part] if ones is not None and part < len(ones) else None
        else:
            found = found.get("M", {}).get(part)
    return found


def getter(operand: Node, roots: set[str]) -> Get:
    """How to get the value of an operand."""
    what, of = operand
    if what == "value":
        return lambda item, names, values: values[of]
    roots.add(of[0])
    if what == "size":
        return lambda item, names, values: _size(value_at(item, resolve(of, names)))
    if len(of) > 1:
        return lambda item, names, values: value_at(item, resolve(of, names))
    (name,) = of
    if name[0] == "#":
        return lambda item, names, values: item.get(names[name])
    return lambda item, names, values: item.get(name)


def _size(value: Value | None) -> Value | None:
    if value is None:
        return None
    ((kind, content),) = value.items()
    if kind in ("N", "BOOL", "NULL"):
        return None
    if kind == "B":
        return {"N": str(len(content) * 3 // 4 - content.count("="))}
    return {"N": str(len(content))}


def _compile(node: Node, kind: str, roots: set[str]) -> Test:
    what = node[0]
    if what == "group":
        return _compile(node[1], kind, roots)
    if what in ("and", "or"):
        # Both sides are always asked: what is wrong with one is wrong however the other turns out.
        one, other = _compile(node[1], kind, roots), _compile(node[2], kind, roots)
        if what == "and":
            return lambda *of: one(*of) & other(*of)
        return lambda *of: one(*of) | other(*of)
    if what == "not":
        inner = _compile(node[1], kind, roots)
        return lambda *of: not inner(*of)
    first = getter(node[1], roots)
    if what == "attribute_exists":
        return lambda *of: first(*of) is not None
    if what == "attribute_not_exists":
        return lambda *of: first(*of) is None
    if what == "in":
        others = [getter(each, roots) for each in node[2]]
        return lambda *of: _in(first(*of), [each(*of) for each in others])
    second = getter(node[2], roots)
    if what == "=":
        return lambda *of: _same(first(*of), second(*of))
    if what == "<>":
        return lambda *of: not _same(first(*of), second(*of))
    if what == "between":
        third = getter(node[3], roots)
        literal = node[2][0] == node[3][0] == "value"
        return lambda *of: _between(kind, first(*of), second(*of), third(*of), literal)
    if what in _ORDERED:
        holds = _ORDERED[what]
        sides = (node[1][0] == "value", node[2][0] == "value")
        return lambda *of: _ordered(kind, what, holds, first(*of), second(*of), sides)
    function = _TESTS[what]
    if node[2][0] != "value":
        return lambda *of: function(first(*of), second(*of))
    check = _CHECKS.get(what, _any)

    def tested(item: Item, names: Names, values: Values) -> bool:
        given = second(item, names, values)
        check(kind, given)
        return function(first(item, names, values), given)

    return tested


def _same(one: Value | None, other: Value | None) -> bool:
    if one is None or other is None:
        return False
    return equal(one, other)


def _in(one: Value | None, others: list[Value | None]) -> bool:
    return any(_same(one, other) for other in others)


_ORDERED: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


def _ordered(
    kind: str,
    what: str,
    holds: Callable[[int], bool],
    one: Value | None,
    other: Value | None,
    literal: tuple[bool, bool],
) -> bool:
    for value, given in ((one, literal[0]), (other, literal[1])):
        if given and value is not None:
            _need(kind, what, value, "SNB")
    if one is None or other is None:
        return False
    sign = order(one, other)
    return sign is not None and holds(sign)


def _between(
    kind: str, one: Value | None, low: Value | None, high: Value | None, literal: bool
) -> bool:
    if literal and low is not None and high is not None:
        check_bounds(kind, low, high)
    if one is None or low is None or high is None:
        return False
    above, below = order(one, low), order(one, high)
    return above is not None and below is not None and above >= 0 >= below


def check_bounds(kind: str, low: Value, high: Value) -> None:
    """What DynamoDB demands of the two bounds of BETWEEN."""
    for value in (low, high):
        _need(kind, "BETWEEN", value, "SNB")
    shown = (
        f"lower bound operand: AttributeValue: {_shown(low)}, "
        f"upper bound operand: AttributeValue: {_shown(high)}"
    )
    sign = order(low, high)
    if sign is None:
        raise invalid(
            f"Invalid {kind}: The BETWEEN operator requires same data type for lower and upper "
            f"bounds; {shown}"
        )
    if sign > 0:
        raise invalid(
            f"Invalid {kind}: The BETWEEN operator requires upper bound to be greater than or "
            f"equal to lower bound; {shown}"
        )


def _shown(value: Value) -> str:
    ((kind, content),) = value.items()
    return f"{{{kind}:{content}}}"


def _need(kind: str, what: str, value: Value, kinds: str) -> None:
    (given,) = value
    if given not in kinds:
        raise invalid(
            f"Invalid {kind}: Incorrect operand type for operator or function; operator or "
            f"function: {what}, operand type: {given}"
        )


def _check_start(kind: str, start: Value | None) -> None:
    if start is not None:
        _need(kind, "begins_with", start, "SB")


def _check_type(kind: str, wanted: Value | None) -> None:
    if wanted is not None:
        _need(kind, "attribute_type", wanted, "S")
        if wanted["S"] not in _TYPES:
            raise invalid(
                f"Invalid {kind}: Invalid attribute type name found; type: {wanted['S']}, valid "
                f"types: {{{','.join(sorted(_TYPES))}}}"
            )


def _any(kind: str, given: Value | None) -> None:
    """Every value will do."""


_CHECKS: dict[str, Callable[[str, Value | None], None]] = {
    "begins_with": _check_start,
    "attribute_type": _check_type,
}


def _begins_with(one: Value | None, start: Value | None) -> bool:
    if one is None or start is None:
        return False
    if "B" in start:
        return "B" in one and _raw(one).startswith(_raw(start))
    return "S" in one and "S" in start and bool(one["S"].startswith(start["S"]))


def _raw(value: Value) -> bytes:
    return base64.b64decode(value["B"])


def _contains(one: Value | None, part: Value | None) -> bool:
    if one is None or part is None:
        return False
    ((kind_of_one, content),) = one.items()
    ((kind_of_part, wanted),) = part.items()
    if kind_of_one == "L":
        return any(equal(each, part) for each in content)
    if kind_of_one in ("SS", "NS", "BS"):
        return kind_of_one[0] == kind_of_part and wanted in content
    return kind_of_one == kind_of_part == "S" and wanted in content


def _attribute_type(one: Value | None, wanted: Value | None) -> bool:
    return one is not None and wanted is not None and wanted.get("S") in one


_TESTS: dict[str, Callable[[Value | None, Value | None], bool]] = {
    "begins_with": _begins_with,
    "contains": _contains,
    "attribute_type": _attribute_type,
}


@lru_cache(maxsize=1000)
def parse_projection(text: str) -> Parsed:
    """The paths of a projection."""
    tokens = Tokens(text, "ProjectionExpression")
    paths = [tokens.path()]
    while tokens.ahead(","):
        tokens.take()
        paths.append(tokens.path())
    return tokens.end(tuple(paths))


def project(item: Item, paths: list[Path]) -> Item:
    """The item with nothing but what stands at the resolved paths."""
    picked: Item = {}
    for path in sorted(paths, key=_place) if any(map(_nested, paths)) else paths:
        found = value_at(item, path)
        if found is None:
            continue
        name = path[0]
        assert isinstance(name, str)
        if len(path) == 1:
            picked[name] = found
        else:
            _graft(picked, path, found)
    return picked


def _nested(path: Path) -> bool:
    return len(path) > 1


def _place(path: Path) -> list[tuple[bool, str, int]]:
    """Elements of a list come in the list's order, whatever the projection's is."""
    return [(isinstance(p, int), str(p), p if isinstance(p, int) else 0) for p in path]


def _graft(picked: Item, path: Path, found: Value) -> None:
    """Put a nested value back under its parents; elements of lists move up to the front."""
    at: Any = picked
    for part, below in pairwise(path):
        shell: Value = {"L": []} if isinstance(below, int) else {"M": {}}
        if isinstance(at, list):
            at.append(shell)
            node = at[-1]
        else:
            node = at.setdefault(part, shell)
        at = node["L"] if isinstance(below, int) else node["M"]
    if isinstance(at, list):
        at.append(found)
    else:
        at[path[-1]] = found


def overlapping(paths: list[Path]) -> tuple[Path, Path] | None:
    """Two paths of which one is the other or leads to it."""
    for index, one in enumerate(paths):
        for other in paths[index + 1 :]:
            short = min(len(one), len(other))
            if one[:short] == other[:short]:
                return one, other
    return None


def shown_path(path: Path) -> str:
    """A path as error messages show it."""
    return f"[{', '.join(f'[{part}]' if isinstance(part, int) else part for part in path)}]"
