"""What the webhook handler imports costs no cold start."""

from __future__ import annotations

import subprocess
import sys

HEAVY = [
    "boto3",
    "botocore",
    "requests",
    "urllib3",
    "shopify",
    "woocommerce",
    "pydantic",
    "flask",
    "jwt",
    "http.client",
]
LIGHT = [
    "integrations.context",
    "integrations.stores",
    "integrations.shopify.webhook",
    "integrations.shopify.parse",
    "integrations.shopify.proxy",
    "integrations.shopify.id_token",
    "integrations.woocommerce.webhook",
    "integrations.woocommerce.parse",
]


def test_webhook_and_parse_modules_import_the_standard_library_and_core_only() -> None:
    program = f"import sys, {', '.join(LIGHT)}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
