"""The program document, validated when a merchant publishes one. Only the command line and the
merchant page import this; workers read what was validated (core/program/model.py)."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from core.errors import BadInput
from core.money import to_minor

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Names = Annotated[
    dict[str, Annotated[str, Field(min_length=1, max_length=80)]], Field(min_length=1)
]


# Of all that Decimal would take (1e9, 1_000, other alphabets' digits, NaN) only what people write.
_PLAIN = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)
# Every function reads all versions: far more than a program needs, and far less than a row holds.
_MOST_BYTES = 100_000


def _amount(text: str, *, least: str) -> str:
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not an amount; write it like 12.50")
    if not Decimal(least) <= Decimal(text) <= 10**9:
        raise ValueError(f"must be at least {least} and at most 1,000,000,000")
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class RuleDocument(_Strict):
    id: Identifier
    kind: Literal["per_amount"]
    points: Annotated[int, Field(ge=1, le=100_000)]
    per: Annotated[dict[Currency, str], Field(min_length=1)]

    @field_validator("per")
    @classmethod
    def _positive(cls, per: dict[str, str]) -> dict[str, str]:
        for code, amount in per.items():
            _amount(amount, least="0")
            if to_minor(amount, code) < 1:
                raise ValueError(f"the amount in {code} must be more than zero")
        return per


class ExcludeDocument(_Strict):
    gift_cards: bool = True
    products: list[Annotated[str, Field(min_length=1, max_length=40)]] = []


class EarningDocument(_Strict):
    rules: Annotated[list[RuleDocument], Field(min_length=1, max_length=20)]
    exclude: ExcludeDocument = ExcludeDocument()
    rounding: Literal["down"] = "down"


class TierDocument(_Strict):
    id: Identifier
    name: Names
    start: Annotated[str, Field(alias="from")]
    multiplier: str = "1"

    @field_validator("start")
    @classmethod
    def _start(cls, start: str) -> str:
        return _amount(start, least="0")

    @field_validator("multiplier")
    @classmethod
    def _multiplier(cls, multiplier: str) -> str:
        _amount(multiplier, least="0")
        value = Decimal(multiplier)
        if value > 100 or value * 1000 != int(value * 1000):
            raise ValueError("must be at most 100, with at most three decimals")
        return multiplier


class RewardDocument(_Strict):
    id: Identifier
    kind: Literal["fixed", "percent", "free_shipping"]
    name: Names
    points: Annotated[int, Field(ge=1, le=10_000_000)]
    value: str | None = None
    percent: Annotated[int, Field(ge=1, le=100)] | None = None

    @model_validator(mode="after")
    def _worth(self) -> RewardDocument:
        if self.kind == "fixed":
            if self.value is None:
                raise ValueError("a fixed reward needs a value")
            _amount(self.value, least="0.001")
        if self.kind == "percent" and self.percent is None:
            raise ValueError("a percent reward needs a percent")
        return self


class ExpiryDocument(_Strict):
    kind: Literal["none", "months"]
    months: Annotated[int, Field(ge=1, le=120)] | None = None

    @model_validator(mode="after")
    def _months(self) -> ExpiryDocument:
        if self.kind == "months" and self.months is None:
            raise ValueError("say after how many months points expire")
        return self


class PoliciesDocument(_Strict):
    spent_refund: Literal["debt", "forgive"] = "debt"
    code_days: Annotated[int, Field(ge=1, le=3650)] = 90


class ProgramDocument(_Strict):
    currency: Currency
    earning: EarningDocument
    tiers: Annotated[list[TierDocument], Field(min_length=1, max_length=10)]
    rewards: Annotated[list[RewardDocument], Field(max_length=50)]
    expiry: ExpiryDocument = ExpiryDocument(kind="none")
    policies: PoliciesDocument = PoliciesDocument()

    @model_validator(mode="after")
    def _coherent(self) -> ProgramDocument:
        for what, ids in (
            ("earning rules", [rule.id for rule in self.earning.rules]),
            ("tiers", [tier.id for tier in self.tiers]),
            ("rewards", [reward.id for reward in self.rewards]),
        ):
            if len(set(ids)) != len(ids):
                raise ValueError(f"two {what} have the same id")
        starts = [Decimal(tier.start) for tier in self.tiers]
        if starts[0] != 0 or any(low >= high for low, high in pairwise(starts)):
            raise ValueError("tiers begin at 0 and each next one begins higher")
        return self


def validate(document: Any) -> dict[str, Any]:
    """The document in its full form, defaults filled in. Raises BadInput with `problems`: a list
    of {"where", "what"} for every fault found, so that a form can show each beside its field."""
    try:
        checked = ProgramDocument.model_validate(document)
    except ValidationError as error:
        raise _invalid(
            [
                {
                    "where": ".".join(str(part) for part in fault["loc"]),
                    "what": fault["msg"].removeprefix("Value error, "),
                }
                for fault in error.errors(include_url=False)
            ]
        ) from error
    full = checked.model_dump(by_alias=True, exclude_none=True)
    if len(json.dumps(full, ensure_ascii=False).encode()) > _MOST_BYTES:
        raise _invalid([{"where": "", "what": f"must be at most {_MOST_BYTES:,} bytes long"}])
    return full


def _invalid(problems: list[dict[str, str]]) -> BadInput:
    first = problems[0]
    place = f"{first['where']}: " if first["where"] else ""
    what = f"The program is not valid. {place}{first['what']}"
    return BadInput(what, code="invalid_program", problems=problems)
