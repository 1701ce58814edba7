"""Fifty redemptions of the last points, through eight processes of the shopper's API."""

from __future__ import annotations

from functools import partial

from core.ledger import redemptions
from core.snapshot import CustomerRef
from tests.races.arena import Arena, never_below_zero
from tests.races.counter import Ask, Event, redemption, serve
from tests.support.http_api import Answered, token
from tests.support.sandbox import SandboxServer

JIA = CustomerRef("3", "jia@example.com")
POINTS = 100


def redeem(wish: Event, ask: Ask) -> Answered:
    return ask(wish)


def test_fifty_redemptions_of_the_last_points_make_as_many_codes_as_the_points_allow(
    arena: Arena, store: SandboxServer
) -> None:
    shop = arena.shop(f"{store.origin}/woo")
    shop.give(JIA, 7 * POINTS + 50)
    # Some press the button twice: the same key, the same redemption.
    keys = [f"k{number}" for number in range(44)] + [f"k{number}" for number in range(6)]
    auth = token(shop.store_id, "3")
    visits = [partial(redeem, redemption(auth, key)) for key in keys]
    answers, seen = serve(arena.fleet.of("storefront"), visits)
    arena.note("50 redemptions of the last points", seen)

    assert seen.conflicts > 0
    made: dict[str, set[str]] = {}
    for key, one in zip(keys, answers, strict=True):
        if one.status in (200, 202):
            made.setdefault(key, set()).add(one.body["redemption_id"])
        else:
            assert (one.status, one.body["error"]["code"]) == (409, "insufficient_points")
    assert [len(ids) for ids in made.values()] == [1] * 7
    assert shop.balance(JIA) == (50, 0, 0)
    assert never_below_zero(shop.entries(JIA))
    held = [redemptions.find(shop.ledger, one) for (one,) in made.values()]
    assert {one.status for one in held} == {"issued"}
    in_store = [one["code"] for one in store.control("GET", "woo/codes")["codes"]]
    assert sorted(in_store) == sorted(one.code for one in held)
    shop.proven()
