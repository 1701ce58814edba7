"""`make bench`, in small: the budgets of units hold, nothing scans, and the report can be drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench import backfill, backtest, chart, cost, ground, growth, report, units, worker_cpu
from bench.scene import Scanned, Scene
from core.ledger.table import Row


@pytest.fixture(scope="module")
def lines() -> list[units.Line]:
    return units.measure()


def test_every_delivery_redemption_page_and_run_stays_within_its_budget(
    lines: list[units.Line],
) -> None:
    assert len(lines) == 20
    over = [(line.name, line.deciding) for line in lines if not line.kept]
    assert over == []


def test_what_costs_more_than_its_budget_is_told(lines: list[units.Line]) -> None:
    (first,) = (line for line in lines if line.name == "first of a shopper")
    less = units.Line(first.name, first.function, first.usage, units.Budget(5, 2, 2))
    assert first.kept
    assert not less.kept


def test_all_that_happens_in_a_thousand_orders_is_measured(lines: list[units.Line]) -> None:
    assert set(cost.MIX) <= {line.name for line in lines}


def test_a_thousand_orders_cost_a_hundredth_of_what_the_cheapest_peer_takes(
    lines: list[units.Line],
) -> None:
    for bill in cost.bills(lines):
        assert all(line.dollars >= 0 for line in bill.per_thousand)
        assert 0.01 < bill.thousand < cost.PEERS[0] / 100
        assert 1 < bill.month < cost.PEERS[0]


def test_nothing_costs_more_with_more_members() -> None:
    found = growth.measure((20, 200))
    assert found.flat, found.costs
    assert 1000 < found.member_bytes < 4000


def test_a_scan_ends_the_measurement() -> None:
    with Scene(lean=True), pytest.raises(Scanned):
        list(Row.scan())


def test_a_past_order_costs_what_a_new_one_does() -> None:
    found = backfill.measure(40)
    assert (found.write_units, found.read_units) == (40 * 6, 40 * 2)


def test_recorded_requests_are_sent_to_the_other_table() -> None:
    with ground.in_memory() as store:
        recorder = worker_cpu.Recorder()
        from functions.ledger_worker.handler import handler

        for event in ground.batches(ground.messages(store, 10, 3)):
            assert handler(event, None) == {"batchItemFailures": []}
        sent = [worker_cpu.readdressed(one, "elsewhere") for one in recorder.taken()]
        recorder.close()
    names = [name for name, _ in sent]
    assert names.count("transact_write_items") == 10
    assert "'regulars-bench'" not in str([parameters for _, parameters in sent])


@pytest.mark.parametrize(
    ("bar", "kept"),
    [
        (chart.Bar("a", 1.2, 1.25), True),
        (chart.Bar("a", 1.3, 1.25), False),
        (chart.Bar("a", 0.8, 0.7, at_least=True), True),
        (chart.Bar("a", 0.6, 0.7, at_least=True), False),
    ],
)
def test_a_bar_says_whether_its_budget_is_kept(bar: chart.Bar, kept: bool) -> None:
    assert bar.kept == kept
    assert (chart._GOOD in chart.svg([bar])) == kept


def test_a_report_has_what_is_known(lines: list[units.Line]) -> None:
    measured: Callable[[], list[units.Line]] = lambda: lines  # noqa: E731
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "measure", measured)
        text = report.markdown({"units": report.PARTS["units"]()})
    assert "| first of a shopper | ledger_worker | 6 W, 2 R, 2 calls |" in text
    assert "ap-northeast-1" in text
    assert "Black Friday" not in text


def test_a_backtest_holds_less_than_a_kilobyte_an_order_and_tells_how_far_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert backtest.main("2000") == 0
    told = capsys.readouterr()
    assert "2000 orders replayed" in told.err
    assert "2000 orders under two programs" in told.out
    assert backtest.measure(500).bytes_per_order < 1000
