"""./regulars budgets: how far limits are used up, and counting anew."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path

from core.ledger import programs, stores
from core.ledger.orders import post_order
from core.program.defaults import default_document
from core.snapshot import CustomerRef, Line, OrderSnapshot
from integrations import access
from tests.support.operator import Operator
from tests.unit.core.test_earning_rules import multiplier


def test_limits_are_shown_and_counted_anew_from_the_entries(
    operator: Operator, tmp_path: Path
) -> None:
    store_id = operator.connect_unchecked()
    document = default_document("USD")
    rule = multiplier(
        "double", "2", cap_total=1_000, budget={"amount": "30", "per": "campaign"}
    ) | {"window": {"festival": "mid_autumn", "days_before": 9, "days_after": 9}}
    document["earning"]["multipliers"] = [rule]
    file = tmp_path / "program.json"
    file.write_text(json.dumps(document))
    operator.json("program", "publish", store_id, str(file), "--no-backtest")
    published = operator.json("program", "show", store_id)["program"]
    dates = published["earning"]["multipliers"][0]["window"]["dates"]
    assert len(dates) == 11
    ledger = access.ledger_of(stores.get(store_id, fresh=True))
    programs.publish(ledger, published, "test", int(time.time()) - 60)
    programs._cached.clear()

    nothing = operator.json("budgets", "show", store_id)["limits"]
    assert [(one["points"], one["of"], one["budget"]) for one in nothing] == [
        (0, 1_000, None),
        (0, 500, "$30"),
    ]
    _buy_at_the_festival(store_id, dates[1])
    corrected = operator.json("budgets", "recount", store_id)["corrected"]
    assert corrected == []  # what the relay had not counted is counted, none of it wrongly
    shown = operator.json("budgets", "show", store_id)["limits"]
    assert [(one["points"], one["percent"]) for one in shown] == [(100, 10), (100, 20)]
    assert "in all" in operator.run("budgets", "show", store_id).out
    assert "what the entries say" in operator.run("budgets", "recount", store_id).out


def test_a_program_without_limits_says_so(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    assert "No rule" in operator.run("budgets", "show", store_id).out


def _buy_at_the_festival(store_id: str, day: str) -> None:
    """$100 of goods, bought on that day."""
    at_s = int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp())
    books = access.books_of(stores.get(store_id, fresh=True))
    order = OrderSnapshot(
        store_id=store_id,
        order_id="1",
        stamp_s=at_s,
        received_at_ms=at_s * 1000,
        placed_at_s=at_s,
        state="paid",
        status="completed",
        currency="USD",
        customer=CustomerRef(customer_id="3"),
        lines=(Line("1", "10", "0", 1, 10_000),),
    )
    assert post_order(books, order, at_s * 1000) == "posted"
