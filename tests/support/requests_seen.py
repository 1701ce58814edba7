"""Every DynamoDB request of the ledger's client, and whose keys it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

_LEDGER = re.compile(r"L#([^#]+)#")


@dataclass
class Seen:
    """What happened inside a `watched` block. `texts`: every string of every request."""

    calls: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def ledgers(self) -> set[str]:
        """The ledgers whose keys were named."""
        return {found[1] for text in self.texts if (found := _LEDGER.match(text))}

    def mention(self, what: str) -> list[str]:
        """Texts that hold `what` anywhere."""
        return [text for text in self.texts if what in text]


@contextmanager
def watched() -> Iterator[Seen]:
    """Watch what anybody in this process asks of DynamoDB, also through clients made meanwhile."""
    seen = Seen()
    original = BaseClient._emit_api_params

    def note(self: Any, api_params: dict[str, Any], operation_model: Any, context: Any) -> Any:
        if operation_model.service_model.service_name == "dynamodb":
            seen.calls.append(operation_model.name)
            seen.texts += _strings(api_params)
        return original(self, api_params, operation_model, context)

    with patch.object(BaseClient, "_emit_api_params", note):
        yield seen


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield str(name)
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
