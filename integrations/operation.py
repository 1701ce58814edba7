"""What every method of a store's port has in common."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from core.errors import BadInput, StoreUnavailable


class _Api(Protocol):
    def begin(self) -> None: ...


class _Port(Protocol):
    @property
    def api(self) -> _Api: ...


P = ParamSpec("P")
S = TypeVar("S", bound=_Port)
T = TypeVar("T")


def operation(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """One operation on a store: it has a budget of time, and an answer that makes no sense is
    no answer that counts (StoreUnavailable)."""

    @functools.wraps(method)
    def wrapped(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        self.api.begin()
        try:
            return method(self, *args, **kwargs)
        except BadInput as error:
            raise StoreUnavailable(f"The store's answer makes no sense: {error}") from error

    return wrapped
