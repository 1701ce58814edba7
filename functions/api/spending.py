"""Redemptions by a merchant's own systems: the same holds, codes and returns as a shopper's."""

from __future__ import annotations

from typing import Any

from core.errors import BadInput
from core.ledger import ratings, redemptions
from core.redemptions import Redemption
from functions.api import people
from functions.api.asking import Asking, text_of, whole_of
from functions.storefront.redeem import carried_out
from functions.storefront.redemption_shapes import redemption_json

Answer = dict[str, Any]

_POINTS_MAX = 10_000_000


def create(ask: Asking) -> tuple[Answer, int]:
    """Hold a member's points for a reward and make its code. 202 while the store has not made it;
    200 for what there was."""
    body = ask.body()
    member_id, reward_id = text_of(body, "member_id", 24), text_of(body, "reward_id", 64)
    points = whole_of(body, "points", 1, _POINTS_MAX) if body.get("points") is not None else None
    books, member = ask.books, people.found(ask, member_id).member
    if not (member.contact.customers or member.contact.email):
        raise BadInput(
            "The store knows no account and no address of this member to bind a code to.",
            code="unreachable",
            field="member_id",
        )
    request = ask.once()
    key = f"api-{request.name}"
    # A repeat is answered by what it made, whatever the program offers meanwhile.
    made = redemptions.repeated(books.ledger, member.member_id, key, reward_id, points)
    if made is None:
        reward = books.programs.in_force(ask.now_s).reward(reward_id)
        made = redemptions.hold(
            *(books, member.member_id, member.contact, reward, key),
            *(ask.store.store_id, ask.now_ms, points),
        )
    made = carried_out(books, made, ask.now_ms)
    return _json(ask, made), 202 if made.status == "held" else 200


def show(ask: Asking, redemption_id: str) -> Answer:
    """A redemption of the ledger."""
    return _json(ask, redemptions.find(ask.books.ledger, redemption_id[:64]))


def give_back(ask: Asking, redemption_id: str) -> tuple[Answer, int]:
    """Turn an unused code into points again; of one that is given back already, how it stands."""
    ask.once()
    ledger = ask.books.ledger
    found = redemptions.find(ledger, redemption_id[:64])
    if found.status not in ("returning", "returned"):
        found = redemptions.begin_return(ledger, found.redemption_id, ask.now_ms)
    made = carried_out(ask.books, found, ask.now_ms)
    return _json(ask, made), 200


def _json(ask: Asking, made: Redemption) -> Answer:
    owner = redemptions.owner(ask.books, made)
    stars = ratings.of(ask.books.ledger, [made])
    shown = redemption_json(made, stars.get(made.redemption_id))
    return {"member_id": owner.member_id if owner else None, **shown}
