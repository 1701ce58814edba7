"""What the Shopper API would answer under a program that nobody has published: to the example
member, or to a visitor. The same makers of JSON as the storefront's, over the document alone: no
ledger is read and no store is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core import actions, attendance, calendar, draws, example, rewards, surveys
from core import lots as lot
from core.actions import Done
from core.groups import Count, State
from core.ledger.draw_rows import DrawState
from core.ledger.members import MemberView
from core.ledger.tallies import Tally
from core.program.model import Program
from core.tiers import progress
from functions.storefront import events, exclusives, profile, shopfront
from functions.storefront.action_shapes import action_json, state_json
from functions.storefront.draw_shapes import draw_json
from functions.storefront.groups import group_json, is_shown
from functions.storefront.referral_shapes import rule_json
from functions.storefront.reward_shapes import reach_json, reach_of
from functions.storefront.shapes import member_json, program_json

# A partner's vouchers are no part of a document: as if so many had been added.
_VOUCHERS = 100
_STORE = "preview"

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A program as somebody sees it at unix second `now_s`. `points` and `tier_id` of the example
    member; points None for a visitor."""

    program: Program
    points: int | None
    tier_id: str | None
    now_s: int
    tz: ZoneInfo

    @property
    def today(self) -> str:
        return calendar.day(self.now_s, self.tz).isoformat()

    @property
    def seen(self) -> MemberView:
        """The example member."""
        program, now_s = self.program, self.now_s
        state = example.member(program, self.points or 0, self.tier_id, now_s, self.tz)
        expiring = tuple((points, on) for on, points in state.lots if on != lot.NEVER)
        return MemberView(state, progress(state, program, now_s, self.tz), expiring)

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """Nobody has redeemed anything yet."""
        return {
            one.id: Tally(one.id, pool=_VOUCHERS)
            for one in self.program.rewards
            if one.kind == "voucher"
        }


def answer(shown: Shown, path: str) -> Answer | None:
    """What GET of the Shopper API's `path` says; None for what a visitor may not see, and for what
    no preview knows."""
    if path in _FOR_ANYBODY:
        return _FOR_ANYBODY[path](shown)
    if shown.points is None:
        return None
    if path in _FOR_MEMBERS:
        return _FOR_MEMBERS[path](shown)
    for folder, of in (("content/", _content_of), ("draws/", _tickets)):
        if path.startswith(folder):
            return of(shown, path.split("/")[1])
    return None


def _program(shown: Shown) -> Answer:
    program, today = shown.program, shown.today
    found = program_json(_STORE, program, today, shown.tallies)
    # The page about the program is of what is published.
    return found | shopfront.of_program(_STORE, program, today) | {"landing": None}


def _member(shown: Shown) -> Answer:
    seen, program, today = shown.seen, shown.program, shown.today
    found = member_json(seen, program.currency)
    found["rewards"] = reach_json(seen, program, today, shown.tallies)
    found |= exclusives.of_member(seen.member, program, today)
    found |= shopfront.of_member(seen.member, program, today)
    return found | {"email_known": True, "claimable": False}


def _groups(shown: Shown) -> Answer:
    today, currency = shown.today, shown.program.currency
    found = [one for one in shown.program.groups if is_shown(one, today)]
    return {"groups": [group_json(one, (Count(), State()), today, currency) for one in found]}


def _draws(shown: Shown) -> Answer:
    return {"draws": [draw_json(_announced(shown, one)) for one in shown.program.draws]}


def _announced(shown: Shown, draw: Any) -> DrawState:
    """A draw as it would be once it is published: its seed is made then."""
    return DrawState(draw, nonce="", commitment="", opened_at_s=shown.now_s)


