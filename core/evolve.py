"""`dataclasses.replace` for frozen dataclasses with slots, several times as fast: a decision makes
ten states of one another, and a backtest a hundred thousand decisions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # whose types mypy knows field by field
    from dataclasses import replace as replace
else:
    T = TypeVar("T")

    def replace(one: T, /, **changes: Any) -> T:
        """The same with some fields changed. Runs no `__post_init__`. Raises TypeError for a field
        that it does not have."""
        kind = type(one)
        made = object.__new__(kind)
        for name, read, write in _fields(kind):
            write(made, changes.pop(name) if name in changes else read(one))
        if changes:
            raise TypeError(f"{kind.__name__} has no field {', '.join(changes)}")
        return made

    @cache
    def _fields(kind: type[Any]) -> tuple[tuple[str, Any, Any], ...]:
        """Of each field its name, and how its slot is read and written: past the look-ups, and the
        refusal of frozen classes, that `getattr` and `setattr` would go through each time."""
        slots = ((name, getattr(kind, name)) for name in kind.__slots__)
        return tuple((name, slot.__get__, slot.__set__) for name, slot in slots)
