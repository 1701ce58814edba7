"""Rows that a redaction missed, because a list had lost them: told, and swept up."""

from __future__ import annotations

import time
from dataclasses import replace

from core.ledger import stores
from core.ledger.table import Row
from core.snapshot import StoreRedacted
from functions.ledger_worker.apply import apply
from tests.support.operator import Operator
from tests.unit.core.worlds import snapshot


def bought(operator: Operator, url: str) -> str:
    """A store with an order that no list names: nothing was relayed."""
    store_id = operator.connect_unchecked(url)
    now_ms = time.time_ns() // 1_000_000
    assert apply(replace(snapshot(), store_id=store_id), now_ms) == "posted"
    return store_id


def kept(store_id: str) -> list[str]:
    rows = Row.scan(Row.pk.startswith(f"L#{store_id}#"), consistent_read=True)
    return [row.sk for row in rows if not row.pk.endswith("#PROGRAM")]


def test_what_a_redaction_missed_is_told_by_verify_and_swept_up_by_command(
    operator: Operator,
) -> None:
    store_id = bought(operator, "https://gone.example")
    other = bought(operator, "https://here.example")
    assert operator.error("store", "redact", store_id)["code"] == "conflict"
    stores.change(store_id, installed=False)
    now_ms = time.time_ns() // 1_000_000
    assert apply(StoreRedacted(store_id, now_ms), now_ms) == "redacted"
    assert sorted(kept(store_id)) == ["E#00000001", "MEMBER", "ORDER"]

    told = operator.run("--json", "ledger", "verify", store_id)
    assert told.exit_code == 1
    assert told.out.count("left behind by a redaction") == 3
    assert operator.json("ledger", "verify", other)["mismatches"] == []

    assert operator.json("store", "redact", store_id)["rows"] == 3
    assert kept(store_id) == []
    assert len(kept(other)) == 3
    assert operator.json("ledger", "verify")["mismatches"] == []
