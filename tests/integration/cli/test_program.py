"""Programs: shown, published, and tried over the past."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.program.defaults import default_document
from tests.support.operator import Operator, shell
from tests.support.sandbox import SandboxServer


def written(folder: Path, document: Any) -> str:
    path = folder / "program.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def test_a_program_is_published_as_the_next_version(operator: Operator, tmp_path: Path) -> None:
    store_id = operator.connect_unchecked()
    document = default_document("USD")
    document["earning"]["rules"][0]["points"] = 2
    published = operator.json("program", "publish", store_id, written(tmp_path, document))
    assert published["version"] == 2
    shown = operator.json("program", "show", store_id)
    assert shown == {
        "version": 2,
        "effective_from": published["effective_from"],
        "program": document,
    }


def test_a_program_with_faults_is_not_published_and_every_fault_is_named(
    operator: Operator, tmp_path: Path
) -> None:
    store_id = operator.connect_unchecked()
    document = default_document("USD")
    document["rewards"][0]["points"] = 0
    document["tiers"][1]["multiplier"] = "a lot"
    error = operator.error("program", "publish", store_id, written(tmp_path, document))
    assert error["code"] == "invalid_program"
    assert {fault["where"] for fault in error["details"]["problems"]} == {
        "rewards.0.points",
        "tiers.1.multiplier",
    }
    assert operator.json("program", "show", store_id)["version"] == 1


@pytest.mark.parametrize("content", ["{", "[]", "\xff"])
def test_a_file_that_is_no_program_is_refused(
    operator: Operator, tmp_path: Path, content: str
) -> None:
    store_id = operator.connect_unchecked()
    path = tmp_path / "program.json"
    path.write_text(content, "latin-1")
    assert operator.error("program", "publish", store_id, str(path))["code"] == "invalid_program"


def test_a_file_that_is_not_there_is_named(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    error = operator.error("program", "publish", store_id, "/nowhere/program.json")
    assert error == {"code": "file", "message": "/nowhere/program.json: No such file or directory."}


def test_defaults_need_no_stack(tmp_path: Path) -> None:
    ran = shell("program", "defaults", "twd", "--json", environment={"DATA_DIR": str(tmp_path)})
    assert ran.data == default_document("TWD")


def test_a_backtest_shows_what_another_program_would_have_given_and_writes_nothing(
    operator: Operator, store: SandboxServer, woo: str, tmp_path: Path
) -> None:
    for _ in range(2):
        lines = [{"sku": "day-backpack", "quantity": 3}]
        order = {"lines": lines, "email": "guest@example.com", "status": "completed"}
        store.control("POST", "woo/orders", order)
    operator.json("sweep", woo, "--since", "0")
    before = operator.json("member", "show", woo, "guest@example.com")

    document = default_document("USD")
    document["earning"]["rules"][0]["points"] = 2
    document["tiers"][1]["from"] = "10"
    ran = operator.run("program", "backtest", woo, written(tmp_path, document), "--json")
    found = ran.data
    assert (found["orders"], found["members"]) == (2, 1)
    assert found["current"]["points"] == before["lifetime_points"]
    assert found["new"]["points"] > 2 * found["current"]["points"] - 2
    assert (found["gain"], found["lose"], found["same"]) == (1, 0, 0)
    assert found["tiers"] == [{"from": "member", "to": "silver", "members": 1}]
    assert "2 orders fetched" in ran.err
    assert operator.json("member", "show", woo, "guest@example.com") == before
    assert operator.json("program", "show", woo)["version"] == 1
    assert found["most_gain"] == [
        {
            "member_id": before["member_id"],
            "customer_id": None,
            "now": found["current"]["points"],
            "then": found["new"]["points"],
        }
    ]
    assert found["new"]["cost_reward"] == "off-large"
    assert found["new"]["cost_minor"] == found["new"]["points"] * 6
