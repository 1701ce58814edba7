"""./regulars member profile: what a shopper says of themselves, seen and corrected."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from cli.answer import Answer, fields
from cli.customers import opened, view_of
from cli.parsing import now_ms
from core import profile
from core.errors import BadInput
from core.ledger import members, profiles


def run(options: Namespace) -> Answer:
    """Answer the fields that are named; the profile afterwards."""
    at, at_ms = opened(options.store), now_ms()
    member_id = members.find_member_id(at.books.ledger, at.store.store_id, options.customer)
    if options.answers:
        profiles.answer(at.books, member_id, _given(options.answers), at_ms)
    program = at.books.programs.in_force(at_ms // 1000)
    member = view_of(at, options.customer, at_ms // 1000).member
    answers = profile.shown(member.profile, program.profile)
    data = {"store_id": at.store.store_id, "customer_id": options.customer, "profile": answers}

    def text() -> str:
        if not program.profile:
            return "The program asks nothing."
        rows = [(one.id, ", ".join(answers.get(one.id, [])) or None) for one in program.profile]
        return fields(rows)

    return Answer(data, text)


def _given(answers: list[str]) -> dict[str, Any]:
    """ "pet=cat,dog" as a field and its options; "pet=" takes the answer back. Raises BadInput."""
    given: dict[str, Any] = {}
    for one in answers:
        field, equals, options = one.partition("=")
        if not equals:
            raise BadInput(f"{one[:40]!r} is no answer; write it like pet=cat, or pet= for none.")
        given[field.strip()] = [option.strip() for option in options.split(",") if option.strip()]
    return given
