"""What a store tells its shoppers about the program, and the ways by which they come to it."""

from __future__ import annotations

from typing import get_args

from core.program.shopfront import CommunityKind
from functions.admin.forms.choosing import Prose
from functions.admin.forms.conditions import FOR_WHOM
from functions.admin.forms.events import AWARD
from functions.admin.forms.field import Field, Group, Part
from functions.admin.forms.kinds import Day, Kind, Names, Number

_NAME = Field("name", Names(), required=True)
_TEXT = Field("text", Prose(), required=True)
_DAYS = Group("days", (Field("from", Day()), Field("until", Day())))

NEWS = Part(
    "news",
    "news",
    (
        Group("what", (_NAME, _TEXT, Field("url", Kind())), folded=False),
        _DAYS,
        Group("whom", (FOR_WHOM,)),
    ),
    stem="news",
)

COMMUNITY = Part(
    "community",
    "community",
    (
        Group("what", (_NAME, Field("url", Kind(), required=True)), folded=False),
        Group("whom", (FOR_WHOM,)),
    ),
    stem="community",
    kinds=get_args(CommunityKind),
)

CHANNELS = Part(
    "channels",
    "channels",
    (Group("what", (_NAME,), folded=False), Group("award", AWARD.fields, folded=False), _DAYS),
    stem="channel",
)

QUESTIONS = Part(
    "questions",
    "questions",
    (Group("what", (_NAME, _TEXT), folded=False),),
    stem="question",
)

LOOK = Part(
    "look",
    "look",
    (
        Group(
            "what",
            (
                Field("name", Names()),
                Field("color", Kind()),
                Field("radius", Number()),
                Field("logo", Kind()),
                Field("join_url", Kind()),
            ),
            folded=False,
        ),
    ),
)
