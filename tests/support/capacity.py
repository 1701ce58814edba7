"""DynamoDB capacity and calls, as the engine itself reports them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from core.ledger import table


@dataclass
class Usage:
    """What happened inside a `measured` block: units, and the names of the calls in order."""

    write_units: float = 0
    read_units: float = 0
    calls: list[str] = field(default_factory=list)


@contextmanager
def measured() -> Iterator[Usage]:
    """Count every call of the ledger's own client, asking DynamoDB for what each consumed."""
    usage = Usage()
    events = table.connect().client.meta.events

    def ask(params: dict[str, Any], model: Any, **_: Any) -> None:
        if "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "TOTAL"
        if model.name == "BatchGetItem":
            # The emulator leaves these out. DynamoDB charges a consistent read of up to 4 KB one
            # unit an item, found or not, and our items are under 1 KB.
            for wanted in params["RequestItems"].values():
                usage.read_units += len(wanted["Keys"]) * (
                    1 if wanted.get("ConsistentRead") else 0.5
                )

    def count(parsed: dict[str, Any], model: Any, **_: Any) -> None:
        usage.calls.append(model.name)
        consumed = parsed.get("ConsumedCapacity") or []
        for one in consumed if isinstance(consumed, list) else [consumed]:
            units = one.get("CapacityUnits", 0)
            if model.name in ("Query", "GetItem", "Scan"):
                usage.read_units += units
            elif model.name != "BatchGetItem":
                usage.write_units += units

    events.register("before-parameter-build.dynamodb", ask)
    events.register("after-call.dynamodb", count)
    try:
        yield usage
    finally:
        events.unregister("before-parameter-build.dynamodb", ask)
        events.unregister("after-call.dynamodb", count)
