"""What a program gives and on what terms, in a shopper's words."""

from __future__ import annotations

from core.money import money_text
from core.program.awards import Award
from core.program.conditions import Window
from core.program.model import Program
from core.program.perks import Perk
from core.program.rewards import Reward
from core.program.tiers import Tier
from functions.storefront.front.languages import Tongue
from functions.storefront.front.markup import Html, together

_WHOLE = 1000


def rate(program: Program, tongue: Tongue) -> str:
    """ "1 point for every $1 you spend", in the program's currency; "" where it has no rate."""
    rates = [
        tongue.say(
            "rate",
            points=tongue.points(rule.points),
            amount=money_text(rule.per_minor[program.currency], program.currency),
        )
        for rule in program.earning.rules
        if program.currency in rule.per_minor
    ]
    return tongue.all_of(rates)


def gift(award: Award, program: Program, tongue: Tongue) -> str:
    """ "100 points and Free bag": what a rule gives."""
    parts = [tongue.points(award.points)] if award.points else []
    reward = next((one for one in program.rewards if one.id == award.reward_id), None)
    if reward is not None:
        parts.append(tongue.plain(reward.names))
    draw = program.draw(award.draw_id) if award.draw_id else None
    if draw is not None:
        name = tongue.plain(draw.names)
        parts.append(tongue.say("ways.entries", n=award.entries, draw=name))
    return tongue.all_of(parts)


def price(reward: Reward, tongue: Tongue) -> str:
    """ "100 points", "from 100 points"."""
    points = tongue.points(reward.least)
    return tongue.say("points.from", points=points) if open_ended(reward) else points


def open_ended(reward: Reward) -> bool:
    """Whether more points than the least give more."""
    return reward.kind == "amount" and reward.max_points != reward.least


def need(tier: Tier, program: Program, tongue: Tongue) -> str:
    """How a tier is reached."""
    wanted, parts = tier.thresholds, []
    if wanted.spend_minor:
        amount = money_text(wanted.spend_minor, program.currency)
        parts.append(tongue.say("tiers.spend", amount=amount))
    if wanted.points:
        parts.append(tongue.say("tiers.earn", points=tongue.points(wanted.points)))
    if wanted.orders:
        parts.append(tongue.say("tiers.orders", n=wanted.orders))
    if wanted.did:
        parts.append(tongue.say("tiers.did", n=wanted.did))
    reached = tongue.any_of(parts) if tier.need_any else tongue.all_of(parts)
    ways = [reached] if reached else []
    if tier.membership is not None:
        ways.append(tongue.say("tiers.club", n=tier.membership.months))
    if not ways:
        return tongue.say("tiers.everybody")
    told = tongue.any_of(ways)
    return told[:1].upper() + told[1:]


def benefits(tier: Tier, tongue: Tongue) -> list[Html]:
    """What a tier gives."""
    found: list[str] = []
    if tier.multiplier_milli != _WHOLE:
        factor = f"{tier.multiplier_milli / _WHOLE:g}"
        found.append(tongue.say("tiers.multiplier", factor=factor))
    else:
        found.append(tongue.say("tiers.base"))
    if tier.entry_points:
        found.append(tongue.say("tiers.entry", points=tongue.points(tier.entry_points)))
    found += [_perk(one, tongue) for one in tier.perks.all]
    return [together(one) for one in found]


def _perk(perk: Perk, tongue: Tongue) -> str:
    if perk.kind in ("birthday_gift", "text"):
        return tongue.named(perk.names)
    return tongue.say(f"perk.{perk.kind}", percent=perk.value)


def days(first: str, last: str, tongue: Tongue) -> str:
    """ "1 May 2027 to 3 May 2027"; what there is of both, "" for no bound."""
    values = {name: tongue.day(iso) for name, iso in (("first", first), ("last", last)) if iso}
    if not values:
        return ""
    key = "days.both" if len(values) == 2 else "days.from" if first else "days.until"
    return tongue.say(key, **values)


def window(held: Window, today: str, tongue: Tongue) -> str:
    """The days of a rule; of a festival the next ones."""
    if held.festival:
        spans = held.to_come(today)
        return days(*spans[0], tongue) if spans else ""
    return days(held.from_day, held.until_day, tongue)
