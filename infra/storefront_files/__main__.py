"""Makes what is installed in stores.

    python -m infra.storefront_files shopify --origin https://... --client-id ...   .build/shopify
"""

from __future__ import annotations

import argparse
import os
import sys

from infra.storefront_files import shopify


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.storefront_files")
    kinds = parser.add_subparsers(dest="kind", required=True)
    app = kinds.add_parser("shopify", help="the app, for Shopify's CLI")
    app.add_argument("--origin", required=True, help="of the deployment: https://...")
    app.add_argument(
        "--client-id",
        default=os.environ.get("SHOPIFY_API_KEY", ""),
        help="of the app in Shopify's dashboard (SHOPIFY_API_KEY)",
    )
    options = parser.parse_args()
    try:
        made = shopify.build(options.origin, options.client_id)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{made}: cd there, npm install, npx shopify app deploy")
    return 0


if __name__ == "__main__":
    sys.exit(main())
