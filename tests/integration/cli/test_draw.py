"""Lucky draws from the command line: looking, and checking what anybody may check."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import boto3
import pytest

from core.ledger import draw_entries, programs
from core.ledger.posting import Books
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from tests.support.operator import Operator

VECTOR = Path(__file__).parents[3] / "docs" / "draw-vector.json"
# Noon of a day after the draw, and an hour later.
AFTER = "2099-01-01T12:00:00Z"
LATER = "2099-01-01T13:00:00Z"


@pytest.fixture
def entered(books: Books, operator: Operator, woo: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store whose draw two customers have entered."""
    boto3.client("s3").create_bucket(Bucket="regulars-draws-by-hand")
    monkeypatch.setenv("RECORDS_BUCKET", "regulars-draws-by-hand")
    draw: dict[str, Any] = {
        "id": "spring",
        "name": {"en": "Spring draw"},
        "from": "2026-01-01",
        "until": "2098-12-31",
        "cost": 10,
        "prizes": [{"name": {"en": "First prize"}, "award": {"points": 500}}],
    }
    document = validate(default_document("USD") | {"draws": [draw]})
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)
    books = Books(books.ledger, programs.programs(books.ledger), books.tz)
    for customer in ("3", "4"):
        operator.json("member", "adjust", woo, customer, "100", "--reason", "welcome")
        member_id = books.ledger.member_id(woo, CustomerRef(customer_id=customer)) or ""
        contact = Contact({woo: customer})
        draw_entries.enter(books, member_id, contact, "spring", 2, "k", time.time_ns() // 10**6)
    return woo


def test_a_draw_is_listed_shown_and_checked(
    entered: str, operator: Operator, tmp_path: Path
) -> None:
    [listed] = operator.json("draw", "list", entered)["draws"]
    assert (listed["id"], listed["state"], listed["entries"]) == ("spring", "open", 4)
    assert "Spring draw" in operator.run("draw", "list", entered).out
    assert operator.json("draw", "show", entered, "spring")["seed"] is None
    for at in (AFTER, LATER):
        assert operator.json("schedule", "run", entered, "--at", at)["done"]["draw"] >= 1
    file = tmp_path / "proof.json"
    shown = operator.json("draw", "show", entered, "spring", "--proof", str(file))
    assert shown["state"] == "drawn"
    assert [won["customer"] for won in shown["winners"]] in (["3"], ["4"])
    found = operator.json("draw", "verify", str(file), "--commitment", listed["commitment"])
    assert found == {"fair": True, "commitment": listed["commitment"], "faults": []}
    assert operator.error("draw", "show", entered, "autumn")["code"] == "unknown_draw"


def test_a_proof_that_was_bent_is_told_with_exit_code_1(operator: Operator, tmp_path: Path) -> None:
    proof = json.loads(VECTOR.read_text("utf-8"))
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof | {"winners": proof["winners"][:1]}), "utf-8")
    done = operator.run("draw", "verify", str(file))
    assert done.exit_code == 1
    assert "not fair" in done.out
    assert operator.run("draw", "verify", str(VECTOR)).out.startswith("Fair")
    noted = operator.run("draw", "verify", str(VECTOR), "--commitment", "0" * 64)
    assert noted.exit_code == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "not JSON"), ("[]", "not a JSON object"), ("{}", "not been drawn")],
)
def test_what_is_no_proof_is_refused(
    operator: Operator, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "proof.json"
    file.write_text(content)
    assert said in operator.error("draw", "verify", str(file))["message"]
    assert "Cannot read" in operator.error("draw", "verify", str(tmp_path))["message"]
    assert "https" in operator.error("draw", "verify", "file:///etc/hosts")["message"]
