"""What 1,000 orders cost on AWS, line by line, from what was measured: python -m bench.cost

Units, calls and CPU time are those of bench.units; memory is the template's; prices are in
prices.json. What cannot be measured here is assumed, and named: how shoppers behave (`MIX`), how
long AWS takes to answer (`LATENCY_MS`), and how much a function logs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench import units
from bench.scene import Part
from infra.tools import ROOT

Prices = dict[str, float]

# How often each happens in 1,000 orders. A store tells of an order several times: created, paid,
# and then edits, fulfilments and repeats that change no points.
MIX = {
    "first of a shopper": 300,
    "changes points (paid)": 1_650,
    "first of a guest": 50,
    "newer, changes nothing": 1_500,
    "repeat": 1_000,
    "stale": 50,
    "partial refund": 50,
    "order deleted": 5,
    "redemption: hold and code": 150,
    "redemption: code used": 120,
    "redemption: given back": 5,
    "page: program": 5_000,
    "page: member": 5_000,
    "page: entries": 2_000,
    "page: redemptions": 2_000,
    # Created and paid within a quarter of an hour is summed once. Here each shopper is summed
    # alone; together they cost less.
    "numbers: one who moved": 1_200,
}
# Milliseconds until AWS has answered. A transaction of five items took 25 at the median when it
# was measured in 2020 (DeBrie), the others are guessed high.
LATENCY_MS = {"TransactWriteItems": 25.0, "SendMessage": 15.0}
OTHER_LATENCY_MS = 8.0
STORE_LATENCY_MS = 400.0  # a code is made by two calls of the store's API
LOG_BYTES = 900  # Lambda's three lines and our own of an invocation
API_LOG_BYTES = 320
MONTH_S = 30 * 86_400
# Lambda gives a function of 1,769 MB one processor, and one with less a share of it.
PROCESSOR_MB = 1_769
POLLERS = 5
LONG_POLL_S = 20
QUEUES_FIFO, QUEUES_STANDARD = 2, 2
METRICS = 25
STORED_BYTES_AN_ORDER = 1_900
PEERS = (50, 200)


@dataclass(frozen=True)
class CostLine:
    """One line of a bill. Dollars for 1,000 orders, or for a month however little happens."""

    what: str
    how: str
    dollars: float


@dataclass(frozen=True)
class Bill:
    region: str
    per_thousand: list[CostLine]
    per_month: list[CostLine]

    @property
    def thousand(self) -> float:
        return sum(line.dollars for line in self.per_thousand)

    @property
    def month(self) -> float:
        return sum(line.dollars for line in self.per_month)


def prices() -> tuple[str, dict[str, Prices]]:
    """As of when, and the prices by region."""
    found = json.loads(Path(__file__).with_name("prices.json").read_text())
    return found["as_of"], found["regions"]


def bills(lines: Sequence[units.Line]) -> list[Bill]:
    """A bill for each region."""
    total, sent, batches = _together(lines)
    memory_mb = yaml.safe_load((ROOT / "serverless.yml").read_text())["provider"]["memorySize"]
    seconds = {name: _seconds(name, part, memory_mb) for name, part in total.items()}
    idle = [
        next(line.deciding for line in lines if line.name == name)
        for name in ("due: nothing to do", "numbers: nobody moved")
    ]
    return [
        Bill(
            region,
            _per_thousand(price, total, sent, batches, seconds, memory_mb),
            _per_month(price, *idle),
        )
        for region, price in prices()[1].items()
    ]


def _together(lines: Sequence[units.Line]) -> tuple[dict[str, Part], int, int]:
    """By function, what 1,000 orders make it do; the messages sent, and the batches received."""
    total: dict[str, Part] = {}
    for line in lines:
        times = MIX.get(line.name, 0)
        for name, part in line.usage.parts.items():
            of = total.setdefault(name, Part())
            of.invocations += part.invocations * times
            of.write_units += part.write_units * times
            of.read_units += part.read_units * times
            of.cpu_ms += part.cpu_ms * times
            for call, count in part.calls.items():
                if call not in ("GetSecretValue", "Decrypt"):  # kept by a warm function
                    of.calls[call] += count * times
    sent = sum(part.calls["SendMessage"] for part in total.values())
    behind = ("ledger_worker", "fetcher", "codes", "balances")
    return total, sent, sum(total[name].invocations for name in behind if name in total)


def _seconds(name: str, part: Part, memory_mb: int) -> float:
    """How long the invocations take together: CPU time at the function's share, and waiting."""
    waiting = sum(
        count * LATENCY_MS.get(call, OTHER_LATENCY_MS) for call, count in part.calls.items()
    )
    if name == "storefront":
        asking = (MIX["redemption: hold and code"] + MIX["redemption: given back"]) * 1.0
        waiting += asking * STORE_LATENCY_MS
    return (part.cpu_ms * PROCESSOR_MB / memory_mb + waiting) / 1000


