"""./regulars numbers: summing at once, and making all sums anew."""

from __future__ import annotations

from dataclasses import replace

from core.ledger import number_rows, stores
from core.ledger.number_rows import SumRow, counters_of, sum_row
from core.ledger.table import Row
from functions.ledger_worker.apply import apply
from integrations import access
from tests.support.operator import Operator
from tests.support.relaying import relay_all
from tests.unit.core.worlds import T0, snapshot


def test_sums_that_were_spoilt_are_made_anew_from_the_ledger(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    assert operator.json("numbers", "show", store_id)["summed_at"] is None
    apply(replace(snapshot(), store_id=store_id), T0 * 1000, generation=1)
    relay_all()
    assert operator.json("numbers", "sum", store_id)["summed_at"] is not None
    ledger = access.ledger_of(stores.get(store_id))
    right = sums(store_id)
    assert right["T"]["n.m"] == 1
    found = number_rows.sums_of(ledger, 0, ["T"])["T"]
    sum_row(ledger, 0, "T", int(found.version), {"n.m": 7}).save()
    assert sums(store_id)["T"] == {"n.m": 7}
    again = operator.json("numbers", "rebuild", store_id)
    assert again["made_anew"] is False
    assert sums(store_id, edition=1) == right
    assert "summed" in operator.run("numbers", "show", store_id).out


def sums(store_id: str, edition: int = 0) -> dict[str, dict[str, int]]:
    rows = Row.query(f"L#{store_id}#NUMBERS", Row.sk.startswith(f"{edition}#"))
    return {row.sk[2:]: counters_of(row) for row in rows if isinstance(row, SumRow)}
