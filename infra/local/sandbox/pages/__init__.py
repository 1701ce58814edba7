"""The shop's pages."""

from __future__ import annotations

from flask import Blueprint, Flask

shop = Blueprint("shop", __name__)


@shop.get("/<any(woo, shopify):platform>/")
def home(platform: str) -> str:
    return platform


def mount(app: Flask) -> None:
    app.register_blueprint(shop)
