"""What members earn besides buying."""

from __future__ import annotations

from typing import get_args

from core.program.actions import CLAIMED, SEEN, YEARLY, ActionKind, Per, Since
from functions.admin.forms.conditions import FOR_WHOM, SEGMENTS, WHEN
from functions.admin.forms.events import AWARD
from functions.admin.forms.field import Field, Group, Part
from functions.admin.forms.kinds import Choice, Flag, Names, Number, Select

ACTION_KINDS: tuple[ActionKind, ...] = get_args(ActionKind)
# What comes once, or once a year, has no other limit.
_LIMITED = tuple(kind for kind in ACTION_KINDS if kind not in (*YEARLY, *SEEN))

ACTIONS = Part(
    "actions",
    "actions",
    (
        Group(
            "what",
            (
                Field("name", Names(), required=True),
                Field(
                    "since",
                    Choice(options=get_args(Since)),
                    "first_purchase",
                    kinds=("anniversary",),
                ),
                Field("approval", Flag(), kinds=CLAIMED),
            ),
            folded=False,
        ),
        Group("award", AWARD.fields, folded=False),
        Group(
            "limits",
            (
                Field("limit.times", Number(), kinds=_LIMITED, head=True),
                Field("limit.per", Select(options=get_args(Per)), kinds=_LIMITED),
                Field("limit_total", Number()),
            ),
            folded=False,
        ),
        WHEN,
        Group("whom", (FOR_WHOM, SEGMENTS)),
    ),
    stem="action",
    kinds=ACTION_KINDS,
)
