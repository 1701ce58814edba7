"""./regulars program: the store's rules."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from cli.answer import Answer
from cli.customers import opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar
from core.errors import BadInput, NotFound
from core.ledger import programs
from core.program.defaults import default_document


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    shown = leaf(under, "show", show, "show the newest published program")
    shown.add_argument("store", metavar="STORE")
    for name, run, text in (
        ("publish", publish, "check a program and publish it as the next version"),
        ("backtest", backtest, "compare a program with the current one over past orders"),
    ):
        about = leaf(under, name, run, text)
        about.add_argument("store", metavar="STORE")
        about.add_argument("file", metavar="FILE", help="the program as JSON; - for standard input")
        if run is publish:
            _publishing(about)
    fresh = leaf(
        under, "defaults", defaults, "print what a new store starts with", needs_stack=False
    )
    fresh.add_argument("currency", metavar="CURRENCY", help="three letters, like USD")


def _publishing(parser: Parser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="show all of it, write nothing")
    parser.add_argument("--force", action="store_true", help="publish what the linter refuses")
    parser.add_argument(
        "--no-backtest", action="store_true", help="do not ask the store for its past orders"
    )


def show(options: Namespace) -> Answer:
    """The newest version, in force or about to be."""
    published = programs.versions(opened(options.store).books.ledger)
    if not published:
        raise NotFound("The store has no published program.", code="no_program")
    newest = published[-1]
    data = {
        "version": int(newest.version),
        "effective_from": calendar.iso(int(newest.effective_from_s)),
        "program": newest.document,
    }
    return Answer(
        data,
        lambda: (
            f"Version {data['version']}, in force from {data['effective_from']}.\n"
            + _document(newest.document)
        ),
    )


def publish(options: Namespace) -> Answer:
    """A new version, after a look at what it changes. It takes effect after two cache lifetimes,
    so that all workers know it."""
    from cli.publishing import review

    document, at = _read(options.file), opened(options.store)
    found = review(at, document, now_ms(), try_it=not options.no_backtest)
    if options.dry_run:
        return Answer(found.data(), lambda: f"{found.text()}\n\nNothing was written.")
    if not options.force:
        found.refuse_errors()
    now_s = now_ms() // 1000
    new = programs.publish(at.books.ledger, document, "operator", now_s, after=found.version)
    effective = calendar.iso(new.effective_from_s)
    return Answer(
        {"version": new.version, "effective_from": effective, **found.data()},
        lambda: (
            f"{found.text()}\n\n"
            f"Published version {new.version}, for orders placed from {effective} on."
        ),
    )


def backtest(options: Namespace) -> Answer:
    """What the program would have made of the past. Writes nothing."""
    from cli.backtest import backtest as tried_over_the_past

    document = _read(options.file)
    tried = tried_over_the_past(opened(options.store), document, now_ms())
    return Answer(tried.data(), lambda: f"{tried.text()}\nNothing was written.")


def defaults(options: Namespace) -> Answer:
    """The default program of a currency."""
    document = _validated(default_document(options.currency.strip().upper()))
    return Answer(document, lambda: _document(document))


def _read(name: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
        return _validated(json.loads(text))
    except ValueError as error:  # of the JSON, or of its encoding
        raise BadInput(f"{name} is not JSON: {error}", code="invalid_program") from error


def _validated(document: Any) -> dict[str, Any]:
    from core.program.schema import validate  # pydantic, which only these commands pay for

    return validate(document, calendar.day(now_ms() // 1000, calendar.zone("UTC")))


def _document(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
