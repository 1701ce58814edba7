"""A program as the deciding functions see it: frozen, in minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from core.errors import NotFound
from core.program.earning import Earning, load_earning
from core.program.expiry import Expiry, load_expiry
from core.program.parts import rare_parts
from core.program.profile import ProfileField, load_profile
from core.program.rewards import Reward, load_rewards
from core.program.segments import Segment, load_product_sets, load_segments
from core.program.tiers import Tier, TierRules, load_tier_rules, load_tiers

if TYPE_CHECKING:  # the parts are imported by core/program/parts.py when a program has them
    from fractions import Fraction

    from core.program.actions import Action
    from core.program.draws import Draw
    from core.program.events import MembersEvent, Survey
    from core.program.exclusives import Content, Sale
    from core.program.groups import Group
    from core.program.personal import Personal
    from core.program.referral import Referral
    from core.program.shopfront import Channel, Community, Look, News, Question


@dataclass(frozen=True, slots=True)
class Program:
    """One published version. `keeps_years`: whether what was bought counts on when its months are
    kept no more. `exchange`: what one unit of `currency` is worth in others."""

    version: int
    effective_from_s: int
    currency: str
    earning: Earning
    tiers: tuple[Tier, ...]
    tier_rules: TierRules
    rewards: tuple[Reward, ...]
    expiry: Expiry
    spent_refund: Literal["debt", "forgive"]
    code_days: int
    code_refund: Literal["keep", "restore"] = "keep"
    code_reminder_days: int | None = None
    referral: Referral | None = None
    draws: tuple[Draw, ...] = ()
    events: tuple[MembersEvent, ...] = ()
    surveys: tuple[Survey, ...] = ()
    profile: tuple[ProfileField, ...] = ()
    segments: tuple[Segment, ...] = ()
    content: tuple[Content, ...] = ()
    sales: tuple[Sale, ...] = ()
    keeps_years: bool = False
    actions: tuple[Action, ...] = ()
    groups: tuple[Group, ...] = ()
    personal: Personal | None = None
    news: tuple[News, ...] = ()
    community: tuple[Community, ...] = ()
    channels: tuple[Channel, ...] = ()
    questions: tuple[Question, ...] = ()
    look: Look | None = None
    exchange: Mapping[str, Fraction] = field(default_factory=dict)

    def tier(self, tier_id: str | None) -> Tier:
        """The tier of that id; the lowest for an id this version does not know."""
        return next((tier for tier in self.tiers if tier.id == tier_id), self.tiers[0])

    @property
    def follows(self) -> bool:
        """Whether an order may mean more than its own points (core/ledger/following.py)."""
        yearly = any(one.yearly == "first_purchase" for one in self.actions)
        return bool(self.earning.awards or self.referral is not None or yearly or self.groups)

    @property
    def suggests(self) -> bool:
        """Whether rewards and products are suggested by what a shopper bought."""
        return self.personal is None or self.personal.on

    @property
    def keeps_views(self) -> bool:
        """Whether what a shopper looks at is kept, if they agree."""
        return self.personal is not None and self.personal.views

    @property
    def by_line(self) -> bool:
        """Whether it matters which of an order's lines a refund is about."""
        return bool(self.groups) or self.earning.by_line

    @property
    def asks_catalogue(self) -> bool:
        """Whether it matters what an order's products belong to."""
        return self.earning.asks_catalogue or any(one.match.sets for one in self.groups)

    @property
    def tiers_by_points(self) -> bool:
        """Whether any tier is reached by points."""
        return any(tier.thresholds.points for tier in self.tiers)

    @property
    def asks_profile(self) -> bool:
        """Whether an order may be decided by what its member answered."""
        asked = [one for one in self.segments if one.id in self.earning.segments]
        return any(each.kind == "profile" for one in asked for each in one.conditions)

    def rank(self, tier_id: str | None) -> int:
        """How high that tier stands, 0 for the lowest."""
        return self.tiers.index(self.tier(tier_id))

    def action(self, action_id: str) -> Action:
        """Raises NotFound when the program has no such action."""
        for action in self.actions:
            if action.id == action_id:
                return action
        raise NotFound(f"There is no action {action_id!r} in the program.", code="unknown_action")

    def reward(self, reward_id: str) -> Reward:
        """Raises NotFound when the program offers no such reward."""
        for reward in self.rewards:
            if reward.id == reward_id:
                return reward
        raise NotFound(f"There is no reward {reward_id!r} in the program.", code="unknown_reward")

    def draw(self, draw_id: str) -> Draw | None:
        """The draw of that id, if the program has it."""
        return next((draw for draw in self.draws if draw.id == draw_id), None)

    def channel(self, channel_id: str) -> Channel | None:
        """The channel of that id, if the program has it."""
        return next((one for one in self.channels if one.id == channel_id), None)

    def event(self, event_id: str) -> MembersEvent:
        """Raises NotFound when the program has no such event."""
        for one in self.events:
            if one.id == event_id:
                return one
        raise NotFound(f"There is no event {event_id!r} in the program.", code="unknown_event")

    def survey(self, survey_id: str) -> Survey:
        """Raises NotFound when the program has no such survey."""
        for one in self.surveys:
            if one.id == survey_id:
                return one
        raise NotFound(f"There is no survey {survey_id!r} in the program.", code="unknown_survey")


