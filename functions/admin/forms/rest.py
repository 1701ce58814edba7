"""When points end, what becomes of points and codes when an order is refunded, and what shoppers
are suggested."""

from __future__ import annotations

from functions.admin.forms.field import Field, Group, Part
from functions.admin.forms.kinds import Choice, Flag, Number

_KINDS = ("none", "months", "yearly", "inactivity")

EXPIRY = Part(
    "expiry",
    "expiry",
    (
        Group(
            "expiry",
            (
                Field("kind", Choice(options=_KINDS), "none"),
                Field("months", Number(), kinds=("months", "yearly", "inactivity")),
                Field("month", Number(), kinds=("yearly",)),
                Field("remind_days", Number(), kinds=("months", "yearly", "inactivity")),
            ),
            folded=False,
        ),
    ),
    switch="kind",
)

POLICIES = Part(
    "policies",
    "policies",
    (
        Group(
            "refunds",
            (
                Field("spent_refund", Choice(options=("debt", "forgive")), "debt"),
                Field("code_refund", Choice(options=("keep", "restore")), "keep"),
            ),
            folded=False,
        ),
        Group(
            "codes",
            (Field("code_days", Number(), 90), Field("code_reminder_days", Number())),
            folded=False,
        ),
    ),
)

PERSONAL = Part(
    "personal",
    "personal",
    (
        Group(
            "suggestions",
            (Field("on", Flag(), True), Field("views", Flag(), False)),
            folded=False,
        ),
    ),
)
