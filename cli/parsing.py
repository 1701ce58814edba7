"""Arguments, the same way for every command."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

from cli.answer import Answer

Run = Callable[[argparse.Namespace], Answer]


class UsageError(Exception):
    """The command was not understood. `usage` is how it is meant."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.usage = usage


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises UsageError instead of leaving the process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.format_usage())


def wants_json(arguments: list[str]) -> bool:
    """Whether --json is among the arguments, wherever it stands."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return "--json" in arguments[:end]


def common_options(parser: argparse.ArgumentParser) -> None:
    """Options that count before and after the command's name."""
    hidden = argparse.SUPPRESS  # no default here, or the inner parser's would undo the outer's
    group = parser.add_argument_group("everywhere")
    group.add_argument(
        "--json", action="store_true", default=hidden, help="print one JSON document"
    )
    group.add_argument(
        "--stage",
        default=hidden,
        help="a stage deployed on AWS (or REGULARS_STAGE); without one, the local stack",
    )
    group.add_argument("--region", default=hidden, help="its AWS region (or AWS_REGION)")


def verbs(parser: Parser) -> Any:
    """The place where a noun's verbs are added with `leaf`."""
    return parser.add_subparsers(dest="verb", metavar="COMMAND", required=True)


def leaf(parent: Any, name: str, run: Run, text: str, *, needs_stack: bool = True) -> Parser:
    """A command that runs. `parent`: what `verbs` gave."""
    parser: Parser = parent.add_parser(name, help=text, description=_sentence(text))
    return runs(parser, run, needs_stack=needs_stack)


def runs(parser: Parser, run: Run, *, needs_stack: bool = True) -> Parser:
    """Make a parser the end of a command. `needs_stack`: connect to a stack first."""
    common_options(parser)
    parser.set_defaults(run=run, needs_stack=needs_stack)
    return parser


def moment(text: str) -> int:
    """Unix seconds of "2026-11-22", "2026-11-22T04:33:21Z" (UTC unless it says otherwise) or of
    unix seconds themselves. For argparse: ValueError becomes a usage error."""
    if text.strip().lstrip("-").isdigit():
        at = int(text)
    else:
        try:
            parsed = datetime.fromisoformat(text.strip())
        except ValueError:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a time; write 2026-11-22T04:33:21Z or unix seconds"
            ) from None
        at = int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    if not 0 <= at < 253402300800:  # the year 10000
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; is it in milliseconds?")
    return at


def now_ms() -> int:
    """Unix milliseconds; everything inside takes time as an argument."""
    return time.time_ns() // 1_000_000


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
