"""Several sandboxes under one origin: the first at its root, each other one under a name, and the
Admin API of all of them at one address, where the shop is named in a header."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask

from infra.local.sandbox.sandbox import of_app

Environ = dict[str, Any]
Start = Callable[..., Any]

_ADMIN_API = "/shopify/admin/"


class Several:
    """`first` and the `others` by name, as one WSGI application."""

    def __init__(self, first: Flask, others: Mapping[str, Flask]) -> None:
        self._first = first
        self._others = dict(others)

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        name, _, rest = path.removeprefix("/").partition("/")
        if name in self._others:
            inner = {**environ, "SCRIPT_NAME": f"{environ['SCRIPT_NAME']}/{name}"}
            return self._others[name](inner | {"PATH_INFO": f"/{rest}"}, start_response)
        asked = environ.get("HTTP_X_SHOPIFY_SHOP_DOMAIN", "").lower()
        if path.startswith(_ADMIN_API):
            for app in self._others.values():
                if of_app(app).store("shopify").shop_domain == asked:
                    return app(environ, start_response)
        return self._first(environ, start_response)
