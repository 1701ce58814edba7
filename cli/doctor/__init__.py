"""./regulars doctor: what is well, what is not, and what to do about it."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Iterable

from botocore.exceptions import BotoCoreError, ClientError

from cli import target
from cli.answer import Answer, table
from cli.doctor import account, keys, ledger_table, mail, queues, releases, stores, work
from cli.doctor.line import Check, Line
from cli.parsing import Parser, runs
from core.errors import RegularsError
from infra.local.facts import StackFacts

CHECKS: tuple[Check, ...] = (
    *account.CHECKS,
    *ledger_table.CHECKS,
    *queues.CHECKS,
    *keys.CHECKS,
    *mail.CHECKS,
    *releases.CHECKS,
    *work.CHECKS,
    *stores.CHECKS,
)


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    runs(parser, doctor, needs_stack=False)


def doctor(options: Namespace) -> Answer:
    """Look at everything; exit code 1 when something is bad."""
    facts = target.use(getattr(options, "stage", None), getattr(options, "region", None))
    lines = [line for check in CHECKS for line in look(check, facts)]
    counted: Counter[str] = Counter(line.status for line in lines)
    ok = not counted["bad"]
    data = {
        "ok": ok,
        "stage": facts.stage,
        "counts": dict(sorted(counted.items())),
        "lines": [line.as_json() for line in lines],
    }
    return Answer(data, lambda: _text(lines, counted), exit_code=0 if ok else 1)


def look(check: Check, facts: StackFacts) -> Iterable[Line]:
    """What a check finds. What cannot be asked is a finding as well: on AWS a warning, on the
    emulator no more than that it is not there."""
    if facts.endpoint_url and check.of_an_account:
        return [Line(check.name, "not here", "a matter of an AWS account")]
    try:
        return list(check.run(facts))
    except RegularsError as error:
        return [Line(check.name, "bad", str(error))]
    except (ClientError, BotoCoreError) as error:
        if facts.endpoint_url:
            return [Line(check.name, "not here", "the emulator does not tell")]
        return [Line(check.name, "warn", f"could not be asked: {error}", "may you ask it?")]


def _text(lines: list[Line], counted: Counter[str]) -> str:
    shown = table(("", "check", "what"), [(one.status, one.check, one.what) for one in lines])
    advice = [f"{one.check}: {one.do}" for one in lines if one.do]
    summary = ", ".join(f"{count} {status}" for status, count in sorted(counted.items()))
    todo = "\n".join(["", "What to do", *(f"  {one}" for one in advice)]) if advice else ""
    return f"{shown}\n{todo}\n\n{summary}" if advice else f"{shown}\n\n{summary}"
