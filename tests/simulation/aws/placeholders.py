"""The names and values that a request gives to its expressions."""

from __future__ import annotations

from typing import Any

from tests.simulation.aws.errors import invalid
from tests.simulation.aws.values import Value, value_size

_NONE: frozenset[str] = frozenset()


class Placeholders:
    """`#0` and `:0` of one request. DynamoDB refuses both what is used without being given and
    what is given without being used."""

    __slots__ = ("_used_names", "_used_values", "names", "values")

    def __init__(self, request: dict[str, Any]) -> None:
        self.names: dict[str, str] = request.get("ExpressionAttributeNames") or {}
        self.values: dict[str, Value] = request.get("ExpressionAttributeValues") or {}
        self._used_names = _NONE
        self._used_values = _NONE
        for name in self.values:
            if name[:1] != ":":
                raise invalid(
                    f'ExpressionAttributeValues contains invalid key: Syntax error; key: "{name}"'
                )
        for name in self.names:
            if name[:1] != "#":
                raise invalid(
                    f'ExpressionAttributeNames contains invalid key: Syntax error; key: "{name}"'
                )
        for value in self.values.values():
            value_size(value)  # checks it, and brings its number to the kept form

    def use(self, names: frozenset[str], values: frozenset[str], kind: str) -> None:
        """An expression of that kind uses these. Raises ValidationException for one not given."""
        for name in names - self.names.keys():
            raise invalid(
                f"Invalid {kind}: An expression attribute name used in the document path is not "
                f"defined; attribute name: {name}"
            )
        for name in values - self.values.keys():
            raise invalid(
                f"Invalid {kind}: An expression attribute value used in expression is not "
                f"defined; attribute value: {name}"
            )
        self._used_names |= names
        self._used_values |= values

    def check_all_used(self) -> None:
        """Raises ValidationException for one that no expression uses."""
        for what, given, used in (
            ("Names", self.names.keys(), self._used_names),
            ("Values", self.values.keys(), self._used_values),
        ):
            if len(given) != len(used):
                left = ", ".join(sorted(given - used))
                raise invalid(
                    f"Value provided in ExpressionAttribute{what} unused in expressions: keys: "
                    f"{{{left}}}"
                )
