"""Members' events and surveys."""

from __future__ import annotations

from functions.admin.forms.conditions import FOR_WHOM, SEGMENTS
from functions.admin.forms.field import Field, Group, Part
from functions.admin.forms.kinds import Day, Moment, Names, Number, Pick
from functions.admin.forms.questions import Questions

AWARD = Group(
    "award",
    (
        Field("award.points", Number()),
        Field("award.reward", Pick(of="rewards")),
        Field("award.draw", Pick(of="draws")),
        Field("award.entries", Number()),
    ),
)

EVENTS = Part(
    "events",
    "events",
    (
        Group(
            "what",
            (
                Field("name", Names(), required=True),
                Field("at", Moment(), required=True),
                Field("place", Names()),
                Field("capacity", Number()),
                FOR_WHOM,
                SEGMENTS,
            ),
            folded=False,
        ),
        AWARD,
    ),
    stem="event",
)

SURVEYS = Part(
    "surveys",
    "surveys",
    (
        Group("what", (Field("name", Names(), required=True),), folded=False),
        Group("questions", (Field("questions", Questions(), required=True),), folded=False),
        Group("days", (Field("from", Day()), Field("until", Day()), FOR_WHOM, SEGMENTS)),
        AWARD,
    ),
    stem="survey",
)
