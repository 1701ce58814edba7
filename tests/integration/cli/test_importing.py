"""./regulars import and export, with a function that goes on while the command waits."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest

from cli import waiting
from core.ledger import stores
from core.ledger.posting import Books
from functions.jobs.kinds import KINDS
from functions.jobs.slices import do_slice
from integrations import access, jobs
from tests.support.operator import Operator
from tests.support.relaying import relay_all

FILE = "Mail,Punkte,Rang\nann@example.com;1.200;Diamond\nbob@example;300;\n".replace(",", ";")


@pytest.fixture
def store_id(operator: Operator) -> str:
    return operator.connect_unchecked()


@pytest.fixture
def books(store_id: str) -> Books:
    return access.books_of(stores.get(store_id, fresh=True))


@pytest.fixture(autouse=True)
def _function(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is queued is done while the command sleeps."""
    queued: list[tuple[str, str]] = []

    def sleep(_: float) -> None:
        if queued:
            do_slice(*queued.pop(), time.monotonic() + 60, KINDS)

    monkeypatch.setattr(jobs, "enqueue", lambda job: queued.append((job.store_id, job.job_id)))
    monkeypatch.setattr(waiting, "sleep", sleep)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "export.csv"
    path.write_text(FILE)
    return str(path)


SAID = ("--map", "email=Mail,points=Punkte,tier=Rang", "--tier", "Diamond=gold")


def test_a_file_is_looked_at_brought_listed_and_taken_back(
    operator: Operator, store_id: str, file: str
) -> None:
    looked = operator.json("import", "members", store_id, file, *SAID)
    assert (looked["applied"], looked["look"]["points"], looked["refused"]) == (False, 1200, 1)
    assert looked["refused_rows"][0]["line"] == 3
    assert operator.json("member", "show", store_id, "ann@example.com")["known"] is False

    brought = operator.json("import", "members", store_id, file, *SAID, "--apply")
    assert brought["ledger"] == {"entries": 1, "points": 1200}
    shown = operator.json("member", "show", store_id, "ann@example.com")
    assert (shown["balance"]["available"], shown["tier"]["id"]) == (1200, "gold")
    listed = operator.json("import", "list", store_id)["imports"]
    assert [one["state"] for one in listed] == ["done", "stopped"]

    back = operator.json("import", "undo", store_id, brought["import_id"])
    assert (back["undone"], back["points"], back["spent"]) == (True, 1200, 0)
    assert operator.json("member", "show", store_id, "ann@example.com")["balance"]["available"] == 0
    again = operator.error("import", "undo", store_id, brought["import_id"])
    assert again["code"] == "nothing_to_undo"
    assert operator.run("import", "list", store_id).out.splitlines()[1].split()[3] == "undone"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (["--map", "mail=Mail"], "There is no field 'mail'"),
        (["--map", "email=E-Mail"], "The file has no column 'E-Mail'"),
        (["--map", "email"], "lacks its ="),
    ],
)
def test_columns_that_are_not_there_are_named_before_anything_is_begun(
    operator: Operator, store_id: str, file: str, said: list[str], text: str
) -> None:
    refused = operator.error("import", "members", store_id, file, *said)
    assert text in refused["message"]
    assert operator.json("import", "list", store_id)["imports"] == []


def test_an_export_is_fetched_and_proven(
    operator: Operator, store_id: str, file: str, tmp_path: Path
) -> None:
    operator.json("import", "members", store_id, file, *SAID, "--apply")
    relay_all()
    folder = tmp_path / "out"
    made = operator.json("export", store_id, str(folder), "--format", "csv")
    assert made["records"]["members"] == 1
    assert json.loads((folder / "manifest.json").read_text())["totals"]["points"] == 1200
    with (folder / "members.csv").open(encoding="utf-8-sig", newline="") as kept:
        assert [row["email"] for row in csv.DictReader(kept)] == ["ann@example.com"]
