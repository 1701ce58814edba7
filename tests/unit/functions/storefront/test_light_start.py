"""What the shopper's function imports as it starts, which every first request waits for."""

from __future__ import annotations

import os
import subprocess
import sys

NOT_AT_START = ("flask", "jinja2", "werkzeug", "pydantic", "segno", "functions.storefront.front")


def test_pages_and_what_draws_codes_are_imported_when_somebody_asks_for_them() -> None:
    program = (
        "import sys, functions.storefront.handler; "
        f"print([one for one in {NOT_AT_START} if one in sys.modules])"
    )
    environment = os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "STAGE": "local"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr
