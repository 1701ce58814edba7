"""Lists of the WooCommerce REST API: pages and their headers."""

from __future__ import annotations

from flask import Response, jsonify, request

from infra.local.sandbox.db import Document
from infra.local.sandbox.woo_auth import error


def page_of(documents: list[Document]) -> Response:
    """The requested page (`page`, `per_page` up to 100, default 10) with the X-WP-* headers."""
    number, size = request.args.get("page", "1"), request.args.get("per_page", "10")
    bad = [
        name
        for name, value, top in (("page", number, 10**9), ("per_page", size, 100))
        if not value.isdigit() or not 1 <= int(value) <= top
    ]
    if bad:
        return error("rest_invalid_param", "Invalid parameter(s): " + ", ".join(bad), 400)
    per_page, first = int(size), (int(number) - 1) * int(size)
    response = jsonify(documents[first : first + per_page])
    response.headers["X-WP-Total"] = str(len(documents))
    response.headers["X-WP-TotalPages"] = str(-(-len(documents) // per_page))
    return response