def _tickets(shown: Shown, draw_id: str) -> Answer | None:
    draw = shown.program.draw(draw_id)
    if draw is None:
        return None
    member = shown.seen.member
    refusal = draws.refusal(member, draw, shown.program, shown.today, 0)
    more = refusal or rewards.too_few(rewards.spendable(member, shown.today), draw.cost)
    nothing: Answer = {"entries": 0, "tickets": [], "won": []}
    return {"draw": draw_id, "holder": "", **nothing, "more": reach_of(more)}


def _events(shown: Shown) -> Answer:
    member, program = shown.seen.member, shown.program
    found = []
    for one in sorted(program.events, key=lambda event: event.at):
        if attendance.over(one, shown.now_s, shown.tz):
            continue
        free = attendance.Places(0, one.capacity)
        refusal = attendance.refusal(one, member, program, free, shown.now_s, shown.tz)
        found.append(events.event_json(one, free, None, refusal, shown.tz))
    return {"events": found}


def _surveys(shown: Shown) -> Answer:
    member, program = shown.seen.member, shown.program
    found = [
        one for one in program.surveys if surveys.refusal(one, member, program, shown.today) is None
    ]
    return {"surveys": [events.survey_json(one, None) for one in found]}


def _actions(shown: Shown) -> Answer:
    member, program = shown.seen.member, shown.program
    day = calendar.day(shown.now_s, shown.tz)
    tier_id = program.tier(member.tier_id).id
    return {
        "actions": [
            action_json(one, shown.today)
            | state_json(
                *(one, Done(), 0, day, tier_id),
                waits=False,
                meant=actions.meant(one, member, program, day),
            )
            for one in program.actions
        ],
        "claims": [],
        "birthday": None,
        "next_on": None,
        "changeable_on": None,
    }


def _referral(shown: Shown) -> Answer | None:
    rule = shown.program.referral
    if rule is None:
        return None
    counts = dict.fromkeys(("came", "waiting", "given", "refused", "back", "points"), 0)
    return {
        "code": "PREVIEW",
        "link": "",
        "rule": rule_json(rule, shown.program),
        "friends": counts,
        "referrals": [],
        "came": {"status": "none", "reason": None},
    }


def _content(shown: Shown) -> Answer:
    return {"content": exclusives.content_list(shown.seen.member, shown.program, shown.today)}


def _content_of(shown: Shown, content_id: str) -> Answer | None:
    """Of what is unlocked: what is not, the list says with its reason."""
    member, program = shown.seen.member, shown.program
    for one in exclusives.content_list(member, program, shown.today):
        if one["id"] == content_id and one["unlocked"]:
            return exclusives.content_json(content_id, member, program, shown.today)
    return None


def _profile(shown: Shown) -> Answer:
    return profile.profile_json(shown.seen.member, shown.program)


def _personal(shown: Shown) -> Answer:
    on, views = shown.program.suggests, shown.program.keeps_views
    return {"on": on, "views": views, "consent": False, "rewards": [], "products": []}


def _card(shown: Shown) -> Answer:
    """A card that no counter takes."""
    import segno  # the other answers start without it

    drawn = segno.make("PREVIEW", error="m", micro=False).svg_inline(scale=8, border=2)
    ends = calendar.iso(shown.now_s + 3600)
    return {"card": "PREVIEW", "svg": drawn, "expires_at": ends}


def _no(name: str) -> Callable[[Shown], Answer]:
    """Nothing has happened to the example member yet."""
    return lambda _: {name: [], "cursor": None}


_FOR_ANYBODY: Mapping[str, Callable[[Shown], Answer | None]] = {
    "program": _program,
    "groups": _groups,
    "draws": _draws,
}
_FOR_MEMBERS: Mapping[str, Callable[[Shown], Answer | None]] = {
    "member": _member,
    "entries": _no("entries"),
    "orders": _no("orders"),
    "redemptions": _no("redemptions"),
    "cases": _no("cases"),
    "card": _card,
    "events": _events,
    "surveys": _surveys,
    "actions": _actions,
    "referral": _referral,
    "content": _content,
    "profile": _profile,
    "personal": _personal,
}
