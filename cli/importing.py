"""./regulars import: members and balances of another program."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from cli.answer import Answer, fields, table
from cli.customers import OpenStore, opened
from cli.parsing import Parser, leaf, now_ms, verbs
from cli.waiting import rested
from core import calendar
from core.errors import BadInput, NotFound
from core.jobs import Job, stopped
from core.ledger import jobs
from core.migrating import columns, given, history, tables
from core.migrating.columns import FIELDS, Field, folded
from core.migrating.given import CHOICES
from core.migrating.history import IMPORT, JOBS, UNDO
from core.migrating.refused import listed, told
from integrations import uploads
from integrations.files import Files
from integrations.jobs import answer, begin

_FIGURES = ("rows", "people", "points", "refused", "sha256", "look", "brought", "ledger")


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    brought = leaf(under, "members", members, "look what a CSV file would bring, or bring it")
    brought.add_argument("store", metavar="STORE")
    brought.add_argument("file", metavar="FILE", type=Path)
    brought.add_argument(
        "--map",
        metavar="FIELD=COLUMN,…",
        default="",
        help=f"what the columns are, where the header does not tell; fields: {', '.join(FIELDS)}",
    )
    brought.add_argument(
        "--tier", metavar="THEIRS=OURS", action="append", default=[], help='"Diamond=gold"'
    )
    brought.add_argument("--tier-until", metavar="DATE", default="", help="else for a year")
    for name, values in CHOICES.items():
        brought.add_argument(f"--{name}", choices=values, default=values[0])
    mode = brought.add_mutually_exclusive_group()
    mode.add_argument("--dry-run", action="store_true", help="only look, which is the default")
    mode.add_argument("--apply", action="store_true", help="bring what is not refused")

    back = leaf(under, "undo", undo, "take back what an import has brought")
    back.add_argument("store", metavar="STORE")
    back.add_argument("import_id", metavar="ID")
    back.add_argument("--dry-run", action="store_true", help="only look what was spent of it")
    back.add_argument(
        "--spent",
        choices=("debt", "forgive"),
        default="debt",
        help="what becomes of points that were spent (debt)",
    )
    leaf(under, "list", every, "show what was imported").add_argument("store", metavar="STORE")


def members(options: Namespace) -> Answer:
    """Hand the file in, look, and bring it where that is meant."""
    at = opened(options.store)
    content = options.file.read_bytes()
    header = tables.head(content[: 1 << 17]).header
    today = calendar.day(now_ms() // 1000, at.books.tz).isoformat()
    upload = uploads.new(at.books.ledger, at.store.store_id)
    choices = given.chosen(vars(options), _pairs(options.tier), options.tier_until)
    chosen = {
        "upload": upload.upload_id,
        "today": today,
        "language": "en",
        **given.kept(_mapped(options.map, header), choices),
    }
    upload.put(content)
    job = rested(at.books.ledger, _begin(at, IMPORT, chosen))
    job = _decided(at, job, options.apply, {"confirmed": True})
    refused = _refused(at, job)
    data = {
        "import_id": job.job_id,
        "applied": options.apply,
        **{name: job.facts[name] for name in _FIGURES if name in job.facts},
        "refused_rows": refused,
    }
    return Answer(data, lambda: _text(data, refused))


def _decided(at: OpenStore, job: Job, go: bool, agreed: dict[str, Any]) -> Job:
    """A job that asks, answered; or, where it was only to look, stopped."""
    ledger = at.books.ledger
    if job.state != "asks":
        return job
    if go:
        return rested(ledger, answer(ledger, job, agreed, now_ms()))
    return jobs.save(ledger, job, stopped(job), now_ms())


def undo(options: Namespace) -> Answer:
    """Look what was spent of an import, and take it back unless that was all."""
    at = opened(options.store)
    ledger = at.books.ledger
    history.undoable(jobs.listing(ledger, at.store.store_id, JOBS), options.import_id)
    job = rested(ledger, _begin(at, UNDO, {"import": options.import_id}))
    found = job.facts["look"]
    job = _decided(at, job, not options.dry_run, {"policy": options.spent})
    data = {
        "import_id": options.import_id,
        "undone": not options.dry_run,
        "members": found.get("entries", 0),
        "points": found.get("points", 0),
        "spent": found.get("spent", 0),
    }
    return Answer(data, lambda: fields(list(data.items())))


def every(options: Namespace) -> Answer:
    """The store's imports, the newest first."""
    at = opened(options.store)
    found = [
        {
            "import_id": one.job.job_id,
            "at": calendar.iso(one.job.created_at_ms / 1000),
            "by": one.job.by,
            "state": "undone" if one.undone else one.job.state,
            "rows": one.job.facts.get("rows"),
            "points": one.job.facts.get("brought", {}).get("points"),
            "sha256": one.job.facts.get("sha256"),
        }
        for one in history.imports(jobs.listing(at.books.ledger, at.store.store_id, JOBS))
    ]
    heads = ("import_id", "at", "by", "state", "rows", "points")
    return Answer(
        {"imports": found}, lambda: table(heads, [[one[name] for name in heads] for one in found])
    )


def _begin(at: OpenStore, kind: str, chosen: dict[str, Any]) -> Job:
    return begin(at.books.ledger, at.store.store_id, kind, chosen, "cli", now_ms())


def _mapped(asked: str, header: tuple[str, ...]) -> dict[Field, int]:
    """The columns as the header tells, and as was asked."""
    mapped = columns.proposed(header)
    numbers = {folded(name): number for number, name in reversed(list(enumerate(header)))}
    for name, column in _pairs(asked.split(",") if asked else []).items():
        if name not in FIELDS:
            raise BadInput(f"There is no field {name!r}; choose from: {', '.join(FIELDS)}.")
        if folded(column) not in numbers:
            raise NotFound(f"The file has no column {column!r}; it has: {', '.join(header)}.")
        mapped[name] = numbers[folded(column)]
    return mapped


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise BadInput(f"{wrong[0]!r} lacks its =; write it as in --help.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _refused(at: OpenStore, job: Job) -> list[dict[str, Any]]:
    if not job.facts["refused"]:
        return []
    files = Files(at.books.ledger, at.store.store_id, job.job_id)
    return [
        {"line": one.line, "column": one.column, "code": one.code, "message": told(one, "en")}
        for one in listed(files.get("faults.json").read())
    ]


def _text(data: dict[str, Any], refused: list[dict[str, Any]]) -> str:
    shown: list[tuple[str, object]] = []
    for name, value in data.items():
        if isinstance(value, dict):
            shown += [(f"{name} {part}", figure) for part, figure in value.items()]
        elif name != "refused_rows":
            shown.append((name, value))
    rows = [f"  line {one['line']}: {one['message']}" for one in refused]
    return "\n".join([fields(shown), *rows])
