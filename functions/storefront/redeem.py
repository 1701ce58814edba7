"""Redeeming and giving back, for the shopper who is waiting."""

from __future__ import annotations

import re

from core.errors import BadInput, NotFound
from core.ledger import redemptions
from core.ledger.posting import Books
from core.redemptions import Redemption
from functions import carrying, logs
from functions.storefront.shopper import Shopper

# What a header can carry: no other text may stand for a redemption.
_KEY = re.compile(r"[ -~]{1,200}", re.ASCII)

logger = logs.logger("storefront")


def redeem(
    books: Books, shopper: Shopper, reward_id: str, points: int | None, key: str, now_ms: int
) -> Redemption:
    """Hold the points and make the code at once, if the store lets us; "held" if it is slow."""
    if not _KEY.fullmatch(key):
        raise BadInput("Send an Idempotency-Key header: a fresh random text per redemption.")
    member_id = _member_id(books, shopper)
    # A repeat is answered by what it made, whatever the program offers meanwhile.
    held = redemptions.repeated(books.ledger, member_id, key, reward_id, points)
    if held is None:
        reward = books.programs.in_force(now_ms // 1000).reward(reward_id)
        held = redemptions.hold(
            books, member_id, shopper.contact, reward, key, shopper.store.store_id, now_ms, points
        )
    return carried_out(books, held, now_ms)


def give_back(books: Books, shopper: Shopper, redemption_id: str, now_ms: int) -> Redemption:
    """Turn an unused code into points again."""
    own(books, shopper, redemption_id)
    begun = redemptions.begin_return(books.ledger, redemption_id, now_ms)
    return carried_out(books, begun, now_ms)


def own(books: Books, shopper: Shopper, redemption_id: str) -> Redemption:
    """The shopper's redemption. Raises NotFound for anybody else's."""
    found = redemptions.find(books.ledger, redemption_id)
    owner = books.living(books.member(found.member_id))
    asking = books.living(books.member(_member_id(books, shopper)))
    if owner.member_id != asking.member_id:
        raise NotFound("There is no such redemption.", code="unknown_redemption")
    return found


def carried_out(books: Books, redemption: Redemption, now_ms: int) -> Redemption:
    """The redemption after its store was asked for what it waits for, if it waits."""
    return carrying.carried_out(books, redemption, now_ms, logger)


def _member_id(books: Books, shopper: Shopper) -> str:
    return books.ledger.member_id(shopper.store.store_id, shopper.account) or ""
