"""What happened with a member besides points, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.explain import names_of
from core.ledger.happenings import Happening
from core.ledger.posting import Books
from functions.admin.language import name_in, say


class Telling:
    """Names what a happening is about as the newest program does."""

    def __init__(self, books: Books) -> None:
        self._names = dict(names_of(books.programs.newest))
        channels = books.programs.newest.channels
        self._names |= {f"channel/{one.id}": one.names for one in channels}

    def __call__(self, one: Happening) -> str:
        if one.what in ("case", "case_answered"):
            key = f"happened.{one.what}"
            return say(f"{key}_of", order=one.about) if one.about else say(key)
        if one.what == "rating":
            return say("happened.rating", n=int(one.state or 0))
        if one.what in ("claim", "event", "referral"):
            return say(f"happened.{one.what}.{one.state}", name=self._name(one))
        return say(f"happened.{one.what}", name=self._name(one))

    def reward(self, entry: Mapping[str, Any]) -> str:
        """The reward that an entry is about; "" for none."""
        reward_id = entry["why"].get("reward", "")
        return name_in(self._names.get(f"reward/{reward_id}", {})) or reward_id

    def _name(self, one: Happening) -> str:
        kind = "channel" if one.what == "channel" else "rule"
        return name_in(self._names.get(f"{kind}/{one.about}", {})) or one.about
