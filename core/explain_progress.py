"""What is missing for the next tier, in a sentence: from the figures of `core.tiers.progress`."""

from __future__ import annotations

from datetime import date

from core.money import money_text
from core.program.tiers import Figures
from core.tiers import Progress
from core.wording import Text, named, row, say


def progress_text(progress: Progress, currency: str) -> Text | None:
    """ "NT$1,200 more by 31 March 2027 for Gold." None in the highest tier."""
    following = progress.next_tier
    if following is None:
        return None
    tier = named(following.names)
    if following.thresholds == Figures():
        return say("progress.membership", tier=tier)
    needed = progress.missing
    parts = []
    if needed.spend_minor:
        parts.append(say("progress.spend", money=money_text(needed.spend_minor, currency)))
    for what in ("points", "orders", "did"):
        if getattr(needed, what):
            parts.append(say(f"progress.{what}", n=getattr(needed, what)))
    joint = "joint.or" if following.need_any else "joint.and"
    by = _deadline(progress.counts_until)
    return say("progress", parts=row(parts, joint), by=by, tier=tier)


def _deadline(on: str | None) -> Text | str:
    if on is None:
        return ""
    day = date.fromisoformat(on)
    month_name = _MONTHS[day.month - 1]
    return say("progress.by", day=day.day, month=day.month, month_name=month_name, year=day.year)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
