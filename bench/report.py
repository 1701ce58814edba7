"""Measures, and writes docs/bench.md with its picture: python -m bench.report [PART ...]

Parts: units, worker, imports, growth, drain, backfill; all when none is named. Figures are kept in
docs/bench.json, so that one part can be measured anew. ORDERS, BACKFILL, MEMBERS
and TURNS in the environment give sizes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from bench import backfill, chart, cold_import, cost, drain, growth, units, worker_cpu
from infra.tools import ROOT

DOCS = ROOT / "docs"
Figures = dict[str, Any]


def _units() -> Figures:
    lines = units.measure()
    assert all(line.kept for line in lines), "a budget is exceeded: python -m bench.units"
    told = []
    for line in lines:
        own, every = line.deciding, line.usage.all()
        told.append(
            {
                "name": line.name,
                "function": line.function,
                "own": [own.write_units, own.read_units, own.calls.total()],
                "all": [every.write_units, every.read_units, every.calls.total()],
            }
        )
    return {
        "lines": told,
        "prices_as_of": cost.prices()[0],
        "bills": list(map(_bill, cost.bills(lines))),
    }


def _bill(bill: cost.Bill) -> Figures:
    return asdict(bill) | {"thousand": bill.thousand, "month": bill.month}


def _worker() -> Figures:
    found = worker_cpu.measure()
    return asdict(found) | {"budget": worker_cpu.BUDGET}


def _imports() -> Figures:
    turns = int(os.environ.get("TURNS", cold_import.TURNS))
    found = cold_import.measure(cold_import.interpreter(), turns)
    return {
        "python": found.python,
        "ratios": {name: found.ratio(name) for name in found.cpu_ms},
        "budgets": cold_import.BUDGETS,
    }


def _growth() -> Figures:
    sizes = tuple(size for size in growth.SIZES if size <= int(os.environ.get("MEMBERS", 10**9)))
    found = growth.measure(sizes)
    assert found.flat, "something grows: python -m bench.growth"
    costs = {
        name: {str(size): list(cost) for size, cost in by_size.items()}
        for name, by_size in found.costs.items()
    }
    return {"costs": costs, "member_bytes": found.member_bytes}


def _drain() -> Figures:
    orders = int(os.environ.get("ORDERS", drain.ORDERS))
    found = drain.measure(orders, tell=lambda text: print(f"  {text}", flush=True))
    return asdict(found) | {"ratio": found.ratio, "budget": drain.BUDGET}


def _backfill() -> Figures:
    return asdict(backfill.measure(int(os.environ.get("BACKFILL", backfill.ORDERS))))


PARTS: dict[str, Callable[[], Figures]] = {
    "units": _units,
    "worker": _worker,
    "imports": _imports,
    "growth": _growth,
    "drain": _drain,
    "backfill": _backfill,
}


def main(*names: str) -> int:
    """Measure, and write everything that is known by then."""
    path = DOCS / "bench.json"
    for name in names or PARTS:
        print(f"{name} ...", flush=True)
        began = time.monotonic()
        found = PARTS[name]()
        known: Figures = json.loads(path.read_text()) if path.exists() else {}
        known[name] = found
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
        path.write_text(json.dumps(known, indent=1) + "\n")
        (DOCS / "bench.md").write_text(markdown(known))
        (DOCS / "images" / "bench.svg").write_text(chart.svg(bars(known)))
    return 0


def bars(known: Figures) -> list[chart.Bar]:
    """Ratios against their budgets."""
    found = []
    if "worker" in known:
        one = known["worker"]
        found.append(chart.Bar("CPU of the worker / bare botocore", one["ratio"], one["budget"]))
    if "imports" in known:
        one = known["imports"]
        found += [
            chart.Bar(f"cold import of {name} / boto3 client", one["ratios"][name], budget)
            for name, budget in one["budgets"].items()
        ]
    if "drain" in known:
        one = known["drain"]
        label = "throughput of 8 workers / 8 bare clients"
        found.append(chart.Bar(label, one["ratio"], one["budget"], at_least=True))
    return found


def markdown(known: Figures) -> str:
    """docs/bench.md, of what is known."""
    writers = (_of_units, _of_ratios, _of_growth, _of_drain, _of_cost)
    parts = [text for writer in writers if (text := writer(known))]
    return "\n".join([_HEAD, *parts])


_HEAD = """# Cost and speed

Written by `make bench` (`python -m bench.report [PART ...]` for a part of it). Ratios are of one
run on one machine; units are DynamoDB's own. Functions are warm.

