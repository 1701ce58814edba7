"""./regulars export: everything a ledger holds, into a folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from argparse import Namespace
from pathlib import Path

from cli.answer import Answer, table
from cli.customers import opened
from cli.parsing import Parser, now_ms, runs
from cli.waiting import rested
from core.errors import Conflict
from core.exporting.formats import FORMATS
from core.migrating.history import EXPORT
from integrations.files import Files
from integrations.jobs import begin


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("store", metavar="STORE")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the files go")
    parser.add_argument(
        "--format", choices=FORMATS, action="append", help="once for each; else all of them"
    )
    runs(parser, export)


def export(options: Namespace) -> Answer:
    """Export, fetch the files, and prove each by the manifest."""
    at = opened(options.store)
    ledger, store_id = at.books.ledger, at.store.store_id
    chosen = {"formats": options.format or list(FORMATS), "language": "en"}
    job = rested(ledger, begin(ledger, store_id, EXPORT, chosen, "cli", now_ms()))
    files = Files(ledger, store_id, job.job_id)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in job.facts["files"]:
        with (options.folder / name).open("wb") as out:
            shutil.copyfileobj(files.get(name), out)
    manifest = json.loads((options.folder / "manifest.json").read_bytes())
    for one in manifest["files"]:
        with (options.folder / one["file"]).open("rb") as kept:
            if hashlib.file_digest(kept, "sha256").hexdigest() != one["sha256"]:
                raise Conflict(f"{one['file']} is not what the export wrote; fetch it again.")
    data = {"export_id": job.job_id, "folder": str(options.folder), **manifest}
    rows = list(manifest["records"].items())
    return Answer(data, lambda: table(("what", "records"), rows))
