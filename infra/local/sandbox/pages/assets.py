"""The widget's file, served as a theme would serve it."""

from __future__ import annotations

from flask import Response, send_file

from infra.local.sandbox.pages.frame import shop
from infra.local.sandbox.sandbox import current


@shop.get("/assets/regulars-widget.js")
def widget() -> Response:
    path = current().config.widget_path
    if not path.exists():
        return Response("// the widget has not been built", 404, mimetype="text/javascript")
    response = send_file(path, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
