"""The sandbox store as one WSGI application, to be mounted under /sandbox.

app = create_app(SandboxConfig(front_url="http://127.0.0.1:8000", data_dir=Path(".local")))
app.extensions["sandbox"].configure_store("woo", store_id=..., shopper_secret=...)
"""

from __future__ import annotations

from flask import Flask

from infra.local.sandbox import (
    buying,
    control_customers,
    control_deliveries,
    control_orders,
    control_products,
    pages,
    shopify_app,
    shopify_oauth,
    shopify_payloads,
    woo_payloads,
    woo_rest,
)
from infra.local.sandbox.config import SandboxConfig
from infra.local.sandbox.control import control
from infra.local.sandbox.proxy import identity
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_admin import admin

# Their routes hang on `control` and `admin`; naming them here keeps the imports from looking idle.
_ROUTES = (
    *(control_customers, control_deliveries, control_orders, control_products),
    shopify_oauth,
)


def create_app(config: SandboxConfig) -> Flask:
    """The shop, its fake APIs and its delivery threads. Close `extensions["sandbox"]` after."""
    app = Flask(__name__)
    sandbox = Sandbox(config)
    app.extensions["sandbox"] = sandbox
    # A name of its own: cookies of one host are shared by all its ports and paths.
    app.config.update(
        SECRET_KEY=sandbox.session_key(),
        SESSION_COOKIE_NAME=f"sandbox_session{config.name and '_'}{config.name}",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        # Only who changes the cookie sends it: the widget's calls run beside a click, and their
        # answers would put back the cart of before.
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    woo_rest.mount(app, sandbox)
    for blueprint in (admin, control, identity):
        app.register_blueprint(blueprint)
    pages.mount(app)
    buying.seed(sandbox)
    if not config.app_installed:
        shopify_app.leave_out(sandbox)
    sandbox.deliveries.start({"woo": woo_payloads.build, "shopify": shopify_payloads.build})
    return app
