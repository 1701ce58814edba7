"""The table: that it grows by itself, survives mistakes, and is followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cli.doctor.line import Check, Line
from infra.local.facts import StackFacts
from integrations.aws.session import client

# What a new table takes at once; six of them a delivery make 40,000 orders a minute.
NEW_TABLE_WRITES = 4000
WRITES_A_DELIVERY = 6


def described(facts: StackFacts) -> dict[str, Any]:
    found: dict[str, Any] = client("dynamodb").describe_table(TableName=facts.table)["Table"]
    return found


def billing(facts: StackFacts) -> Iterator[Line]:
    """On demand: no capacity to set, none to run out of."""
    mode = described(facts).get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    if mode == "PAY_PER_REQUEST":
        yield Line("billing", "ok", "on demand")
    else:
        do = f"aws dynamodb update-table --table-name {facts.table} --billing-mode PAY_PER_REQUEST"
        yield Line("billing", "bad", "provisioned capacity: a sale will be throttled", do)


def warm_throughput(facts: StackFacts) -> Iterator[Line]:
    """What the table takes at once, before it has had time to grow."""
    writes = int(described(facts).get("WarmThroughput", {}).get("WriteUnitsPerSecond") or 0)
    if not writes:
        yield Line("warm throughput", "not here", "the table does not say")
        return
    orders = writes // WRITES_A_DELIVERY * 60
    what = f"{writes:,} writes a second at once: {orders:,} deliveries a minute"
    do = (
        "before a bigger sale: aws dynamodb update-table --table-name "
        f"{facts.table} --warm-throughput ReadUnitsPerSecond=12000,WriteUnitsPerSecond=... "
        "(paid once; it stays)"
    )
    yield Line("warm throughput", "ok" if writes >= NEW_TABLE_WRITES else "warn", what, do)


def recovery(facts: StackFacts) -> Iterator[Line]:
    """Point-in-time recovery."""
    found = client("dynamodb").describe_continuous_backups(TableName=facts.table)
    status = found["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    if status.get("PointInTimeRecoveryStatus") == "ENABLED":
        yield Line("recovery", "ok", "to any second of the last 35 days")
    else:
        do = (
            f"aws dynamodb update-continuous-backups --table-name {facts.table} "
            "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
        )
        yield Line("recovery", "bad", "the table cannot be put back in time", do)


def protection(facts: StackFacts) -> Iterator[Line]:
    """Nobody deletes the ledger by mistake."""
    if described(facts).get("DeletionProtectionEnabled"):
        yield Line("protection", "ok", "the table cannot be deleted")
    else:
        do = f"aws dynamodb update-table --table-name {facts.table} --deletion-protection-enabled"
        yield Line("protection", "bad", "anybody with the right may delete the ledger", do)


def stream(facts: StackFacts) -> Iterator[Line]:
    """Without it nothing follows an entry: no code, no copy, no list."""
    found = described(facts)
    if found.get("StreamSpecification", {}).get("StreamEnabled"):
        yield Line("stream", "ok", "on")
    else:
        do = f"deploy again: ./regulars deploy --stage {facts.stage}; then ./regulars reconcile"
        yield Line("stream", "bad", "off: nothing follows what is posted", do)


CHECKS = (
    Check("billing", billing),
    Check("warm throughput", warm_throughput),
    Check("recovery", recovery),
    Check("protection", protection),
    Check("stream", stream),
)
