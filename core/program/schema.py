"""The program document, validated when a merchant publishes one. Only the command line and the
merchant page import this; workers read what was validated (core/program/model.py)."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from core.errors import BadInput
from core.money import to_minor
from core.program.documents.actions import ActionDocument, check_actions
from core.program.documents.awards import check_cash_back, check_gift
from core.program.documents.base import Currency, Strict
from core.program.documents.draws import DrawDocument, check_draws
from core.program.documents.earning import EarningDocument
from core.program.documents.events import EventDocument, SurveyDocument
from core.program.documents.exchange import ExchangeDocument, check_exchange
from core.program.documents.exclusives import ContentDocument, SaleDocument
from core.program.documents.expiry import ExpiryDocument
from core.program.documents.groups import GroupDocument, check_groups
from core.program.documents.personal import PersonalDocument
from core.program.documents.profile import ProfileDocument, check_profile
from core.program.documents.referral import ReferralDocument, check_referral
from core.program.documents.rewards import RewardDocument
from core.program.documents.segments import ProductSetDocument, SegmentDocument, check_segments
from core.program.documents.shopfront import (
    ChannelDocument,
    CommunityDocument,
    LookDocument,
    NewsDocument,
    QuestionDocument,
    check_shopfront,
)
from core.program.documents.tiers import TierDocument, TierRulesDocument, check_ranks

# Every function reads all versions: far more than a program needs, and far less than a row holds.
_MOST_BYTES = 100_000


class PoliciesDocument(Strict):
    spent_refund: Literal["debt", "forgive"] = "debt"
    code_refund: Literal["keep", "restore"] | None = None
    code_days: Annotated[int, Field(ge=1, le=3650)] = 90
    code_reminder_days: Annotated[int, Field(ge=1, le=365)] | None = None


class ProgramDocument(Strict):
    currency: Currency
    earning: EarningDocument
    tiers: Annotated[list[TierDocument], Field(min_length=1, max_length=10)]
    tier_rules: TierRulesDocument | None = None
    rewards: Annotated[list[RewardDocument], Field(max_length=50)]
    expiry: ExpiryDocument = ExpiryDocument(kind="none")
    events: Annotated[list[EventDocument], Field(max_length=100)] | None = None
    surveys: Annotated[list[SurveyDocument], Field(max_length=50)] | None = None
    policies: PoliciesDocument = PoliciesDocument()
    groups: Annotated[list[GroupDocument], Field(max_length=20)] | None = None
    referral: ReferralDocument | None = None
    profile: ProfileDocument | None = None
    product_sets: Annotated[list[ProductSetDocument], Field(max_length=6)] | None = None
    segments: Annotated[list[SegmentDocument], Field(max_length=20)] | None = None
    content: Annotated[list[ContentDocument], Field(max_length=30)] | None = None
    sales: Annotated[list[SaleDocument], Field(max_length=20)] | None = None
    actions: Annotated[list[ActionDocument], Field(max_length=50)] | None = None
    draws: Annotated[list[DrawDocument], Field(max_length=20)] | None = None
    personal: PersonalDocument | None = None
    news: Annotated[list[NewsDocument], Field(max_length=20)] | None = None
    community: Annotated[list[CommunityDocument], Field(max_length=20)] | None = None
    channels: Annotated[list[ChannelDocument], Field(max_length=50)] | None = None
    questions: Annotated[list[QuestionDocument], Field(max_length=30)] | None = None
    look: LookDocument | None = None
    exchange: ExchangeDocument | None = None

    @model_validator(mode="after")
    def _coherent(self) -> ProgramDocument:
        for what, ids in (
            ("earning rules", [rule.id for rule in self.earning.rules]),
            ("tiers", [tier.id for tier in self.tiers]),
            ("rewards", [reward.id for reward in self.rewards]),
        ):
            if len(set(ids)) != len(ids):
                raise ValueError(f"two {what} have the same id")
        known = {tier.id for tier in self.tiers}
        for rule in (*(self.earning.multipliers or ()), *(self.earning.bonuses or ())):
            if not known.issuperset(rule.tiers):
                raise ValueError(f"{rule.id} names a tier that there is not")
        for reward in self.rewards:
            for tier_id in reward.tiers or ():
                if tier_id not in known:
                    raise ValueError(f"the reward {reward.id!r} is for no tier {tier_id!r}")
        for what, parts in (("events", self.events or ()), ("surveys", self.surveys or ())):
            if len({part.id for part in parts}) != len(parts):
                raise ValueError(f"two {what} have the same id")
            for part in parts:
                check_gift(part.id, part.award.reward if part.award else None, self.rewards)
                if not known.issuperset(part.tiers or ()):
                    raise ValueError(f"{part.id} names a tier that there is not")
        for bonus in self.earning.bonuses or ():
            check_gift(bonus.id, bonus.reward, self.rewards)
            if bonus.kind == "cash_back":
                check_cash_back(bonus.id, bonus.reward, self.rewards)
            if not known.issuperset(bonus.tier_percent or ()):
                raise ValueError(f"{bonus.id} names a tier that there is not")
        rules = (*(self.earning.multipliers or ()), *(self.earning.bonuses or ()))
        check_actions(self.actions or (), [one.id for one in rules], known, self.rewards)
        check_referral(
            self.referral, [one.id for one in (*rules, *(self.actions or ()))], self.rewards
        )
        check_draws(self, self.draws or (), known, self.rewards)
        check_ranks(self.tiers, self.tier_rules)
        check_groups(self.groups or (), self.rewards)
        check_profile(self.profile or [])
        check_segments(self)
        check_shopfront(self, known)
        check_exchange(self.exchange, self.currency)
        valued = any(reward.kind in ("fixed", "amount") for reward in self.rewards)
        for rule in (*(self.earning.multipliers or ()), *(self.earning.bonuses or ())):
            if rule.budget is not None and not valued:
                raise ValueError(
                    f"{rule.id} has a budget, but no reward gives an amount of money that a point "
                    "could be valued by: add one, or give the rule a total in points (cap_total)"
                )
            if rule.budget is not None and to_minor(rule.budget.amount, self.currency) < 1:
                raise ValueError(f"the budget of {rule.id} must be more than zero")
        return self


def validate(document: Any, today: date | None = None) -> dict[str, Any]:
    """The document in its full form, defaults filled in. Raises BadInput with `problems`: a list
    of {"where", "what"} for every fault found, so that a form can show each beside its field.

    `today`: the day from which festivals' days are filled in; without it they stay as they are.
    """
    try:
        checked = ProgramDocument.model_validate(document, context={"today": today})
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
