"""What shoppers say of themselves: answers to the program's questions, given freely and taken back
at will. They stand on the member's row, packed small, and go with the rest of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import BadInput
from core.evolve import replace
from core.member import RECENT_KEPT, MemberState
from core.program.profile import ProfileField

Answers = tuple[tuple[str, tuple[str, ...]], ...]

# Room that a member's row has for answers, in letters of `length`.
MOST = 52


def length(answers: Iterable[tuple[str, Iterable[str]]]) -> int:
    """How long answers are on the member's row: "age=25,pet=cat+dog"."""
    return len(",".join(f"{field}={'+'.join(options)}" for field, options in answers))


def longest(fields: Iterable[tuple[str, Iterable[str], bool]]) -> int:
    """How long the answers to all of these fields (id, ids of options, many) can be."""
    found = []
    for field, ids, many in fields:
        options = sorted(ids, key=len)
        found.append((field, options if many else options[-1:]))
    return length(found)


def answered(
    member: MemberState, fields: tuple[ProfileField, ...], given: Mapping[str, Any]
) -> MemberState:
    """The member with new answers: by a field's id the option's id, a list of ids, or None to take
    the answer back. Fields that are not named stay as they are. Raises BadInput with `field`."""
    known = {field.id: field for field in fields}
    answers = dict(member.profile)
    for field_id, answer in given.items():
        field = known.get(field_id)
        if field is None:
            raise BadInput(
                f"The profile has no field {field_id[:40]!r}.", code="unknown_field", field=field_id
            )
        options = _options(field, answer)
        answers.pop(field_id, None)
        if options:
            answers[field_id] = options
    kept = _fitting(answers, first=known)
    # The answers took their room from the list of the last redemptions.
    return replace(member, profile=kept, recent=member.recent[:RECENT_KEPT])


def _options(field: ProfileField, answer: Any) -> tuple[str, ...]:
    chosen = [] if answer is None else answer if isinstance(answer, list) else [answer]
    for one in chosen:
        if not isinstance(one, str) or one not in field.options:
            raise BadInput(
                f"The field {field.id!r} has no option {str(one)[:40]!r}; "
                f"choose from: {', '.join(field.options)}.",
                code="unknown_option",
                field=field.id,
            )
    if len(set(chosen)) > 1 and not field.many:
        raise BadInput(
            f"The field {field.id!r} takes one option.", code="one_option", field=field.id
        )
    return tuple(one for one in field.options if one in chosen)


def joined(target: Answers, source: Answers) -> Answers:
    """The answers of two who are one person: what the account says counts, of the other what it
    leaves open."""
    return _fitting({**dict(source), **dict(target)}, first=dict(target))


def _fitting(answers: Mapping[str, tuple[str, ...]], first: Iterable[str]) -> Answers:
    """As many answers as a row has room for. Those to fields that are not among `first` (which the
    program does not ask any more) go before others."""
    wanted = set(first)
    kept: dict[str, tuple[str, ...]] = {}
    for field in sorted(answers, key=lambda one: (one not in wanted, one)):
        if length({**kept, field: answers[field]}.items()) <= MOST:
            kept[field] = answers[field]
    return tuple(sorted(kept.items()))


def shown(answers: Answers, fields: tuple[ProfileField, ...]) -> dict[str, list[str]]:
    """The answers that the program understands, by field; of a field that has become one for a
    single option, the first. What it does not know is kept out of sight."""
    given = dict(answers)
    found = {}
    for field in fields:
        options = [one for one in field.options if one in given.get(field.id, ())]
        if options:
            found[field.id] = options if field.many else options[:1]
    return found
