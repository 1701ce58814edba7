"""Reads the command, connects to the stack, runs, prints."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from cli import failures
from cli.answer import Answer
from cli.parsing import Parser, UsageError, common_options, wants_json

# Each is a module of this package. Only the one that is named is imported: no command pays for
# what another needs.
NOUNS = {
    "store": "connect stores, list them, see what is wrong with them",
    "member": "look at a shopper's points, and correct them",
    "referral": "see whom a member brought, and what came of it",
    "segment": "see who is in which segment of the program",
    "redeem": "turn a shopper's points into a code",
    "counter": "what staff do in a shop: find a member, award a receipt, redeem",
    "event": "see who comes to members' events, and check them in",
    "survey": "see what members answered",
    "vouchers": "put partners' codes into a reward's pool",
    "tasks": "see what members redeemed that has to be done, and say that it was",
    "draw": "look at lucky draws, and check that one was fair",
    "program": "show, check and publish a store's program",
    "group": "see how far group purchases have come, and say who organises them",
    "action": "what members earn besides buying: its key, its claims",
    "case": "see what shoppers miss, and answer them",
    "compliance": "see what platforms asked for about personal data, and that it was done",
    "budgets": "see how much is left of what all members together may have, and count it anew",
    "numbers": "see up to when figures are summed, sum them now, or make them anew",
    "catalogue": "show what a store's products are, as rules see them",
    "ledger": "prove the books, sign them, copy them and bring them back",
    "import": "bring members and balances of another program, and take them back",
    "export": "everything that a store's ledger holds, as files",
    "sweep": "fetch what a store changed, and converge on it",
    "import": "bring in what a store had before: its past orders",
    "jobs": "see how far long work is, stop it, and let it go on",
    "deadletters": "see what could not be done and why, and put it back",
    "reconcile": "make lists, due work and what waits for queues again from the entries",
    "schedule": "run what is due",
    "admin": "open the merchant page",
    "doctor": "look whether all is well, in the account, the stack and the stores",
    "smoke": "send an order through everything that is deployed, and leave nothing of it",
    "deploy": "put Regulars into your AWS account",
}

# Those whose module cannot be called so.
_MODULES = {"import": "importing", "export": "exporting"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 1 for an error, 2 for a command that makes no sense."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    as_json = wants_json(argv)
    try:
        options = _parser(argv).parse_args(argv)
    except UsageError as error:
        shown: dict[str, object] = {"code": "usage", "message": str(error)}
        print(_error(shown) if as_json else f"{error.usage}{error}", file=sys.stderr)
        return 2
    try:
        if options.needs_stack:
            from cli import target

            target.use(getattr(options, "stage", None), getattr(options, "region", None))
        answer: Answer = options.run(options)
        print(_json(answer.data) if as_json else answer.text(), flush=True)
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        described = failures.described(error)
        text = _error(described) if as_json else _sentence(described)
        print(text, file=sys.stderr)
        return 1
    return answer.exit_code


def _parser(argv: Sequence[str]) -> Parser:
    parser = Parser(
        prog="./regulars",
        description="The operator's command line of Regulars: against the stack that `make run` "
        "started here, or with --stage against AWS.",
    )
    common_options(parser)
    nouns = parser.add_subparsers(dest="noun", metavar="COMMAND", required=True)
    for name, help_text in NOUNS.items():
        description = help_text[0].upper() + help_text[1:] + "."
        noun = nouns.add_parser(name, help=help_text, description=description)
        if name in argv:
            importlib.import_module(f"cli.{_MODULES.get(name, name)}").configure(noun)
    return parser


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _error(shown: dict[str, Any]) -> str:
    """On one line, so that it can be found below what went before it."""
    return json.dumps({"error": shown}, ensure_ascii=False)


def _sentence(shown: dict[str, object]) -> str:
    lines = [str(shown["message"])]
    details = shown.get("details")
    problems = details.get("problems", []) if isinstance(details, dict) else []
    lines += [f"  {fault['where'] or 'program'}: {fault['what']}" for fault in problems]
    return "\n".join(lines)
