"""Why something is suggested, in one sentence."""

from __future__ import annotations

from core.suggesting import Because
from core.wording import Text, say


def why(because: Because) -> Text:
    """The sentence, in every language that shoppers read."""
    if because.kind == "again":
        return say(
            "suggested.again",
            name=because.name,
            rhythm=say("suggested.days", n=because.rhythm),
            since=say("suggested.days", n=because.since),
        )
    if because.kind == "looked":
        return say("suggested.looked", name=because.name)
    what = "collection" if because.collection else "product"
    return say(f"suggested.{what}", name=because.name, n=because.times)
