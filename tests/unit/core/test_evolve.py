"""Changed copies of frozen states."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from core.evolve import replace
from core.member import MemberState
from core.order import OrderState


@pytest.mark.parametrize(
    ("one", "changes"),
    [
        (MemberState("m", tiers=(("gold", 1),)), {"available": 5, "lots": (("", 5),)}),
        (OrderState("s", "1", codes=("rg-x",)), {"state": "void"}),
        (OrderState("s", "1"), {}),
    ],
)
def test_a_changed_copy_is_what_the_standard_library_makes(one: Any, changes: Any) -> None:
    made = replace(one, **changes)
    assert made == dataclasses.replace(one, **changes)
    assert type(made) is type(one)


def test_the_original_stays_and_the_copy_is_frozen() -> None:
    one = MemberState("m")
    made: Any = replace(one, debt=1)
    assert one.debt == 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.debt = 2


def test_a_field_that_is_not_there_is_refused() -> None:
    unknown: Any = {"dept": 1}
    with pytest.raises(TypeError, match="MemberState has no field dept"):
        replace(MemberState("m"), **unknown)
