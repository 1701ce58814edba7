"""The program as a form. Fields are named by their place in the document ("tiers.1.from"), so
that a fault the validation finds there is shown there. The form keeps what it does not show:
it edits a copy of the newest document."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from functions.admin import action_form, campaign_form
from functions.admin.numbers import plain

State = dict[str, Any]

LANGUAGES = ("en", "zh-Hant")
_MOST_ROWS = 60
# The figure that counts of a reward of each kind, of those that the form shows.
REWARD_KINDS = {
    "fixed": "value",
    "percent": "percent",
    "free_shipping": "",
    "amount": "value",
    "product": "value",
    "experience": "",
    "donation": "value",
    "voucher": "",
}


_FRESH: dict[str, State] = {
    "tiers": {"from": "", "multiplier": "1"},
    "rewards": {"kind": "fixed", "points": "", "value": ""},
    **{f"earning.{part}": campaign_form.fresh(part) for part in campaign_form.PARTS},
    "actions": action_form.FRESH,
}
_PARTS = tuple(_FRESH)


def state_of(document: Mapping[str, Any]) -> State:
    """The form of a document: a rule's rates as a list, everything else where it was."""
    state: State = copy.deepcopy(dict(document))
    for rule in state["earning"]["rules"]:
        rule["rates"] = [
            {"currency": code, "amount": amount} for code, amount in rule.pop("per").items()
        ]
    for part in campaign_form.PARTS:
        state["earning"].setdefault(part, [])
    state.setdefault("actions", [])
    return state


