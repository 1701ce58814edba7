"""Checkpoints and the stand-alone verifier: who edits history can chain it anew, not sign it."""

from __future__ import annotations

import ast
import base64
import gzip
import json
import random
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from core.ledger import keys, raw, stores, verify
from core.ledger.members import adjust
from core.ledger.posting import Books
from core.snapshot import CustomerRef
from functions.scheduled import handler as scheduled
from infra import verify_ledger
from integrations import access, records
from integrations.aws import signing
from tests.support.http_api import Context
from tests.support.operator import Operator
from tests.support.relay import RelayNew, relay_new
from tests.unit.core.worlds import T0

__all__ = ["relay_new"]

NOW_MS = T0 * 1000


@dataclass
class History:
    """A store with members whose points were given by hand, so that it can be told otherwise."""

    operator: Operator
    relay_new: RelayNew
    books: Books

    def member_id(self, who: str) -> str:
        store_id = self.books.ledger.ledger_id
        return self.books.ledger.member_id(store_id, CustomerRef(customer_id=who)) or ""

    def tell(self, who: str, *given: int) -> None:
        """Write a member's history, each time at the same times."""
        for number, points in enumerate(given):
            at_ms = NOW_MS + number
            adjust(self.books, self.member_id(who), points, "x", f"{who}.{number}", at_ms)
        self.relay_new()

    def untell(self, who: str) -> None:
        """Take a member out of the table without a trace."""
        page = [raw.key_of(item) for item in raw.partition(self.member_key(who))]
        commands = [(keys.command(self.books.ledger, f"{who}.{n}"), "COMMAND") for n in range(9)]
        raw.delete(
            [*page, *commands, (keys.member_directory(self.books.ledger), self.member_id(who))]
        )

    def member_key(self, who: str) -> str:
        return keys.member(self.books.ledger, self.member_id(who))

    def checkpoint(self) -> dict[str, Any]:
        [made] = self.operator.json("ledger", "checkpoint")["checkpoints"]
        return dict(made)

    def verified(self) -> bool:
        return self.operator.run("ledger", "verify").exit_code == 0

    def proof(self, *arguments: str) -> tuple[bool, str]:
        ran = self.operator.run("--json", "ledger", "prove", *arguments)
        data = json.loads(ran.out)
        assert ran.exit_code == (0 if data["proven"] else 1), ran.err
        return data["proven"], "\n".join(data["findings"])


@pytest.fixture
def history(operator: Operator, relay_new: RelayNew) -> History:
    books = access.books_of(stores.get(operator.connect_unchecked(), fresh=True))
    made = History(operator, relay_new, books)
    made.tell("1", 10, 20, 30)
    made.tell("2", 5)
    return made


def test_what_was_signed_day_after_day_is_proven(history: History) -> None:
    assert history.checkpoint() == {
        "ledger": history.books.ledger.ledger_id,
        "number": 1,
        "members": 2,
        "entries": 4,
    }
    adjust(history.books, history.member_id("2"), 7, "x", "later", NOW_MS + 9)
    assert scheduled.handler({"job": "checkpoint"}, Context())["members"] == 2
    proven, said = history.proof()
    assert proven, said
    assert "1 ledgers, 2 checkpoints, 4 signed heads, 2 members, 5 entries: proven" in said


def test_history_told_otherwise_balances_and_is_found(history: History) -> None:
    history.checkpoint()
    changed = "entry 3 is not the one that was signed"
    told: dict[tuple[int, ...], str] = {
        (10, 2000, 30): changed,  # edited
        (20, 10, 30): changed,  # swapped
        (10, 15, 20, 30): changed,  # added
        (10, 20): "3 entries were signed and 2 are left: the last ones are gone",
        (): "all 3 entries that were signed are gone",
    }
    for given, found in told.items():
        history.untell("1")
        history.tell("1", *given)
        assert history.verified(), given
        proven, said = history.proof()
        assert not proven, given
        assert f"member {history.member_id('1')}: {found}" in said, given
        assert history.member_id("2") not in said
    history.untell("1")
    history.tell("1", 10, 20, 30)
    assert history.proof()[0]


def test_a_long_check_says_how_far_it_is(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    assert history.operator.run("ledger", "verify").err == ""
    monkeypatch.setattr(verify, "_MEMBERS_A_STEP", 1)
    told = history.operator.run("ledger", "verify")
    assert told.exit_code == 0
    assert re.match(r"1 members, [13] entries, [\d,]+ entries/s\n$", told.err)


def test_a_member_made_up_afterwards_is_found(history: History) -> None:
    history.checkpoint()
    history.tell("3", 500)
    proven, said = history.proof()
    assert not proven
    assert f"member {history.member_id('3')} has entries from before" in said


def test_a_redacted_ledger_vanishes_with_a_word_about_it(history: History) -> None:
    ledger_id = history.books.ledger.ledger_id
    history.checkpoint()
    stores.change(ledger_id, installed=False)
    assert stores.fence(ledger_id)
    records.note_redaction(records.Redaction(ledger_id, ledger_id, 1, True, NOW_MS + 5000))
    assert history.checkpoint()["members"] == 0
    for who in "12":
        history.untell(who)
    proven, said = history.proof()
    assert proven, said
    assert "says nothing of today: all data of the store were deleted at 2026-09-21" in said


def test_a_ledger_that_stays_empty_gets_no_checkpoint_a_day(operator: Operator) -> None:
    operator.connect_unchecked()
    assert operator.json("ledger", "checkpoint") == {"checkpoints": []}


def test_nobody_can_delete_a_record_or_write_over_it_unseen(history: History) -> None:
    history.checkpoint()
    s3, bucket = boto3.client("s3"), records.bucket()
    versions = s3.list_object_versions(Bucket=bucket)["Versions"]
    assert len(versions) == 2
    for one in versions:
        with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
            s3.delete_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])
    s3.put_object(Bucket=bucket, Key=versions[0]["Key"], Body=b"something else")
    s3.delete_object(Bucket=bucket, Key=versions[1]["Key"])
    proven, said = history.proof()
    assert not proven
    assert f"{versions[0]['Key']} was written again; the first version counts" in said
    assert f"{versions[1]['Key']} was deleted; the first version counts" in said
    assert "proven" in said  # of what was there first


