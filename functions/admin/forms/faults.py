"""What the validation finds wrong, in the page's language and beside the field it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from functions.admin.forms.field import Field, Part
from functions.admin.forms.kinds import Faults
from functions.admin.forms.reading import Form, sent_of
from functions.admin.language import current, say

# What the validation says, the text that says it here, and the fields to show it at when it speaks
# of a whole row: the first of them that the page has.
_KNOWN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"Input should be a valid integer.*", "whole", ()),
    (r"Input should be greater than or equal to (?P<least>-?\d+)", "least", ()),
    (r"Input should be less than or equal to (?P<most>\d+)", "most", ()),
    (r"String should have at least 1 character", "required", ()),
    (r"Field required", "required", ()),
    (r"String should have at most (?P<most>\d+) characters?", "long", ()),
    (r"String should match pattern '\^\[A-Z\]\{3\}\$'", "currency", ()),
    (r"String should match pattern '\^\[0-9\]\{1,19\}\$'", "platform_id", ()),
    (r"String should match pattern '\^\[A-Za-z0-9\]\[A-Za-z0-9-\].*", "link", ()),
    (r"String should match pattern '\^\[A-Za-z0-9\].*", "tag", ()),
    (r"List should have at most (?P<most>\d+) items? .*", "many", ()),
    (r"Dictionary should have at least 1 item .*", "required", ()),
    (r"List should have at least 1 item .*", "none_left", ()),
    (
        r".* is not an amount; write it like 12\.50",
        "amount",
        ("value", "price", "minimum", "amount"),
    ),
    (
        r"must be at least (?P<least>[\d.]+) and at most 1,000,000,000",
        "amount_range",
        ("value", "price", "amount"),
    ),
    (r"the amount in [A-Z]{3} must be more than zero", "positive", ()),
    (r"must be at most 100, with at most three decimals", "multiplier", ()),
    (r"must be at most 100, with at most one decimal", "percent", ()),
    (r"two amounts are in the same currency", "same_currency", ()),
    (r"an? [a-z_]+ reward needs a value", "required", ("value",)),
    (r"a percent reward needs a percent", "required", ("percent",)),
    (r"a (product|bundle) reward needs products", "required", ("products",)),
    (r"an amount belongs to a bundle, and a bundle needs one", "required", ("amount",)),
    (r"batches are for rewards of kind .*", "no_batches", ("batches",)),
    (r"two batches have the same id", "same_batch", ("batches",)),
    (r"must be a day before 2101", "day", ()),
    (r"it is spent like money; .*", "money", ("value",)),
    (r"the price must be less than the value", "price", ("price",)),
    (r"min_points and max_points must be whole steps of points", "steps", ("min_points",)),
    (r"max_points must be at least min_points", "max_points", ("max_points",)),
    (r"name products or collections, not both", "not_both", ("collections",)),
    (r"(the reward )?ends before it begins", "until", ("until", "window.until")),
    (r".* is not a day; write it like 2027-02-06", "day", ()),
    (r"must be a day, written like 2026-12-31", "day", ()),
    (r"say after how many months points expire", "required", ("months",)),
    (r"say with which month of the year points expire .*", "required", ("month",)),
    (r"only a rolling window has review months of its own", "rolling", ("reviews",)),
    (r"tiers begin at 0 and each next one begins higher", "tier_order", ("from",)),
    (
        r"tiers: the lowest has an entry reward only when .*",
        "entry_reward",
        ("entry_reward.points", "entry"),
    ),
    (r"two .* have the same id", "same_id", ()),
    (
        r"say what is given: points, a reward, or draw entries",
        "gives",
        ("points", "award.points", "reward"),
    ),
    (r"cash back is paid as a reward of store credit, each time; name it", "required", ("reward",)),
    (r"a percentage belongs to cash back, and only there", "required", ("percent",)),
    (r".*: cash back is paid as a reward of kind .*", "cash_back", ("reward",)),
    (r".*: a reward of kind .* cannot be given", "no_gift", ("reward", "award.reward")),
    (r".* gives a reward that there is not: .*", "no_reward", ("reward", "award.reward")),
    (r"a .* counts once.*; leave the limit out", "no_limit", ("limit.times",)),
    (r"only what shoppers claim can be approved: .*", "no_approval", ("approval",)),
    (r"since is for anniversaries, and only there", "no_since", ("since",)),
    (r"actions: each needs an id .*", "same_id", ()),
    (r"must be a day and a time.*", "moment", ()),
    (r"the survey ends before it begins", "until", ("until",)),
    (r"List should have at least 2 items .*", "options", ()),
    (r"options belong to a choice, and only there", "options", ()),
    (r"the amount belongs to a bonus .*", "required", ("above",)),
    (r"the number of pieces belongs to a stamp card.*", "required", ("every",)),
    (r"the number of orders belongs to .*", "required", ("orders",)),
    (r"the time that orders come in belongs .*", "within", ("within.days",)),
    (r"say within how many days, or within .*", "within", ("within.days",)),
    (r"products belong to a bonus for products.*", "which_products", ("match.products",)),
    (r"a first time happens once", "once", ("times",)),
    (r"days before and after belong to a festival.*", "festival", ("window.festival",)),
    (r"what all members together may have is counted in points; .*", "counted", ("points",)),
    (r".* has a budget, but no reward .*", "budget_worth", ("budget.amount",)),
    (r"the budget of .* must be more than zero", "positive", ("budget.amount",)),
    (r"at most (?P<most>\d+) rules may have a total or a budget", "many_limits", ()),
    (r".* names a tier that there is not", "no_tier", ()),
    (r"the reward .* is for no tier .*", "no_tier", ()),
    (r".* names the .* which there is not; add it first", "segment_unknown", ()),
    (r"profile: with everything answered .*", "no_room", ("options",)),
    (r"give the segment conditions under all, or under any", "one_list", ("all",)),
    (r"a condition of kind .* needs least or most", "needs_figure", ("all", "any")),
    (r"a condition of kind .* needs months", "needs_months", ("all", "any")),
    (r"most is less than least", "least_most", ("all", "any")),
    (r"least and most must be whole numbers of at most 10,000", "whole_10000", ()),
    (r"String should match pattern '\^https.*", "address", ()),
    (r"String should match pattern '\^#.*", "color", ()),
    (r"name its products, collections, tags or vendors", "names_products", ("products",)),
    (r"a members-only sale is for some tiers or segments.*", "somebody", ("segments", "tiers")),
    (r"must be at most (?P<most>[\d,]+) bytes long", "size", ()),
    (
        r"a draw and the number of its entries belong together",
        "draw_entries",
        ("entries", "award.entries"),
    ),
    (r"a rule gives entries in a draw that there is not: .*", "no_draw", ("draw", "award.draw")),
    (r"the limit is of entries for points; say what one costs", "draw_limit", ()),
    (r"there can be at most 500 winners", "draw_winners", ()),
    (r"Input should be '.*", "choice", ()),
    (r"the target is a number .*", "required", ()),
    (r"say what early birds get.*", "required", ()),
    (r"the preview begins after the event", "preview", ()),
    (r"early birds order while the event lasts", "early", ()),
    (r".* is too far away", "day", ()),
)


def in_words(what: str) -> str:
    """A fault in the page's language; the validation's own words where nobody translated them."""
    for pattern, key, _ in _KNOWN:
        match = re.fullmatch(pattern, what, re.DOTALL)
        if match:
            return say(f"problem.{key}", **match.groupdict())
    return what if current() == "en" else say("problem.other", what=what)


def beside(
    part: Part, kind: str, place: str, problems: Iterable[Mapping[str, str]], form: Form
) -> Faults:
    """The faults of a document by the inputs of the page of `part`, whose row stands at `place`;
    under "" what is beside none of them. Not translated yet."""
    fields = [field for field in part.fields() if field.fits(kind)]
    found: Faults = {}
    for fault in problems:
        where, what = fault["where"], fault["what"]
        inside = where == place or where.startswith(f"{place}.")
        rest = where.removeprefix(place).strip(".") if inside else ""
        if where and not inside:
            found.setdefault("", what)
            continue
        found.setdefault(_input(fields, rest, what, form), what)
    return found


def _input(fields: list[Field], rest: str, what: str, form: Form) -> str:
    for field in fields:
        if rest == field.path or rest.startswith(f"{field.path}."):
            below = [name for name in rest.removeprefix(field.path).split(".") if name]
            return field.path + field.kind.place(below, sent_of(field, form))
    paths = {field.path: field for field in fields}
    for pattern, _, candidates in _KNOWN:
        for name in candidates:
            if name in paths and re.fullmatch(pattern, what, re.DOTALL):
                return name + paths[name].kind.place((), sent_of(paths[name], form))
    return ""
