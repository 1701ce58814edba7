"""./regulars deadletters: what could not be done, why, and another try."""

from __future__ import annotations

import sys
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cli import letters, redriving
from cli import reconcile as reconciling
from cli.answer import Answer, fields, table
from cli.letters import Letter
from cli.parsing import Parser, leaf, verbs
from cli.redriving import Redriven
from core.errors import BadInput, NotFound
from infra.local.facts import DEAD_LETTERS

_SHOWN_MAX = 1000


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    listed = leaf(under, "list", list_letters, "list what could not be done, with the reasons")
    listed.add_argument("--queue", choices=DEAD_LETTERS, help="only of this queue")
    shown = leaf(under, "show", show, "show one letter with the message itself (personal data!)")
    shown.add_argument("id", metavar="ID")
    again = leaf(under, "redrive", redrive, "put letters back on their own queue")
    again.add_argument("queue", metavar="QUEUE", nargs="?", choices=(*DEAD_LETTERS, None))
    again.add_argument("--id", metavar="ID", action="append", dest="ids", help="only this letter")
    again.add_argument("--all", action="store_true", help="of all queues")


def list_letters(options: Namespace) -> Answer:
    """Newest last. They stay where they are, and visible."""
    names = (options.queue,) if options.queue else DEAD_LETTERS
    with ThreadPoolExecutor(len(names)) as aside:
        found = dict(zip(names, aside.map(_read, names), strict=True))
        counts = dict(zip(names, aside.map(letters.waiting, names), strict=True))
    every = [one.json() for some in found.values() for one in some]
    shown = sorted(every, key=lambda one: one["at"] or one["first_at"])
    # Of a group that SQS itself moved, it shows at most ten.
    more = {name: count for name, count in counts.items() if count > len(found[name])}

    def text() -> str:
        if not shown:
            return "There are no dead letters."
        headings = ("queue", "at", "first", "receives", "what", "code", "reason", "id")
        rows = [
            (
                one["queue"],
                one["at"],
                one["first_at"],
                "-" if one["receives"] is None else one["receives"],
                _subject(one),
                one["code"],
                one["reason"],
                one["id"],
            )
            for one in shown
        ]
        notes = [f"{name}: about {count:,} in all" for name, count in more.items()]
        return "\n".join([table(headings, rows), *notes])

    return Answer({"letters": shown, "more": more}, text)


def _read(name: str) -> list[Letter]:
    found: list[Letter] = []
    with letters.reading(name) as batches:
        for batch in batches:
            found += batch
            if len(found) >= _SHOWN_MAX:
                break
    return found


def _subject(shown: dict[str, Any]) -> str:
    parts = (shown.get(name) for name in ("store_id", "order_id", "redemption_id", "job"))
    return " ".join([shown["what"], *(part for part in parts if part)])


def show(options: Namespace) -> Answer:
    """One letter, whole."""
    for name in DEAD_LETTERS:
        for one in _read(name):
            if one.id == options.id:
                data = one.json() | {"body": one.body}
                return Answer(data, lambda data=data: fields(list(data.items())))  # type: ignore[misc]
    raise NotFound("There is no such dead letter.", code="unknown_letter")


def redrive(options: Namespace) -> Answer:
    """Put back what is asked for; exit code 1 when some of it could not be."""
    if options.queue is None and not options.ids and not options.all:
        raise BadInput("Say which: a queue, --id ID, or --all.")
    names = (options.queue,) if options.queue else _with_letters()
    ids = set(options.ids) if options.ids else None
    done = Redriven()
    for name in names:
        redriving.redrive(name, ids, done, _tell)
    if done.back:
        print(file=sys.stderr)
    mended = _mend(done) if done.forgotten else None
    data = {
        "redriven": done.back,
        "failed_again": done.again,
        "failed": [{"id": key, "reason": reason} for key, reason in done.failed.items()],
        "forgotten_by_stream": len(done.forgotten),
        "reconciled": mended,
    }
    if ids is not None and done.back + len(done.failed) + len(done.forgotten) < len(ids):
        raise NotFound(
            f"{done.back} put back; of the others there is no such dead letter.",
            code="unknown_letter",
        )
    return Answer(data, lambda: _text(done), exit_code=1 if done.failed else 0)


def _with_letters() -> list[str]:
    """Looked for at the same time, since each takes a second."""
    with ThreadPoolExecutor(len(DEAD_LETTERS)) as aside:
        there = aside.map(letters.any_there, DEAD_LETTERS)
        return [name for name, some in zip(DEAD_LETTERS, there, strict=True) if some]


def _tell(done: Redriven) -> None:
    print(f"\r{done.back:,} put back", end="", file=sys.stderr, flush=True)


def _mend(done: Redriven) -> dict[str, Any]:
    """What the stream forgot is in the entries; after that the letters say nothing any more."""
    print("The stream has forgotten some of it: reconciling the table.", file=sys.stderr)
    mended = reconciling.as_json(reconciling.mend(None))
    with letters.reading("relay") as batches:
        gone = {one.id for one in done.forgotten}
        for batch in batches:
            over = [one for one in batch if one.id in gone]
            if over:
                letters.delete(over)
    return mended


def _text(done: Redriven) -> str:
    lines = [f"{done.back:,} put back on their own queues."]
    if done.again:
        lines.append(f"{done.again:,} failed again at once and are here with their new reasons.")
    if done.forgotten:
        lines.append(f"{len(done.forgotten):,} batches of the stream were reconciled instead.")
    lines += [f"{letter} stays: {reason}" for letter, reason in done.failed.items()]
    return "\n".join(lines)
