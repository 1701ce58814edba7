"""What a fresh local stack is given before it says it is ready."""

from __future__ import annotations

from typing import Any

from flask import Flask

from infra.local.facts import StackFacts


def prepare_sandbox(stack: StackFacts, secret: dict[str, Any], sandbox: Flask) -> dict[str, str]:
    """Connect the sandbox's two stores with Regulars; pages to print as {label: URL}.

    Runs at every start, with this process's environment pointing at the stack and the front
    serving already, so it finds stores that were connected before.
    """
    return {}