def load(document: Mapping[str, Any], version: int, effective_from_s: int) -> Program:
    """The program that a valid document describes (core/program/schema.py validates)."""
    currency = document["currency"]
    tier_rules = load_tier_rules(document.get("tier_rules"))
    segments = load_segments(document.get("segments"), currency)
    return Program(
        version=version,
        effective_from_s=effective_from_s,
        currency=currency,
        earning=load_earning(
            document["earning"], currency, load_product_sets(document.get("product_sets"))
        ),
        tiers=load_tiers(document["tiers"], currency),
        tier_rules=tier_rules,
        rewards=load_rewards(document["rewards"], currency),
        expiry=load_expiry(document["expiry"]),
        spent_refund=document["policies"]["spent_refund"],
        code_days=document["policies"]["code_days"],
        code_refund=document["policies"].get("code_refund", "keep"),
        code_reminder_days=document["policies"].get("code_reminder_days"),
        profile=load_profile(document.get("profile")),
        segments=segments,
        keeps_years=tier_rules.window != "rolling" or any(one.asks_ever for one in segments),
        **rare_parts(document, currency),
    )


class Programs:
    """All published versions of one ledger's program, oldest first."""

    def __init__(self, versions: Sequence[Program]) -> None:
        self._versions = tuple(sorted(versions, key=lambda program: program.version))
        if not self._versions:
            raise NotFound("The store has no published program.", code="no_program")

    @property
    def all(self) -> tuple[Program, ...]:
        """Every version, oldest first."""
        return self._versions

    def in_force(self, at_s: int) -> Program:
        """The newest version that was effective at `at_s`; the first one before all of them."""
        effective = [one for one in self._versions if one.effective_from_s <= at_s]
        return effective[-1] if effective else self._versions[0]

    def of_version(self, version: int) -> Program:
        """Raises NotFound when no such version was published."""
        for one in self._versions:
            if one.version == version:
                return one
        raise NotFound(f"Version {version} of the program was never published.")

    def group(self, group_id: str, at_s: int) -> Group | None:
        """A group purchase by the newest version that names it, of those effective at `at_s`: what
        a later one leaves out goes on as it was. None when none of them does."""
        effective = [one for one in self._versions if one.effective_from_s <= at_s]
        named = (one for each in reversed(effective) for one in each.groups if one.id == group_id)
        return next(named, None)

    @property
    def group_ids(self) -> list[str]:
        """All group purchases that any version ever named, those of the newest first."""
        named = (one.id for each in reversed(self._versions) for one in each.groups)
        return list(dict.fromkeys(named))

    def since(self, action_id: str) -> int:
        """Unix second from which an action has been in force; 0 for one that never was."""
        having = [one for one in self._versions if any(a.id == action_id for a in one.actions)]
        return min((one.effective_from_s for one in having), default=0)

    def channel(self, channel_id: str) -> Channel | None:
        """A channel by the newest version that names it: its links are about for longer than it
        may be in the program. None when none ever did."""
        named = (each.channel(channel_id) for each in reversed(self._versions))
        return next((one for one in named if one is not None), None)

    def channel_since(self, channel_id: str) -> int:
        """Unix second from which a channel has been in force; 0 for one that never was."""
        having = [one for one in self._versions if one.channel(channel_id) is not None]
        return min((one.effective_from_s for one in having), default=0)

    @property
    def every(self) -> Sequence[Program]:
        """All versions, oldest first."""
        return self._versions

    @property
    def newest(self) -> Program:
        return self._versions[-1]

    @property
    def draw_ids(self) -> tuple[str, ...]:
        """Every draw that any version ever had."""
        found = (draw.id for one in self._versions for draw in one.draws)
        return tuple(dict.fromkeys(found))
