"""The parts of the landing page that show what a program has. Each is None where there is nothing
to show."""

from __future__ import annotations

from collections.abc import Sequence

from core.program.awards import NOTHING, Award
from core.program.earning import Bonus, Multiplier
from core.program.model import Program
from core.program.rewards import Reward
from functions.storefront.front import facts
from functions.storefront.front.languages import Tongue
from functions.storefront.front.markup import Html, el
from functions.storefront.front.questions import Answered

# Drawn with one stroke in a box of 24; what they show is said beside them.
_ICONS = {
    "earn": "M6 8h12l1 12H5L6 8Zm3 0V6a3 3 0 0 1 6 0v2M12 11.5v5M9.5 14h5",
    "tier": "M4 20v-5h4v5M10 20V10h4v10M16 20V5h4v15",
    "redeem": "M4 10h16v10H4V10Zm-1-4h18v4H3V6Zm9 0v14M12 6S9 1.500 7.500 4 12 6 12 6"
    "s3-4.500 4.500-2S12 6 12 6Z",
}


def steps(program: Program, today: str, tongue: Tongue) -> Html:
    """Earn, rise, redeem: a list in its order, drawn as three steps."""
    rate = facts.rate(program, tongue)
    higher = program.tiers[1:]
    cheapest = min(offered(program, today), key=lambda one: one.least, default=None)
    texts = {
        "earn": tongue.say("steps.earn.text", rate=rate[:1].upper() + rate[1:])
        if rate
        else tongue.say("steps.earn.plain"),
        "tier": tongue.say("steps.tier.text", tier=tongue.plain(higher[0].names))
        if higher
        else tongue.say("steps.tier.plain"),
        "redeem": tongue.say(
            "steps.redeem.from" if facts.open_ended(cheapest) else "steps.redeem.text",
            reward=tongue.plain(cheapest.names),
            points=tongue.points(cheapest.least),
        )
        if cheapest is not None
        else tongue.say("steps.redeem.plain"),
    }
    rows = [
        el(
            "li",
            _icon(name),
            el("h3", tongue.say(f"steps.{name}")),
            el("p", told),
        )
        for name, told in texts.items()
    ]
    return _section("steps", tongue, el("ol", rows, class_="rl-path"))


def tiers(program: Program, tongue: Tongue) -> Html | None:
    """A table of the tiers; none where there is only one."""
    if len(program.tiers) < 2:
        return None
    head = [
        el("th", tongue.say(f"tiers.{name}"), scope="col") for name in ("tier", "reach", "benefits")
    ]
    rows = [
        el(
            "tr",
            el("th", tongue.named(one.names), scope="row"),
            el("td", facts.need(one, program, tongue)),
            el("td", el("ul", [el("li", each) for each in facts.benefits(one, tongue)])),
        )
        for one in program.tiers
    ]
    table = el("table", el("thead", el("tr", head)), el("tbody", rows), aria_labelledby="rl-tiers")
    return _section("tiers", tongue, table)


def offered(program: Program, today: str) -> list[Reward]:
    """Rewards that are not over, and not for a few alone."""
    return [
        one
        for one in program.rewards
        if not one.segments and not (one.last_day and one.last_day < today)
    ]


def rewards(program: Program, today: str, tongue: Tongue) -> Html | None:
    """What points become, the cheapest first."""
    shown = sorted(offered(program, today), key=lambda one: one.least)
    if not shown:
        return None
    rows = []
    for one in shown:
        first = one.first_day if one.first_day > today else ""
        notes = [facts.days(first, one.last_day, tongue)]
        if one.tiers:
            names = [tongue.plain(program.tier(tier).names) for tier in one.tiers]
            notes.append(tongue.say("rewards.tiers", tiers=tongue.all_of(names)))
        rows.append(
            el(
                "li",
                el("h3", tongue.named(one.names)),
                el("p", facts.price(one, tongue), class_="rl-price"),
                *[el("p", note, class_="rl-note") for note in notes if note],
            )
        )
    return _section("rewards", tongue, el("ul", rows, class_="rl-cards"))


def ways(program: Program, today: str, tongue: Tongue) -> Html | None:
    """What is earned besides buying."""
    rows = [
        _way(tongue.named(one.names), facts.gift(one.award, program, tongue))
        for one in program.actions
        if not one.conditions.window.over(today) and not one.conditions.segments
    ]
    referral = program.referral
    if referral is not None:
        yours = facts.gift(referral.referrer, program, tongue)
        theirs = facts.gift(referral.friend, program, tongue)
        key = "ways.friend.both" if theirs else "ways.friend"
        told = tongue.say(key, yours=yours, theirs=theirs)
        rows.append(_way(tongue.named(referral.names), told))
    return _section("ways", tongue, el("ul", rows, class_="rl-rows")) if rows else None


def campaigns(program: Program, today: str, tongue: Tongue) -> Html | None:
    """Campaigns that are on or still to come, and bonuses on purchases."""
    rules: Sequence[Multiplier | Bonus] = (*program.earning.multipliers, *program.earning.bonuses)
    rows = [
        _way(
            tongue.named(one.names),
            _more(one, program, tongue),
            facts.window(one.conditions.window, today, tongue),
        )
        for one in rules
        if not one.conditions.window.over(today) and not one.conditions.segments
    ]
    return _section("campaigns", tongue, el("ul", rows, class_="rl-rows")) if rows else None


def questions(found: Sequence[Answered], tongue: Tongue) -> Html:
    """Questions that open on a tap, with no script."""
    rows = [
        el("details", el("summary", el("h3", one.question)), el("div", one.answer)) for one in found
    ]
    return _section("questions", tongue, *rows)


def _more(rule: Multiplier | Bonus, program: Program, tongue: Tongue) -> str:
    if isinstance(rule, Multiplier):
        return tongue.say("campaigns.factor", factor=f"{rule.factor_milli / 1000:g}")
    if rule.kind == "cash_back":
        return tongue.say("campaigns.cash_back", percent=f"{rule.permille / 10:g}")
    award = Award(rule.points, rule.reward_id, 0, rule.draw_id, rule.entries)
    return facts.gift(award, program, tongue) if award != NOTHING else ""


def _way(name: str, what: str, days: str = "") -> Html:
    notes = [el("p", days, class_="rl-note")] if days else []
    return el("li", el("h3", name), el("p", what, class_="rl-price") if what else None, *notes)


def _section(name: str, tongue: Tongue, *content: Html) -> Html:
    heading = el("h2", tongue.say(f"{name}.title"), id=f"rl-{name}")
    return el(
        "section", heading, *content, class_=f"rl-section rl-{name}", aria_labelledby=f"rl-{name}"
    )


def _icon(name: str) -> Html:
    path = el("path", d=_ICONS[name])
    return el("svg", path, viewBox="0 0 24 24", aria_hidden="true", class_="rl-icon")
