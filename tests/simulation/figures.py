"""Figures, at rest: the sums that were rolled up are what all entries of the ledger come to."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

from core.ledger import stores
from core.ledger.summing import fact_of
from core.stats.contribution import World as Past
from core.stats.contribution import contribution
from core.stats.facts import Fact
from core.stats.sums import Sums, by_row, total
from integrations import access
from tests.simulation.laws import Broken, number, text

if TYPE_CHECKING:
    from tests.simulation.world import World


def figures_are_what_entries_say(world: World) -> None:
    """Raises Broken where a ledger's sums are others."""
    chains: dict[str, dict[str, list[Fact]]] = {}
    accounts: dict[str, bool] = {}
    summed: dict[tuple[str, str], bool] = {}
    rolled: dict[str, dict[str, dict[str, int]]] = {}
    shown: dict[str, int] = {}
    items = sorted(world.stage.all_items(), key=lambda one: one[0])
    for (pk, sk), item in items:
        parts = pk.split("#")
        ledger_id = parts[1] if pk.startswith("L#") else ""
        if pk.endswith("#NUMBERS") and sk == "STATE":
            shown[ledger_id] = number(item, "shown")
        elif pk.endswith("#NUMBERS"):
            counters = json.loads(zlib.decompress(base64.b64decode(text(item, "counters"))))
            rolled.setdefault(ledger_id, {})[sk] = counters
        elif "#SUMMED#" in pk:
            summed[ledger_id, sk] = bool(number(item, "account"))
        elif "#M#" in pk and sk.startswith("E#"):
            own = chains.setdefault(ledger_id, {}).setdefault(parts[3], [])
            own.append(fact_of(parts[3], dict(item)))  # type: ignore[arg-type]
        elif "#M#" in pk and sk == "MEMBER":
            contact = json.loads(text(item, "contact") or "{}")
            if contact:
                accounts[parts[3]] = bool(contact.get("c"))
    for ledger_id, members in chains.items():
        if stores.emptied(ledger_id):
            continue
        books = access.books_by_ledger(ledger_id)
        past = Past(books.programs, books.tz)
        adds: list[Sums] = []
        for member in members:
            account = accounts.get(member, summed.get((ledger_id, member), False))
            adds.append(contribution(member, members, account, past))
        edition = f"{shown.get(ledger_id, 0)}#"
        kept = {
            name.removeprefix(edition): counters
            for name, counters in rolled.get(ledger_id, {}).items()
            if name.startswith(edition) and counters
        }
        said = by_row(total(adds))
        if said != kept:
            wrong = {row for row in {*said, *kept} if said.get(row) != kept.get(row)}
            row = min(wrong)
            raise Broken(f"figures of {row} are {kept.get(row)}, entries say {said.get(row)}")
        world.seen["figures rolled up"] += len(kept)
