"""Puts what storefronts load into what is installed in a store.

    python -m infra.storefront_files woocommerce   makes .build/regulars.zip, the WordPress plugin

The built storefront files are kept once, in integrations/storefront/dist; copies are never
committed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from infra import plugin

_MAKERS: dict[str, Callable[[], str]] = {
    "woocommerce": plugin.build,
}


def main(arguments: list[str]) -> int:
    """Make what is named; 2 with a hint when it is not known."""
    if len(arguments) != 1 or arguments[0] not in _MAKERS:
        print(f"Say for what: {' or '.join(_MAKERS)}.", file=sys.stderr)
        return 2
    print(_MAKERS[arguments[0]]())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
