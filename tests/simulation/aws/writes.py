"""One write: planned from its request, then asked whether its condition holds, then made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulation.aws.capacity import write_units as units
from tests.simulation.aws.errors import ServiceError, invalid
from tests.simulation.aws.expressions import Condition, condition
from tests.simulation.aws.placeholders import Placeholders
from tests.simulation.aws.updates import check_literals, parse_update, update
from tests.simulation.aws.values import Item, item_size

__all__ = ["Write", "key_of", "planned", "returned", "units"]

MAX_ITEM_BYTES = 400 * 1024
_MAX_PK_BYTES = 2048
_MAX_SK_BYTES = 1024
_KEY_NAMES = ("pk", "sk")
_EMPTY: Item = {}

Key = tuple[str, str]
After = Callable[[Item | None], tuple[Item | None, int]]


class Write:
    """A write that is well formed. `after(old)`: the item that it makes of `old`, and its size."""

    __slots__ = ("_condition", "after", "key", "names", "returns_old", "touched", "values")

    def __init__(
        self,
        key: Key,
        after: After,
        condition: Condition | None,
        placeholders: Placeholders,
        returns_old: bool,
    ) -> None:
        self.key = key
        self.after = after
        self.names = placeholders.names
        self.values = placeholders.values
        self.returns_old = returns_old
        self.touched: frozenset[str] = frozenset()
        self._condition = condition

    def holds(self, old: Item | None) -> bool:
        """Whether the condition holds for the item as it is."""
        if self._condition is None:
            return True
        return self._condition.test(_EMPTY if old is None else old, self.names, self.values)


def planned(kind: str, request: dict[str, Any]) -> Write:
    """Read a Put, Delete, Update or ConditionCheck. Raises ValidationException."""
    placeholders = Placeholders(request)
    text = request.get("ConditionExpression")
    asked = None
    if text is not None:
        asked = condition(text)
        placeholders.use(asked.names, asked.values, "ConditionExpression")
    elif kind == "ConditionCheck":
        raise invalid("The expression can not be empty;")
    returns_old = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    if kind == "Put":
        placeholders.check_all_used()
        item = request.get("Item")
        if not item:
            item = {}
        key = _key_in(item)
        size = item_size(item)
        if size > MAX_ITEM_BYTES:
            raise _too_large()
        return Write(key, lambda old: (item, size), asked, placeholders, returns_old)
    key = key_of(request.get("Key"))
    if kind == "Update":
        return _planned_update(request, key, asked, placeholders, returns_old)
    placeholders.check_all_used()
    if kind == "Delete":
        return Write(key, lambda old: (None, 0), asked, placeholders, returns_old)
    return Write(key, lambda old: (old, 0), asked, placeholders, returns_old)


def _planned_update(
    request: dict[str, Any],
    key: Key,
    asked: Condition | None,
    placeholders: Placeholders,
    returns_old: bool,
) -> Write:
    text = request.get("UpdateExpression")
    actions: list[Any] = []
    if text is not None:
        parsed = parse_update(text)
        placeholders.use(parsed.names, parsed.values, "UpdateExpression")
        actions = list(parsed.node)
    placeholders.check_all_used()
    names, values = placeholders.names, placeholders.values
    check_literals(actions, values)
    touched = frozenset(names.get(path[0], path[0]) for _, path, _ in actions)

    def after(old: Item | None) -> tuple[Item, int]:
        for name in _KEY_NAMES:
            if name in touched:
                raise invalid(
                    f"One or more parameter values were invalid: Cannot update attribute {name}. "
                    "This attribute is part of the key"
                )
        before = {"pk": {"S": key[0]}, "sk": {"S": key[1]}} if old is None else old
        item = update(before, actions, names, values)
        size = item_size(item)
        if size > MAX_ITEM_BYTES:
            raise invalid("Item size to update has exceeded the maximum allowed size")
        return item, size

    write = Write(key, after, asked, placeholders, returns_old)
    write.touched = touched
    return write


def _too_large() -> ServiceError:
    return invalid("Item size has exceeded the maximum allowed size")


def key_of(given: dict[str, Any] | None) -> Key:
    """The key that a request names: exactly pk and sk, both strings that are not empty."""
    if given is None or len(given) != 2 or "pk" not in given or "sk" not in given:
        raise invalid("The provided key element does not match the schema")
    for name in _KEY_NAMES:
        if "S" not in given[name]:
            raise invalid("The provided key element does not match the schema")
    return _checked_key(given["pk"]["S"], given["sk"]["S"])


def _key_in(item: Item) -> Key:
    for name in _KEY_NAMES:
        value = item.get(name)
        if value is None:
            raise invalid(
                f"One or more parameter values were invalid: Missing the key {name} in the item"
            )
        if "S" not in value:
            raise invalid(
                f"One or more parameter values were invalid: Type mismatch for key {name} "
                f"expected: S actual: {next(iter(value), '')}"
            )
    return _checked_key(item["pk"]["S"], item["sk"]["S"])


def _checked_key(pk: str, sk: str) -> Key:
    if not pk or not sk:
        raise empty_key("pk" if not pk else "sk")
    if len(pk) > _MAX_PK_BYTES // 4 and len(pk.encode()) > _MAX_PK_BYTES:
        raise invalid(
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum "
            "size limit of2048 bytes"
        )
    if len(sk) > _MAX_SK_BYTES // 4 and len(sk.encode()) > _MAX_SK_BYTES:
        raise invalid(
            "One or more parameter values were invalid: Aggregated size of all range keys has "
            "exceeded the size limit of 1024 bytes"
        )
    return pk, sk


def empty_key(name: str) -> ServiceError:
    """What DynamoDB says of an empty string in a key."""
    return invalid(
        "One or more parameter values are not valid. The AttributeValue for a key attribute "
        f"cannot contain an empty string value. Key: {name}"
    )


def returned(
    request: dict[str, Any], old: Item | None, new: Item | None, write: Write
) -> dict[str, Any]:
    """The answer's Attributes, as ReturnValues asks for them."""
    wanted = request.get("ReturnValues", "NONE")
    shown: Item | None = None
    if wanted in ("ALL_OLD", "UPDATED_OLD"):
        shown = old
    elif wanted in ("ALL_NEW", "UPDATED_NEW"):
        shown = new
    if shown is not None and wanted.startswith("UPDATED"):
        shown = {name: shown[name] for name in write.touched if name in shown}
    return {"Attributes": shown} if shown else {}
