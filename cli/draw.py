"""./regulars draw: lucky draws, and whether one was fair."""

from __future__ import annotations

import json
import sys
import urllib.request
from argparse import Namespace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from cli.answer import Answer, fields, table
from cli.customers import OpenStore, english, opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core import drawing as lots
from core.errors import BadInput
from core.ledger import drawing, draws
from core.ledger.draw_rows import DrawState
from functions.storefront.draw_shapes import draw_json

_TIMEOUT_S = 20
# Of a page there are 20,000 lines.
_MOST_PAGES = 500


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    listing = leaf(under, "list", list_draws, "every draw that was announced, and how far it is")
    listing.add_argument("store", metavar="STORE")
    one = leaf(under, "show", show, "a draw: entries, and who has won")
    one.add_argument("store", metavar="STORE")
    one.add_argument("draw", metavar="DRAW", help="its id in the program")
    one.add_argument("--proof", type=Path, metavar="FILE", help="write all that proves it there")
    check = leaf(under, "verify", verify, "check that a draw was fair", needs_stack=False)
    check.add_argument(
        "proof", metavar="FILE_OR_URL", help="a proof, or .../storefront/draws/ID/proof?store=STORE"
    )
    check.add_argument("--commitment", default="", help="what was shown before entries had closed")


def list_draws(options: Namespace) -> Answer:
    """The last to close first."""
    at = opened(options.store)
    now_s = now_ms() // 1000
    # Announced already, unless a crash came between publishing them and that.
    draws.announce_all(at.books.ledger, at.books.programs.in_force(now_s).draws, now_s)
    rows = [_summary(at, one) for one in draws.listed(at.books)]
    headings = ["id", "name", "from", "until", "state", "entries", "commitment"]
    return Answer(
        {"draws": rows}, lambda: table(headings, [[row[name] for name in headings] for row in rows])
    )


def show(options: Namespace) -> Answer:
    """With the winners as the store knows them."""
    at = opened(options.store)
    state = draws.shown(at.books.ledger, options.draw)
    data = _summary(at, state) | {
        "digest": state.digest or None,
        "seed": state.seed or None,
        "winners": [
            won | {"customer": _customer(at, member_id)}
            for won, (*_, member_id) in zip(drawing.shown(state), state.winners, strict=True)
        ],
    }
    if options.proof is not None:
        options.proof.write_text(json.dumps(_proof(at, state), ensure_ascii=False), "utf-8")

    def text() -> str:
        head = fields([(name, what) for name, what in data.items() if name != "winners"])
        columns = ["place", "prize", "number", "ticket", "customer"]
        rows = [[won[name] for name in columns] for won in data["winners"]]
        return f"{head}\n\n{table(columns, rows)}" if rows else head

    return Answer(data, text)


def verify(options: Namespace) -> Answer:
    """Compute the winners again from what was published. Exit code 1 when it does not fit."""
    proof = _fetched(options.proof) if "://" in options.proof else _read(Path(options.proof))
    if "seed" not in proof:
        raise BadInput("The draw has not been drawn yet; its seed is not published.")
    found = lots.faults(proof, options.commitment.strip().lower())
    data = {"fair": not found, "commitment": proof.get("commitment"), "faults": found}

    def text() -> str:
        if found:
            return "\n".join(["This draw was not fair, or the proof is not whole:", *found])
        lines = [f"Fair: seed and list decide these winners. Commitment: {proof['commitment']}"]
        lines += [f"  {one['place']}: number {one['number']}" for one in proof["winners"]]
        return "\n".join(lines)

    return Answer(data, text, exit_code=1 if found else 0)


def _summary(at: OpenStore, state: DrawState) -> dict[str, Any]:
    shown = draw_json(state)
    entries = state.entries if state.digest else draws.count(at.books.ledger, state.draw.id)
    names = ("id", "from", "until", "state", "announced_at", "commitment")
    return {
        "name": english(state.draw.names),
        **{name: shown[name] for name in names},
        "entries": entries,
    }


def _customer(at: OpenStore, member_id: str) -> str | None:
    """How the store knows a winner; None once erased."""
    contact = at.books.living(at.books.member(member_id)).contact
    return contact.customers.get(at.store.store_id) or contact.email


def _proof(at: OpenStore, state: DrawState) -> dict[str, Any]:
    found, _ = drawing.proof(at.books.ledger, state, most=state.lines)
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return _object(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read the proof: {error}") from error


def _fetched(url: str) -> dict[str, Any]:
    """The proof at an address, with all pages of its list in one."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise BadInput("Name a file, or an address that begins with https://.")
    whole: dict[str, Any] = {}
    more = ""
    for _ in range(_MOST_PAGES):
        try:
            with urllib.request.urlopen(url + more, timeout=_TIMEOUT_S) as answer:  # noqa: S310
                page = _object(answer.read().decode())
        except (OSError, ValueError) as error:
            raise BadInput(f"Cannot fetch the proof: {error}") from error
        whole = {**page, "list": [*whole.get("list", []), *page.get("list", [])]}
        cursor = page.get("cursor")
        if cursor is None:
            return whole
        print(f"{len(whole['list']):,} lines", file=sys.stderr)
        more = f"{'&' if '?' in url else '?'}cursor={quote(str(cursor))}"
    raise BadInput("The list has no end.")


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadInput("The proof is not JSON.") from error
    if not isinstance(found, dict):
        raise BadInput("The proof is not a JSON object.")
    return found
