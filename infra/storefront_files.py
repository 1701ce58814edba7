"""Puts what storefronts load into what is installed in a store.

    python -m infra.storefront_files woocommerce         .build/regulars.zip, the WordPress plugin
    python -m infra.storefront_files shopify https://... .build/shopify, the app for Shopify's CLI
                                                         (the deployment's origin; its client id
                                                         is in SHOPIFY_API_KEY)

The built storefront files are kept once, in integrations/storefront/dist; copies are never
committed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from infra import plugin, shopify_app

# How many words each takes after its name, and what makes it.
_MAKERS: dict[str, tuple[int, Callable[..., str]]] = {
    "woocommerce": (0, plugin.build),
    "shopify": (1, shopify_app.build_for),
}


def main(arguments: list[str]) -> int:
    """Make what is named; 2 with a hint when it is not known."""
    wanted, make = _MAKERS.get(arguments[0] if arguments else "", (-1, None))
    if make is None or len(arguments) - 1 != wanted:
        print("Say for what: woocommerce, or shopify https://...", file=sys.stderr)
        return 2
    try:
        print(make(*arguments[1:]))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
