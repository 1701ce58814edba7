"""What storefronts load of Regulars, served as a theme would serve it."""

from __future__ import annotations

from flask import Response, send_from_directory

from infra.local.sandbox.pages.frame import shop
from infra.local.sandbox.sandbox import current


@shop.get("/assets/<name>")
def script(name: str) -> Response:
    """A built file of integrations/storefront/dist by its name; NotFound for any other."""
    response = send_from_directory(current().config.scripts_path, name, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