def _per_thousand(
    price: Prices,
    total: dict[str, Part],
    sent: int,
    batches: int,
    seconds: dict[str, float],
    memory_mb: int,
) -> list[CostLine]:
    writes = sum(part.write_units for part in total.values())
    reads = sum(part.read_units for part in total.values())
    runs = sum(part.invocations for part in total.values())
    http = total["webhooks"].invocations + total["storefront"].invocations
    gb_s = sum(seconds.values()) * memory_mb / 1024
    log_gb = (runs * LOG_BYTES + http * API_LOG_BYTES) / 1e9
    stored_gb = 1000 * STORED_BYTES_AN_ORDER / 1e9
    requests = sent + 2 * batches
    return [
        CostLine(
            "DynamoDB writes",
            f"{writes:,.0f} units",
            writes / 1e6 * price["dynamodb_write_million"],
        ),
        CostLine(
            "DynamoDB reads", f"{reads:,.0f} units", reads / 1e6 * price["dynamodb_read_million"]
        ),
        CostLine("DynamoDB stream", "read by Lambda, which is free", 0.0),
        CostLine(
            "DynamoDB storage and backup, a year",
            f"{1000 * stored_gb:.1f} MB",
            12 * stored_gb * (price["dynamodb_storage_gb"] + price["dynamodb_pitr_gb"]),
        ),
        CostLine(
            "SQS",
            f"{requests:,} requests: sent, received, deleted",
            requests / 1e6 * price["sqs_fifo_million"],
        ),
        CostLine(
            "Lambda requests", f"{runs:,} runs", runs / 1e6 * price["lambda_requests_million"]
        ),
        CostLine(
            "Lambda time (arm64)",
            f"{gb_s:,.0f} GB-s at {memory_mb} MB",
            gb_s * price["lambda_arm_gb_s"],
        ),
        CostLine("HTTP API", f"{http:,} requests", http / 1e6 * price["http_api_million"]),
        CostLine(
            "CloudWatch logs",
            f"{1000 * log_gb:,.1f} MB",
            log_gb * (price["logs_gb"] + price["logs_stored_gb"]),
        ),
    ]


def _per_month(price: Prices, due: Part, sums: Part) -> list[CostLine]:
    polls = POLLERS * MONTH_S / LONG_POLL_S
    alarms = _alarms()
    due_runs = MONTH_S / 300
    due_reads = due_runs * due.read_units * 4  # days are looked at until three days later
    sum_runs = MONTH_S / 900
    secret_calls = 9 * MONTH_S / 300 / 10
    return [
        CostLine(
            "SQS, asked by Lambda whether anything is there",
            f"{polls * (QUEUES_FIFO + QUEUES_STANDARD):,.0f} requests",
            polls
            / 1e6
            * (
                QUEUES_FIFO * price["sqs_fifo_million"]
                + QUEUES_STANDARD * price["sqs_standard_million"]
            ),
        ),
        CostLine(
            "Due work, every five minutes",
            f"{due_reads:,.0f} read units",
            due_reads / 1e6 * price["dynamodb_read_million"],
        ),
        CostLine(
            "Sums of figures, every 15 minutes",
            f"{sum_runs * (sums.write_units + sums.read_units):,.0f} units",
            sum_runs
            / 1e6
            * (
                sums.write_units * price["dynamodb_write_million"]
                + sums.read_units * price["dynamodb_read_million"]
            ),
        ),
        CostLine(
            "KMS",
            "two keys; credentials are opened once in a function's life",
            2 * price["kms_key_month"]
            + secret_calls / 1e4 * price["kms_10k"]
            + 30 / 1e4 * price["kms_rsa_10k"],
        ),
        CostLine(
            "Secrets Manager",
            "one secret",
            price["secret_month"] + secret_calls / 1e4 * price["secrets_10k"],
        ),
        CostLine("Metrics", f"{METRICS} of our own", METRICS * price["metric_month"]),
        CostLine("Alarms", f"{alarms}", alarms * price["alarm_month"]),
        CostLine("S3", "checkpoints and records", 0.05 * price["s3_gb"] + 0.1 * price["s3_put_1k"]),
    ]


def _alarms() -> int:
    """How many the template has; as many as the last package, 40 when none was built."""
    packaged = sorted((ROOT / ".build").rglob("*update-stack.json"))
    if not packaged:
        return 40
    resources = json.loads(packaged[-1].read_text())["Resources"].values()
    return sum(one["Type"] == "AWS::CloudWatch::Alarm" for one in resources)


def main() -> int:
    """Print the bills."""
    found = bills(units.measure())
    print(f"Prices as of {prices()[0]}")
    for bill in found:
        print(f"\n{bill.region}")
        for line in bill.per_thousand:
            print(f"  {line.what:48} {line.how:44} {line.dollars:8.4f}")
        print(f"  {'1,000 orders':93} {bill.thousand:8.4f}")
        for line in bill.per_month:
            print(f"  {line.what:48} {line.how:44} {line.dollars:8.4f}")
        print(f"  {'a month':93} {bill.month:8.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
