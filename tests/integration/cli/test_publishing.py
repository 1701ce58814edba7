"""Publishing a program: what is shown before anything is written, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.program.defaults import default_document
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer

EXAMPLES = Path(__file__).parents[3] / "examples" / "programs"


def written(folder: Path, document: Any) -> str:
    path = folder / "program.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def sold(operator: Operator, store: SandboxServer, woo: str, quantity: int) -> None:
    lines = [{"sku": "day-backpack", "quantity": quantity}]
    order = {"lines": lines, "email": "guest@example.com", "status": "completed"}
    store.control("POST", "woo/orders", order)
    operator.json("sweep", woo, "--since", "0")


def generous() -> dict[str, Any]:
    document = default_document("USD")
    document["earning"]["rules"][0]["points"] = 12
    return document


def test_program_publish_shows_a_diff_the_linters_findings_and_the_backtest(
    operator: Operator, store: SandboxServer, woo: str, tmp_path: Path
) -> None:
    sold(operator, store, woo, 2)
    path = written(tmp_path, generous())
    shown = operator.json("program", "publish", woo, path, "--dry-run")
    (change,) = shown["changes"]
    assert change["before"]["en"].startswith("1 point for every $1 spent")
    assert change["after"]["zh-Hant"].startswith("每消費 $1 得 12 點")
    assert {one["code"] for one in shown["findings"]} >= {"gives_too_much"}
    assert shown["backtest"]["new"]["points"] == 12 * shown["backtest"]["current"]["points"]
    assert operator.json("program", "show", woo)["version"] == 1

    told = operator.run("program", "publish", woo, path)
    assert told.exit_code == 0
    for part in (
        "What changes from version 1",
        "  + 12 points for every $1 spent",
        "back 108% of what they spent",
        "cost under the new program",
        "Published version 2",
    ):
        assert part in told.out
    assert operator.json("program", "show", woo)["version"] == 2


def test_a_dry_run_writes_nothing_and_says_so(operator: Operator, tmp_path: Path) -> None:
    store_id = operator.connect_unchecked()
    path = written(tmp_path, generous())
    told = operator.run("program", "publish", store_id, path, "--dry-run", "--no-backtest")
    assert told.out.endswith("Nothing was written.\n")
    assert operator.json("program", "show", store_id)["version"] == 1


def test_a_store_that_does_not_answer_does_not_prevent_publishing(
    operator: Operator, tmp_path: Path
) -> None:
    store_id = operator.connect_unchecked()
    published = operator.json("program", "publish", store_id, written(tmp_path, generous()))
    assert published["version"] == 2
    assert published["backtest"] is None
    assert published["backtest_skipped"].startswith("Not tried: ")


def test_a_removed_tier_that_members_hold_is_refused_unless_forced(
    operator: Operator, store: SandboxServer, woo: str, tmp_path: Path
) -> None:
    sold(operator, store, woo, 20)
    assert operator.json("member", "show", woo, "guest@example.com")["tier"]["id"] != "member"
    document = default_document("USD")
    document["tiers"] = document["tiers"][:1]
    path = written(tmp_path, document)
    error = operator.error("program", "publish", woo, path)
    assert error["code"] == "program_findings"
    (problem,) = error["details"]["problems"]
    assert problem["what"].startswith("1 member holds")
    assert operator.json("program", "show", woo)["version"] == 1
    assert operator.json("program", "publish", woo, path, "--force")["version"] == 2


def test_findings_without_errors_are_shown_and_published(
    operator: Operator, tmp_path: Path
) -> None:
    store_id = operator.connect_unchecked()
    document = default_document("USD") | {"rewards": []}
    path = written(tmp_path, document)
    published = operator.json("program", "publish", store_id, path, "--no-backtest")
    assert [one["severity"] for one in published["findings"]] == ["warning"]
    assert published["backtest_skipped"] == "Not tried: --no-backtest."


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_an_example_is_published_and_a_shown_program_can_be_published_again(
    operator: Operator, tmp_path: Path, path: Path
) -> None:
    store_id = operator.connect_unchecked()
    operator.json("program", "publish", store_id, str(path), "--no-backtest")
    shown = operator.json("program", "show", store_id)["program"]
    again = written(tmp_path, shown)
    published = operator.json("program", "publish", store_id, again, "--no-backtest")
    assert (published["version"], published["changes"]) == (3, [])
    assert operator.json("program", "show", store_id)["program"] == shown