# What an auditor holds in the hand: a folder, and one file of Python.


@pytest.fixture
def folder(history: History, tmp_path: Path) -> Path:
    for number in range(3):
        adjust(history.books, history.member_id("2"), 1, "x", f"day {number}", NOW_MS + number)
        history.checkpoint()
    kept = tmp_path / "proof"
    proven, said = history.proof("--keep", str(kept))
    assert proven, said
    return kept


def statement(folder: Path, number: int) -> Path:
    [ledger] = (folder / "records" / "checkpoints").iterdir()
    return ledger / f"{number:08d}.json"


def judged(
    folder: Path, capsys: pytest.CaptureFixture[str], export: str = "export.jsonl.gz"
) -> tuple[int, str]:
    arguments = ["--export", str(folder / export), "--records", str(folder / "records")]
    code = verify_ledger.main([*arguments, "--key", str(folder / "key.der")])
    said = capsys.readouterr()
    return code, said.out + said.err


def change(path: Path, **fields: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def forged(folder: Path) -> None:
    text = json.loads(statement(folder, 2).read_text())["statement"]
    change(statement(folder, 2), statement=text.replace('"members":2', '"members":1'))


def signed_by_another(folder: Path) -> None:
    kms = boto3.client("kms")
    other = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    text = json.loads(statement(folder, 3).read_text())["statement"]
    change(
        statement(folder, 3),
        signature=base64.b64encode(signing.sign(text.encode(), other)).decode(),
        public_key=base64.b64encode(signing.public_key(other)).decode(),
    )


def left_out(folder: Path) -> None:
    statement(folder, 2).unlink()


def other_lines(folder: Path) -> None:
    [lines] = statement(folder, 3).parent.glob("00000003-*.txt.gz")
    content = gzip.decompress(lines.read_bytes())
    lines.write_bytes(gzip.compress(content.replace(b" 3 ", b" 2 ", 1)))


def unreadable_lines(folder: Path) -> None:
    [lines] = statement(folder, 3).parent.glob("00000003-*.txt.gz")
    lines.write_bytes(lines.read_bytes()[:-20])


def replaced(folder: Path) -> None:
    shutil.copy(statement(folder, 1), statement(folder, 2))


def test_records_that_were_meddled_with_are_found(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meddled: dict[Callable[[Path], None], str] = {
        forged: "checkpoint 00000002: the signature is not valid",
        signed_by_another: "signed with a key that is not",
        left_out: "checkpoint 00000003: the one before it is missing",
        replaced: "checkpoint 00000002: the one before it is missing",
        other_lines: "checkpoint 00000003: its lines are not those that were signed",
        unreadable_lines: "checkpoint 00000003: its lines cannot be read",
    }
    assert judged(folder, capsys)[0] == 0
    for meddle, found in meddled.items():
        copy = shutil.copytree(folder, tmp_path / meddle.__name__)
        meddle(copy)
        code, said = judged(copy, capsys)
        assert code == 1, meddle
        assert found in said, meddle


def test_dynamodbs_own_export_in_any_order_is_proof_as_well(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with gzip.open(folder / "export.jsonl.gz", "rt") as exported:
        lines = [line for line in exported if line.startswith('{"Item"')]
    data = folder / "AWSDynamoDB" / "data"
    data.mkdir(parents=True)
    random.Random(7).shuffle(lines)
    for number, part in enumerate((lines[::2], lines[1::2])):
        (data / f"{number}.json.gz").write_bytes(gzip.compress("".join(part).encode()))
    assert judged(folder, capsys, "AWSDynamoDB")[0] == 0
    (data / "1.json.gz").unlink()
    code, said = judged(folder, capsys, "AWSDynamoDB")
    assert code == 1
    assert "the balance is not the sum of entries" in said


def test_the_verifier_needs_nothing_but_python() -> None:
    tree = ast.parse(Path(verify_ledger.__file__).read_text())
    named = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in named} <= sys.stdlib_module_names


def test_a_folder_that_holds_something_else_cannot_be_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "export.jsonl.gz").write_bytes(b"nothing")
    (tmp_path / "key.der").write_bytes(b"nothing")
    code, said = judged(tmp_path, capsys)
    assert code == 2
    assert "This cannot be checked" in said
