"""What is doubtful about a program, before it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from core.program.linting import (
    actions,
    campaigns,
    draws,
    earning,
    extras,
    goods,
    groups,
    personal,
    referral,
    rewards,
    segments,
    shopfront,
    tiers,
    words,
)
from core.program.linting.base import Case, Finding
from core.program.model import load

_CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    words.not_said,
    words.too_long,
    words.missing_names,
    words.same_names,
    earning.no_rate,
    earning.other_currency,
    earning.rules_add_up,
    extras.factor_under_one,
    extras.overlaps,
    extras.excluded_products,
    campaigns.limit_under_one,
    campaigns.cap_over_total,
    campaigns.festival_runs_out,
    campaigns.campaign_too_short,
    tiers.multiplier_under_one,
    tiers.higher_earns_less,
    tiers.tier_removed,
    tiers.tier_unreached,
    rewards.too_many,
    rewards.nothing_for_lowest,
    rewards.dearer_than_better,
    rewards.worth_apart,
    rewards.gives_too_much,
    referral.unlimited,
    referral.friend_twice,
    goods.batch_never,
    goods.batches_end,
    segments.of_nobody_or_everybody,
    segments.unused,
    actions.taken_at_their_word,
    actions.same_moment,
    draws.changed,
    draws.removed,
    draws.nobody_enters,
    draws.prizes,
    groups.overlap,
    groups.nothing_joins,
    groups.promise,
    personal.views_for_nothing,
    shopfront.joined_twice,
    shopfront.channel_removed,
)


def findings(
    document: Mapping[str, Any],
    previous: Mapping[str, Any] | None = None,
    *,
    held: Mapping[str, int] | None = None,
    reached: Mapping[str, int] | None = None,
    sold_in: str = "",
    today: date | None = None,
) -> list[Finding]:
    """All that is doubtful about a valid document, errors first.

    `previous`: the document it takes the place of. `held` and `reached`: how many members a
    backtest finds in each tier (by id) now and under the new program. `sold_in`: the store's own
    currency, where one store is meant. `today`: the store's day.
    """
    case = Case(document, load(document, 0, 0), previous, held, reached, sold_in, today)
    found = [finding for check in _CHECKS for finding in check(case)]
    return sorted(found, key=lambda one: one.severity != "error")