![Ratios and their budgets](images/bench.svg)
"""


def _of_units(known: Figures) -> str:
    if "units" not in known:
        return ""
    rows = []
    for line in known["units"]["lines"]:
        own, every = (_cost(line[one]) for one in ("own", "all"))
        rows.append(f"| {line['name']} | {line['function']} | {own} | {every} |")
    return (
        "## What one of each costs\n\n"
        "`python -m bench.units`: write units, read units, calls to AWS; of the function that\n"
        "decides, and with all that follows (webhook, relay, lists, balances). No function scans.\n"
        "\n| what | decides | alone | with all that follows |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def _cost(one: Sequence[float]) -> str:
    writes, reads, calls = one
    return f"{writes:g} W, {reads:g} R, {calls:g} calls"


def _of_ratios(known: Figures) -> str:
    text = ""
    if "worker" in known:
        one = known["worker"]
        text += (
            "## The worker against bare botocore\n\n"
            f"`python -m bench.worker_cpu`: {one['orders']} orders, {one['calls']:.2f} calls an "
            f"order.\nCPU time **{one['ratio']:.2f}** times that of the same calls made by boto3's "
            f"client as it comes\n(at most {one['budget']}), {one['unchecked_ratio']:.2f} times "
            "that of one without parameter validation.\n\n"
        )
    if "imports" in known:
        one = known["imports"]
        rows = "\n".join(
            f"| {name} | {ratio:.2f} | {one['budgets'].get(name, '')} |"
            for name, ratio in one["ratios"].items()
        )
        text += (
            "## Cold import against a bare boto3 client\n\n"
            f"`python -m bench.cold_import`: CPU time, {one['python']}.\n\n"
            f"| function | ratio | at most |\n|---|---|---|\n{rows}\n"
        )
    return text


def _of_growth(known: Figures) -> str:
    if "growth" not in known:
        return ""
    costs, size_b = known["growth"]["costs"], known["growth"]["member_bytes"]
    sizes = list(next(iter(costs.values())))
    heads = " | ".join(f"{int(size):,} members" for size in sizes)
    rows = "\n".join(
        f"| {name} | " + " | ".join(_cost(by_size[size]) for size in sizes) + " |"
        for name, by_size in costs.items()
    )
    return f"""## Growth

`python -m bench.growth`, everything that follows included. Flat, and asserted to be. The ledger's
own code makes the rows of a hundred members; the others have copies under keys of their own,
written straight into the table in memory. Who is measured came through the webhooks.

| what | {heads} |
|---|{"---|" * len(sizes)}
{rows}

To 1,000,000 members of one order each:

- storage: {size_b:,.0f} bytes a member make {size_b / 1000:.2f} GB;
- due work: a member has one due day. Spread over a year that is 2,740 a day, in 64 shards 43 each:
  one page of a Query a shard;
- checkpoints read the head of every member's chain once a day, at half a unit each: 0.5 million
  read units;
- sweeps read what changed, and the list of the days they look back on, not the members;
- a page, a delivery and a redemption read and write single members: the figures above.
"""


def _of_drain(known: Figures) -> str:
    text = ""
    if "drain" in known:
        one = known["drain"]
        text += (
            "## A minute of Black Friday\n\n"
            f"`python -m bench.drain {one['orders']}`: {one['orders']:,} orders drained by 8 "
            f"processes of the packaged worker, {one['workers_per_s']:.0f} a\nsecond on the local "
            f"emulator, which is the bottleneck; the same {one['requests']:,} requests by 8 bare "
            f"clients, {one['bare_per_s']:.0f}.\n**{one['ratio']:.2f}** of their throughput (at "
            f"least {one['budget']}). `make bench` does 40,000.\n\n"
        )
    if "backfill" in known:
        one = known["backfill"]
        orders = one["orders"]
        text += (
            "## A store's past\n\n"
            f"`python -m bench.backfill {orders}`: {orders:,} orders listed by a sweep, queued and "
            f"posted: {one['write_units'] / orders:g} write\nunits, {one['read_units'] / orders:g} "
            f"read units and {one['calls'] / orders:.2f} calls an order, {one['seconds']:.0f} s "
            f"here; the sweep itself held\n{one['peak_bytes'] / 1e6:.1f} MB at its peak, "
            f"{one['peak_bytes'] / orders:.0f} bytes an order. For 100,000 orders: "
            f"{one['write_units'] / orders * 1e5:,.0f} write units.\n"
        )
    return text


def _of_cost(known: Figures) -> str:
    if "units" not in known:
        return ""
    bills = known["units"]["bills"]
    heads = " | ".join(bill["region"] for bill in bills)
    text = (
        "## What 1,000 orders cost\n\n"
        "`python -m bench.cost`: measured units, calls and CPU time, the template's memory, "
        f"prices as of {known['units']['prices_as_of']}\n(bench/prices.json), without free "
        "tiers. What is assumed (how shoppers behave, how long AWS takes) is named in\n"
        "bench/cost.py. Peers take "
        f"${cost.PEERS[0]} to ${cost.PEERS[1]} for each further 1,000 orders.\n\n"
    )
    for kind, name in (("per_thousand", "1,000 orders"), ("per_month", "a month, idle or busy")):
        total = "thousand" if kind == "per_thousand" else "month"
        text += f"| {name} | | {heads} |\n|---|---|{'---|' * len(bills)}\n"
        for lines in zip(*(bill[kind] for bill in bills), strict=True):
            dollars = " | ".join(f"${line['dollars']:.4f}" for line in lines)
            text += f"| {lines[0]['what']} | {lines[0]['how']} | {dollars} |\n"
        text += "| **together** | | " + " | ".join(f"**${b[total]:.2f}**" for b in bills) + " |\n\n"
    return text.rstrip("\n") + "\n"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
