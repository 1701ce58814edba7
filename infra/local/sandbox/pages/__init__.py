"""The shop's pages: server-rendered, in two languages, for both flavours."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from infra.local.sandbox.pages import (
    assets,
    cart,
    carts,
    checkout,
    connecting,
    hooks,
    lab,
    mailbox,
    orders,
    shopify_admin,
    shoppers,
)
from infra.local.sandbox.pages.frame import common, money, shop
from infra.local.sandbox.pages.frame import page_not_found as _not_found

# Their routes hang on `shop`; naming them here keeps the imports from looking idle.
_ROUTES = (
    *(assets, cart, carts, checkout, connecting, hooks, lab, mailbox, orders),
    *(shopify_admin, shoppers),
)


def mount(app: Flask) -> None:
    """Register the pages and what their templates need."""
    app.register_blueprint(shop)
    app.context_processor(common)
    app.add_template_filter(money)
    app.register_error_handler(404, _not_found)

    @app.before_request
    def _own_forms_only() -> Response | None:
        """A form on another site must not press the shop's buttons."""
        origin = request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.host
        if foreign and request.mimetype in _FORMS and request.method == "POST":
            abort(403)
        return None


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
