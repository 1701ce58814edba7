"""The form that says what a file's columns are: read, shown again, and tried on the first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from core.errors import BadInput
from core.evolve import replace
from core.jobs import Job
from core.migrating import columns, given
from core.migrating.columns import FIELDS, WHO, Field
from core.migrating.given import CHOICES
from core.migrating.planning import Opening, plan, tier_of, tiers_called
from core.migrating.reading import Options
from core.migrating.refused import told
from core.migrating.tables import Table
from core.program.model import Program
from functions.admin.language import current, name_in, say

_SHOWN = 6
_TIERS = 20


@dataclass(frozen=True)
class Chosen:
    """A form as it was read, and what is wrong with it by field."""

    mapped: dict[Field, int]
    options: Options
    problems: dict[str, str] = field(default_factory=dict)


def proposed(table: Table) -> MultiDict[str, str]:
    """The form as the header suggests it."""
    found = columns.proposed(table.header)
    return MultiDict({f"map.{name}": str(number) for name, number in found.items()})


def of_job(job: Job, table: Table) -> MultiDict[str, str]:
    """The form as an import was begun with."""
    options = given.options_of(job.given)
    form: MultiDict[str, str] = MultiDict(
        {f"map.{name}": str(number) for name, number in given.mapped_of(job.given).items()}
    )
    for name in CHOICES:
        form[name] = getattr(options, name)
    form["tier_until"] = options.tier_until
    for number, (called, tier_id) in enumerate(options.tiers.items()):
        form[f"called.{number}"], form[f"tier.{number}"] = called, tier_id or "none"
    return form


def read(form: Mapping[str, str], table: Table) -> Chosen:
    """The choices of a form."""
    problems: dict[str, str] = {}
    mapped: dict[Field, int] = {}
    for name in FIELDS:
        value = form.get(f"map.{name}", "")
        if not value:
            continue
        if not (value.isascii() and value.isdecimal()) or int(value) >= len(table.header):
            problems[f"map.{name}"] = say("data.no_column")
        elif int(value) in mapped.values():
            problems[f"map.{name}"] = say("data.column_twice")
        else:
            mapped[name] = int(value)
    if not set(WHO) & set(mapped) and not problems:
        problems["map.email"] = say("data.no_who")
    if not {"points", "lots", "tier", "lifetime", "birthday"} & set(mapped) and not problems:
        problems["map.points"] = say("data.no_what")
    until = form.get("tier_until", "").strip()
    try:
        until = date.fromisoformat(until).isoformat() if until else ""
    except ValueError:
        problems["tier_until"] = say("data.bad_day")
        until = ""
    tiers = {
        form[f"called.{number}"]: _tier(form.get(f"tier.{number}", ""))
        for number in range(_TIERS)
        if form.get(f"called.{number}") and form.get(f"tier.{number}")
    }
    try:
        options = given.chosen({name: form.get(name, "") for name in CHOICES}, tiers, until)
    except BadInput as error:
        problems[str(error.details.get("field", "dates"))] = say("data.bad_choice")
        options = Options()
    return Chosen(mapped, options, problems)


def _tier(value: str) -> str:
    return "" if value == "none" else value


@dataclass(frozen=True)
class View:
    """`source`: the program that the file is from, "" for none known. `columns`: (number, how it is
    called and begins). `tiers`: what the file calls them, and the program's tier that is chosen."""

    source: str
    columns: Sequence[tuple[str, str]]
    tiers: Sequence[tuple[str, str]]
    choices: Sequence[tuple[str, str]]


def view(form: Mapping[str, str], table: Table, program: Program, more: Sequence[str]) -> View:
    source = columns.recognised(table.header)
    first = table.rows[0][1] if table.rows else ()
    chosen = read(form, table)
    names = tiers_called(table, chosen.mapped, _TIERS)
    known = {columns.folded(one) for one in names}
    names += [one for one in more if columns.folded(one) not in known]
    kept = [form[f"called.{number}"] for number in range(_TIERS) if form.get(f"called.{number}")]
    known = {columns.folded(one) for one in names}
    names += [one for one in kept if columns.folded(one) not in known]
    return View(
        source.name if source else "",
        [
            (str(number), _column(name, first[number] if number < len(first) else ""))
            for number, name in enumerate(table.header)
        ],
        [(one, _chosen(one, chosen.options, program)) for one in names[:_TIERS]],
        [("none", say("data.tier_none"))]
        + [(tier.id, name_in(tier.names)) for tier in program.tiers[1:]],
    )


def _chosen(called: str, options: Options, program: Program) -> str:
    found = tier_of(called, options, program)
    return "" if found is None else found or "none"


def _column(name: str, example: str) -> str:
    name = name or say("data.unnamed")
    short = example.strip()[:24]
    return f"{name} ({short})" if short else name


@dataclass(frozen=True)
class Row:
    """A row as it would be read, or what is wrong with it."""

    line: int
    who: str = ""
    points: int | None = None
    until: Sequence[str] = ()
    tier: str = ""
    problem: str = ""


def preview(
    form: Mapping[str, str], table: Table, program: Program, today: date, tz: ZoneInfo
) -> list[Row]:
    """The first rows as they would be read; none while it is not said who is who."""
    chosen = read(form, table)
    if chosen.problems:
        return []
    some = replace(table, rows=table.rows[:_SHOWN])
    found = plan(some, chosen.mapped, chosen.options, program, today, tz)
    rows = [_row(one, program) for one in found.openings]
    rows += [Row(one.line, problem=told(one, current())) for one in found.refused]
    return sorted(rows, key=lambda row: row.line)


def _row(opening: Opening, program: Program) -> Row:
    person = opening.person
    return Row(
        person.line,
        person.email or person.customer_id or f"+{person.phone}",
        opening.points,
        [on for on, _ in opening.lots if on],
        name_in(program.tier(opening.tier_id).names) if opening.tier_id else "",
    )
