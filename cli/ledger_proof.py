"""./regulars ledger checkpoint, prove: signing where the ledgers stand, and proving that they
still stand on what was signed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli import ledger_copy
from cli.answer import Answer, table
from cli.parsing import Parser, leaf, now_ms
from core.ledger import stores
from infra.tools import ROOT
from integrations import access, checkpoints, records
from integrations.aws import objects, signing

_VERIFIER = ROOT / "infra" / "verify_ledger.py"


def configure(parent: Any) -> None:
    """Add the commands of the proof."""
    make: Parser = leaf(parent, "checkpoint", checkpoint, "sign where every chain ends, now")
    make.add_argument("store", metavar="STORE", nargs="?", help="all stores when not given")
    show: Parser = leaf(
        parent, "prove", prove, "prove that nothing was changed since it was signed"
    )
    show.add_argument("--export", type=Path, metavar="FILE", help="one made before; else, now")
    show.add_argument(
        "--keep", type=Path, metavar="DIRECTORY", help="leave what an auditor needs there"
    )


def checkpoint(options: Namespace) -> Answer:
    """What the clock does once a day."""
    store_ids = [options.store] if options.store else stores.list_ids()
    opened = {store.ledger_id: store for store in map(stores.get, store_ids)}
    made = [
        checkpoints.make(access.ledger_of(stores.get(ledger_id)), now_ms()) for ledger_id in opened
    ]
    rows = [
        {"ledger": one.ledger, "number": one.number, "members": one.members, "entries": one.entries}
        for one in made
        if one is not None
    ]
    columns = ("ledger", "number", "members", "entries")
    return Answer(
        {"checkpoints": rows},
        lambda: table(columns, [[row[name] for name in columns] for row in rows]),
    )


def prove(options: Namespace) -> Answer:
    """Fetches the records, exports the table, and lets the stand-alone verifier judge, with the
    key that KMS says is ours. Exit code 1 when something differs."""
    with _folder(options.keep) as folder:
        meddled = list(_fetch(folder / "records"))
        export: Path = options.export or folder / "export.jsonl.gz"
        if options.export is None:
            ledger_copy.export(Namespace(file=export, store=None, table=None))
        key = folder / "key.der"
        key.write_bytes(signing.public_key(os.environ["SIGNING_KEY_ID"]))
        shutil.copy(_VERIFIER, folder / _VERIFIER.name)
        command = [sys.executable, "-I", str(folder / _VERIFIER.name), "--export", str(export)]
        command += ["--records", str(folder / "records"), "--key", str(key)]
        done = subprocess.run(command, capture_output=True, text=True)
        fingerprint = hashlib.sha256(key.read_bytes()).hexdigest()
    lines = [*meddled, *(done.stdout + done.stderr).splitlines()]
    proven = done.returncode == 0 and not meddled
    data = {"proven": proven, "key_sha256": fingerprint, "findings": lines}
    return Answer(data, lambda: "\n".join(lines), exit_code=0 if proven else 1)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def _fetch(folder: Path) -> Iterator[str]:
    """Copy the records, each as it was first written; what somebody tried to change since."""
    first: dict[str, dict[str, Any]] = {}
    for found in objects.versions(records.bucket()):
        key, older = found["key"], first.get(found["key"])
        if older is not None or found["deletion"]:
            what = "deleted" if found["deletion"] else "written again"
            yield f"{key} was {what}; the first version counts"
        if not found["deletion"] and (older is None or found["at"] <= older["at"]):
            first[key] = found
    for key, found in first.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        with objects.get(records.bucket(), key, found["version"]) as stream, path.open("wb") as to:
            shutil.copyfileobj(stream, to)
