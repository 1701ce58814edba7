"""Validation of the program's form: every fault beside its field, in the page's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.errors import BadInput
from core.money import to_minor
from functions.admin import campaign_form
from functions.admin.language import current, say
from functions.admin.program_form import document_of

# What the validation says, and the text that says it here.
_KNOWN = (
    (r"Input should be a valid integer.*", "problem.whole"),
    (r"Input should be greater than or equal to (?P<least>-?\d+)", "problem.least"),
    (r"Input should be less than or equal to (?P<most>\d+)", "problem.most"),
    (r"String should have at least 1 character", "problem.required"),
    (r"Field required", "problem.required"),
    (r"String should have at most (?P<most>\d+) characters?", "problem.long"),
    (r"String should match pattern .*A-Z.*", "problem.currency"),
    (r"List should have at most (?P<most>\d+) items? .*", "problem.many"),
    (r"Dictionary should have at least 1 item .*", "problem.required"),
    (r"List should have at least 1 item .*", "problem.none_left"),
    (r".* is not an amount; write it like 12\.50", "problem.amount"),
    (r"must be at least (?P<least>[\d.]+) and at most 1,000,000,000", "problem.amount_range"),
    (r"the amount in [A-Z]{3} must be more than zero", "problem.positive"),
    (r"must be at most 100, with at most three decimals", "problem.multiplier"),
    (r"an? (fixed|amount|product|donation) reward needs a value", "problem.required"),
    (r"a percent reward needs a percent", "problem.required"),
    (r"say after how many months points expire", "problem.required"),
    (r"say with which month of the year points expire .*", "problem.required"),
    (r"tiers begin at 0 and each next one begins higher", "problem.tier_order"),
    (r"two .* have the same id", "problem.same_id"),
    (r".* is not a day; write it like 2027-02-06", "problem.day"),
    (r"ends before it begins", "problem.until"),
    (r"the amount belongs to a bonus .*", "problem.required"),
    (r"the number of pieces belongs to a stamp card.*", "problem.required"),
    (r"products belong to a bonus for products.*", "problem.required"),
    (r"a first time happens once", "problem.once"),
    (r".* names a tier that there is not", "problem.no_tier"),
    (r"the limit is of entries for points; say what one costs", "draws.problem.limit"),
    (r"say what is given: points, a reward, or draw entries", "draws.problem.award"),
    (r"there can be at most 500 winners", "draws.problem.winners"),
    (r"Input should be '.*", "problem.choice"),
)
_AS_SHOWN = (
    *("earning", "rules", "multipliers", "bonuses", "tiers", "rewards", "expiry", "policies"),
    *("name", "from", "multiplier", "points", "rates", "amount", "currency"),
    *(
        "kind",
        "value",
        "percent",
        "exclude",
        "months",
        "month",
        "remind_days",
        "spent_refund",
        "code_days",
    ),
)
_SECTION_OF_RATES = re.compile(r"(earning\.rules\.\d+)\.per(?:\..*)?")


def check(state: Mapping[str, Any]) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """The valid document and no problems, or None and the problems by field."""
    from core.program.schema import validate  # pydantic: only when somebody edits the program

    problems = _beforehand(state)
    try:
        document = validate(document_of(state))
    except BadInput as error:
        found: Any = error.details["problems"]
        for fault in found:
            for place in _places(fault["where"], fault["what"], state):
                problems.setdefault(place, in_words(fault["what"]))
        problems = problems or {"form": in_words(found[0]["what"])}
        return None, dict(sorted(problems.items(), key=lambda one: _order(one[0])))
    return (None, problems) if problems else (document, {})


def _order(place: str) -> list[int]:
    """Where on the page a field stands: the first fault gets the focus."""
    parts = place.split(".")
    return [int(x) if x.isdigit() else _AS_SHOWN.index(x) if x in _AS_SHOWN else 0 for x in parts]


def in_words(what: str) -> str:
    """A fault in the page's language; the validation's own words where nobody translated them."""
    for pattern, key in _KNOWN:
        match = re.fullmatch(pattern, what, re.DOTALL)
        if match:
            return say(key, **match.groupdict())
    return what if current() == "en" else say("problem.other", what=what)


def _beforehand(state: Mapping[str, Any]) -> dict[str, str]:
    """What a document cannot even express, or the validation lets pass."""
    problems = {}
    for i, rule in enumerate(state["earning"]["rules"]):
        codes = [rate["currency"] for rate in rule["rates"]]
        for j, rate in enumerate(rule["rates"]):
            place = f"earning.rules.{i}.rates.{j}"
            if codes.index(rate["currency"]) != j:
                problems[f"{place}.currency"] = say("problem.same_currency")
            for what in _rate_faults(rate):
                part = "currency" if "pattern" in what else "amount"
                problems.setdefault(f"{place}.{part}", in_words(what))
    for i, reward in enumerate(state["rewards"]):
        figure = "percent" if reward["kind"] == "percent" else "value"
        for what in _worth_faults(reward, state["currency"]):
            problems.setdefault(f"rewards.{i}.{figure}", in_words(what))
    return problems


def _rate_faults(rate: Mapping[str, str]) -> list[str]:
    """The faults of one rate alone: the validation speaks of a rule's rates as a whole."""
    from core.program.documents.earning import RuleDocument

    alone = {"id": "rate", "kind": "per_amount", "points": 1}
    return _faults(RuleDocument, {**alone, "per": {rate["currency"]: rate["amount"]}})


def _worth_faults(reward: Mapping[str, Any], currency: str) -> list[str]:
    """The faults of what a reward gives: the validation looks there only when the rest is right."""
    from core.program.documents.rewards import RewardDocument

    if reward["kind"] not in ("fixed", "percent"):
        return []
    figure = {name: reward[name] for name in ("value", "percent") if reward.get(name)}
    alone = {"id": "reward", "name": {"en": "reward"}, "points": 1, "kind": reward["kind"]}
    found = _faults(RewardDocument, {**alone, **figure})
    if not found and reward["kind"] == "fixed" and to_minor(reward["value"], currency) < 1:
        found = [f"the amount in {currency} must be more than zero"]
    return found


def _faults(model: Any, data: Mapping[str, Any]) -> list[str]:
    from pydantic import ValidationError

    try:
        model.model_validate(data)
    except ValidationError as error:
        return [fault["msg"].removeprefix("Value error, ") for fault in error.errors()]
    return []


def _places(where: str, what: str, state: Mapping[str, Any]) -> list[str]:
    """The fields beside which a fault is shown."""
    if _SECTION_OF_RATES.fullmatch(where):
        return []  # found before, rate by rate
    campaign = campaign_form.places(where, what)
    if campaign is not None:
        return campaign
    if where == "":
        return ["tiers" if "tiers" in what else "rewards" if "rewards" in what else "form"]
    row = re.fullmatch(r"rewards\.(\d+)", where)
    if row:
        figure = "percent" if state["rewards"][int(row[1])]["kind"] == "percent" else "value"
        return [f"{where}.{figure}"]
    if where == "expiry":
        return ["expiry.month" if "which month" in what else "expiry.months"]
    if where.endswith(".name"):
        return [f"{where}.en"]
    if where.startswith("earning.exclude.products"):
        return ["earning.exclude.products"]
    return [where]