def document_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a form, not yet validated. Rows that are new get an id from their name."""
    document: dict[str, Any] = copy.deepcopy(dict(state))
    for rule in document["earning"]["rules"]:
        rule["per"] = {rate["currency"]: rate["amount"] for rate in rule.pop("rates")}
    earning = document["earning"]
    campaigns = [row for part in campaign_form.PARTS for row in earning[part]]
    campaigns += document["actions"]
    for rows, stem in (
        (document["tiers"], "tier"),
        (document["rewards"], "reward"),
        (campaigns, "campaign"),
    ):
        taken = {row["id"] for row in rows if row["id"]}
        for row in rows:
            row["name"] = {code: name for code, name in row["name"].items() if name}
            row["id"] = row["id"] or _fresh_id(row["name"].get("en", ""), stem, taken)
            taken.add(row["id"])
    for part in campaign_form.PARTS:
        if not earning[part]:
            del earning[part]
    if not document["actions"]:
        del document["actions"]
    return document


def read(form: Mapping[str, str], base: Mapping[str, Any]) -> State:
    """The state that a sent form describes, on top of the document it was made from."""
    state = state_of(base)
    rules = {rule["id"]: rule for rule in state["earning"]["rules"]}
    state["earning"]["rules"] = [
        _rule(form, f"earning.rules.{i}", rules) for i in _indexes(form, "earning.rules")
    ]
    state["earning"]["exclude"] = {
        **state["earning"]["exclude"],
        "gift_cards": form.get("earning.exclude.gift_cards") == "yes",
        "products": form.get("earning.exclude.products", "").replace(",", " ").split(),
    }
    state["earning"]["multipliers"] = [
        campaign_form.multiplier(form, place, row)
        for place, row in _named_rows(form, "earning.multipliers", state["earning"]["multipliers"])
    ]
    state["earning"]["bonuses"] = [
        campaign_form.bonus(form, place, row, state["currency"])
        for place, row in _named_rows(form, "earning.bonuses", state["earning"]["bonuses"])
    ]
    if action_form.SHOWN in form:
        state["actions"] = [
            action_form.action(form, place, row)
            for place, row in _named_rows(form, "actions", state["actions"])
        ]
    state["tiers"] = [
        {
            **_named_row(form, f"tiers.{i}", state["tiers"]),
            "from": plain(form.get(f"tiers.{i}.from", "")),
            "multiplier": plain(form.get(f"tiers.{i}.multiplier", "")),
        }
        for i in _indexes(form, "tiers")
    ]
    state["rewards"] = [
        _reward(form, f"rewards.{i}", state["rewards"]) for i in _indexes(form, "rewards")
    ]
    if "expiry.kind" in form:  # else the page was of a release that could not show this one
        state["expiry"] = _expiry(form)
    state["policies"] = {
        **state["policies"],
        "spent_refund": form.get("policies.spent_refund", ""),
        "code_days": plain(form.get("policies.code_days", "")),
    }
    return state


def act(state: State, action: str) -> str:
    """Carry out "add tiers", "add earning.rules.0.rates" or "remove rewards.2"; the name of the
    field to go on with ("" for none). What is no such action does nothing."""
    what, _, place = action.partition(" ")
    if what == "add" and place in _PARTS:
        return _add(state, place)
    rate = re.fullmatch(r"earning\.rules\.(\d{1,2})\.rates(?:\.(\d{1,2}))?", place)
    if rate:
        rules = state["earning"]["rules"]
        rates = rules[int(rate[1])]["rates"] if int(rate[1]) < len(rules) else None
        if rates is not None and what == "add" and rate[2] is None and len(rates) < _MOST_ROWS:
            rates.append({"currency": "", "amount": ""})
            return f"{place}.{len(rates) - 1}.amount"
        if rates is not None and what == "remove" and rate[2] is not None and len(rates) > 1:
            del rates[int(rate[2]) : int(rate[2]) + 1]
        return ""
    part, _, number = place.rpartition(".")
    if what == "remove" and part in _PARTS and re.fullmatch(r"[0-9]{1,2}", number):
        del _rows(state, part)[int(number) : int(number) + 1]
    return ""


def _rows(state: State, part: str) -> list[State]:
    """The rows of "tiers" or "earning.bonuses"."""
    found: Any = state
    for name in part.split("."):
        found = found[name]
    rows: list[State] = found
    return rows


def _add(state: State, part: str) -> str:
    rows = _rows(state, part)
    if len(rows) < _MOST_ROWS:
        rows.append({"id": "", "name": dict.fromkeys(LANGUAGES, ""), **copy.deepcopy(_FRESH[part])})
    return f"{part}.{len(rows) - 1}.name.en"


def _rule(form: Mapping[str, str], place: str, known: Mapping[str, State]) -> State:
    rule_id = form.get(f"{place}.id", "")
    return {
        **known.get(rule_id, {"kind": "per_amount"}),
        "id": rule_id,
        "points": plain(form.get(f"{place}.points", "")),
        "rates": [
            {
                "currency": form.get(f"{place}.rates.{i}.currency", "").strip().upper(),
                "amount": plain(form.get(f"{place}.rates.{i}.amount", "")),
            }
            for i in _indexes(form, f"{place}.rates")
        ],
    }


def _named_row(form: Mapping[str, str], place: str, known: list[State]) -> State:
    """A tier or reward with its id and names; names in other languages stay."""
    row_id = form.get(f"{place}.id", "")
    old = next((row for row in known if row["id"] == row_id), {})
    names = {**old.get("name", {})}
    for code in LANGUAGES:
        names[code] = form.get(f"{place}.name.{code}", "").strip()
    return {**old, "id": row_id, "name": names}


def _named_rows(
    form: Mapping[str, str], part: str, known: list[State]
) -> Iterator[tuple[str, State]]:
    """The rows of a part, with their places."""
    for i in _indexes(form, part):
        yield f"{part}.{i}", _named_row(form, f"{part}.{i}", known)


def _reward(form: Mapping[str, str], place: str, known: list[State]) -> State:
    row = _named_row(form, place, known)
    kind = form.get(f"{place}.kind", "")
    row |= {"kind": kind, "points": plain(form.get(f"{place}.points", ""))}
    # Of the two figures only the one of this kind counts, whatever the other field still holds.
    row.pop("value", None)
    row.pop("percent", None)
    figure = REWARD_KINDS.get(kind)
    if figure:
        row[figure] = plain(form.get(f"{place}.{figure}", ""))
    return row


def _expiry(form: Mapping[str, str]) -> State:
    kind = form["expiry.kind"]
    if kind == "none":
        return {"kind": kind}
    figures = {name: plain(form.get(f"expiry.{name}", "")) for name in ("months", "remind_days")}
    if kind == "yearly":
        figures["month"] = plain(form.get("expiry.month", ""))
    optional = ("remind_days", *(("months",) if kind == "yearly" else ()))
    return {"kind": kind, **{name: n for name, n in figures.items() if n or name not in optional}}


def _indexes(form: Mapping[str, str], place: str) -> list[int]:
    pattern = re.compile(re.escape(place) + r"\.(\d{1,3})\.")
    found = {int(match[1]) for match in map(pattern.match, form) if match}
    return sorted(found)[:_MOST_ROWS]


def _fresh_id(name: str, stem: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32] or stem
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, 999) if f"{base}-{n}" not in taken)
