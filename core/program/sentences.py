"""A program in plain sentences, one for each rule, tier, reward and policy, in English and
Traditional Chinese; and what of it no sentence says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.program.saying.actions import actions
from core.program.saying.awards import draw_names, gift_names
from core.program.saying.base import Part, Said
from core.program.saying.draws import draws
from core.program.saying.earning import earning
from core.program.saying.events import events, surveys
from core.program.saying.exclusives import content, sales
from core.program.saying.groups import groups
from core.program.saying.personal import personal
from core.program.saying.referral import referral
from core.program.saying.rest import exchange, expiry, policies
from core.program.saying.rewards import rewards
from core.program.saying.segments import names_of, product_sets, profile, segments, set_names
from core.program.saying.shopfront import channels, community, look, news, questions
from core.program.saying.tiers import tiers
from core.wording import Text

Document = Mapping[str, Any]

# By what a document has at its top: a part that is not here is in no sentence.
_PARTS: dict[str, Callable[[Part], Iterator[Said]]] = {
    "earning": lambda whole: earning(whole["earning"], _names(whole), whole["currency"]),
    "tiers": lambda whole: tiers(whole["tiers"], whole["currency"], whole.get("tier_rules")),
    "rewards": lambda whole: rewards(whole["rewards"], whole["currency"], names_of(whole)),
    "events": lambda whole: events(whole["events"], _names(whole)),
    "surveys": lambda whole: surveys(whole["surveys"], _names(whole)),
    "expiry": lambda whole: expiry(whole["expiry"]),
    "policies": lambda whole: policies(whole["policies"]),
    "referral": lambda whole: referral(whole["referral"], whole["currency"], _names(whole)),
    "draws": lambda whole: draws(whole["draws"], _names(whole)),
    "profile": lambda whole: profile(whole["profile"]),
    "product_sets": lambda whole: product_sets(whole["product_sets"]),
    "segments": segments,
    "content": lambda whole: content(whole["content"], names_of(whole), set_names(whole)),
    "sales": lambda whole: sales(whole["sales"], names_of(whole)),
    "actions": lambda whole: actions(whole["actions"], _names(whole)),
    "personal": lambda whole: personal(whole["personal"]),
    "groups": lambda whole: groups(whole["groups"], whole["currency"], _names(whole)),
    "news": lambda whole: news(whole["news"], _names(whole)),
    "community": lambda whole: community(whole["community"], _names(whole)),
    "channels": lambda whole: channels(whole["channels"], _names(whole)),
    "questions": lambda whole: questions(whole["questions"]),
    "look": lambda whole: look(whole["look"]),
    "exchange": lambda whole: exchange(whole["exchange"], whole["currency"]),
}


def _names(whole: Part) -> dict[str, Text]:
    """Names that rules use of what other parts define."""
    return {
        **names_of(whole),
        **gift_names(whole["rewards"]),
        **draw_names(whole.get("draws") or []),
    }


def sentences(document: Document) -> dict[str, Said]:
    """All that a valid document says, by keys that stay the same from version to version."""
    return _said(document)[0]


def unsaid(document: Document) -> list[str]:
    """Places of a valid document ("rewards.2.points") that say something which is in no
    sentence."""
    return _said(document)[1]


def _said(document: Document) -> tuple[dict[str, Said], list[str]]:
    whole = Part(document)
    found = {one.key: one for part, say in _PARTS.items() if part in document for one in say(whole)}
    return found, list(whole.unread())
