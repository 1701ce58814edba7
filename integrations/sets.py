"""What one redemption is made of where that is more than one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.ports import CodeSpec, CodeState

Look = Callable[[CodeSpec], CodeState | None]


def create(specs: Sequence[CodeSpec], one: Callable[[CodeSpec], CodeState]) -> CodeState:
    """As core.ports.StorePort.create_set; `one` makes a single part."""
    return _together([one(spec) for spec in specs])


def find(specs: Sequence[CodeSpec], one: Look) -> CodeState | None:
    """As core.ports.StorePort.find_set; `one` finds a single part."""
    found = [state for state in map(one, specs) if state is not None]
    return _together(found) if len(found) == len(specs) else None


def disable(specs: Sequence[CodeSpec], one: Look) -> CodeState | None:
    """As core.ports.StorePort.disable_set; `one` disables a single part."""
    found = [state for state in map(one, specs) if state is not None]
    return _together(found) if found else None


def _together(parts: Sequence[CodeState]) -> CodeState:
    return CodeState(
        active=any(part.active for part in parts),
        used=sum(part.used for part in parts),
        shown=next((part.shown for part in parts if part.shown), ""),
    )
