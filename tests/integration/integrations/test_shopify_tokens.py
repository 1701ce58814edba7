"""Tokens that end: one renews them, others use them meanwhile, and answers get lost."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from core.errors import Forbidden, StoreUnavailable
from core.ledger import installations, stores
from functions.scheduled.tokens import renew_all
from integrations import access
from integrations.reach import port_of
from integrations.shopify import tokens
from integrations.shopify.obtaining import AHEAD_S, LEASE_MS, renew
from tests.support.operator import Operator, operator
from tests.support.sandbox import SandboxServer
from tests.support.shopify_install import (
    STORE_ID,
    asked,
    connected,
    held,
    led_to,
    open_app,
    untouched,
)

__all__ = ["operator"]


@pytest.fixture
def shop(operator: Operator, store: SandboxServer) -> SandboxServer:
    untouched(operator, store)
    led_to(open_app(store))
    return store


def soon_over() -> int:
    """A moment in which the token is to be renewed."""
    return int(held()["expires_at_s"]) - AHEAD_S


def arm(store: SandboxServer, kind: str, **more: Any) -> None:
    given = {"platform": "shopify", "kind": kind, "match": "oauth refresh", "delay_s": 0.05, **more}
    store.control("POST", "faults", given)


def works() -> bool:
    return port_of(connected()).describe().name == "Backpack & Bean"


def test_a_token_is_renewed_in_time_and_not_before(shop: SandboxServer) -> None:
    before = held()
    assert not renew(STORE_ID, soon_over() - 1)
    assert held() == before
    at_s = soon_over()
    assert renew(STORE_ID, at_s)
    after = held()
    assert after["expires_at_s"] == at_s + 3600
    assert (after["access_token"], after["refresh_token"]) != (
        before["access_token"],
        before["refresh_token"],
    )
    assert works()
    assert connected().generation == 1, "no new installation"


def test_of_many_who_renew_one_does_and_the_others_find_it_done(shop: SandboxServer) -> None:
    at_s = soon_over()
    with ThreadPoolExecutor(6) as several:
        done = list(several.map(lambda _: renew(STORE_ID, at_s), range(6)))
    assert sum(done) == 1
    assert asked(shop) == ["exchange", "refresh"]
    assert works()


def test_two_processes_renew_it_once(shop: SandboxServer) -> None:
    at_s = soon_over()
    arm(shop, "slow", delay_s=0.6)
    pids = []
    for _ in range(2):
        pid = os.fork()
        if pid == 0:
            status = 3
            try:
                from core.ledger import table
                from integrations.aws import session

                table.bind(os.environ["TABLE_NAME"])
                session._client.cache_clear()
                session._session.cache_clear()
                status = int(renew(STORE_ID, at_s))
            finally:
                os._exit(status)
        pids.append(pid)
    ended = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    assert sorted(ended) == [0, 1]
    assert asked(shop) == ["exchange", "refresh"]
    stores._cached.clear()
    assert works()


def test_a_lease_outlasts_the_request_and_ends_by_itself(shop: SandboxServer) -> None:
    from integrations.shopify import oauth

    assert 2 * oauth.TIMEOUT_S * 1000 < LEASE_MS
    now_ms = time.time_ns() // 1_000_000
    assert installations.take(STORE_ID, "one", now_ms, LEASE_MS)
    assert installations.take(STORE_ID, "one", now_ms, LEASE_MS)
    assert not installations.take(STORE_ID, "two", now_ms + LEASE_MS - 1, LEASE_MS)
    installations.release(STORE_ID, "two")
    assert not renew(STORE_ID, soon_over())
    assert installations.take(STORE_ID, "two", now_ms + LEASE_MS, LEASE_MS)
    installations.release(STORE_ID, "one")
    assert installations.get(STORE_ID).holder == "two"


@pytest.mark.parametrize("kind", ["timeout_after", "timeout_before", "server_error", "throttled"])
def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_token(
    shop: SandboxServer, kind: str
) -> None:
    before, at_s = held(), soon_over()
    arm(shop, kind, times=2)
    for _ in range(2):
        assert renew_all_at(at_s) == {"renewed": 0, "refused": 0, "failed": 1}
        assert held() == before
    assert renew_all_at(at_s) == {"renewed": 1, "refused": 0, "failed": 0}
    assert works()
    assert stores.health(STORE_ID) == []


def renew_all_at(at_s: int) -> dict[str, int]:
    patch = pytest.MonkeyPatch()
    with patch.context() as clock:
        clock.setattr("functions.scheduled.tokens.time.time", lambda: at_s)
        return renew_all()


def test_whoever_dies_between_the_answer_and_the_saving_loses_nothing(
    shop: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_s = soon_over()

    def dies(*given: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as death:
        death.setattr(stores, "reseal", dies)
        with pytest.raises(KeyboardInterrupt):
            renew(STORE_ID, at_s)
    assert renew(STORE_ID, at_s)
    assert works()


def test_who_used_the_token_before_goes_on_with_the_one_that_replaced_it(
    shop: SandboxServer,
) -> None:
    """Shopify ends a token when the next is given; a port that was opened before meets a 401."""
    port = port_of(connected())
    assert renew(STORE_ID, soon_over())
    assert port.describe().currency == "USD"


def test_who_finds_an_ended_token_says_that_the_next_is_coming(shop: SandboxServer) -> None:
    ends_at_s = held()["expires_at_s"]
    assert tokens.usable(connected(), ends_at_s - tokens.MARGIN_S - 1) == held()
    with pytest.raises(StoreUnavailable) as waiting:
        tokens.usable(connected(), ends_at_s - tokens.MARGIN_S)
    assert waiting.value.code == "token_expired"
    stale = connected()
    assert renew(STORE_ID, ends_at_s - 1)
    assert tokens.usable(stale, ends_at_s)["expires_at_s"] > ends_at_s


def test_a_refresh_token_that_is_refused_is_said_and_not_asked_with_at_every_turn(
    shop: SandboxServer,
) -> None:
    at_s = soon_over()
    arm(shop, "unauthorized", times=2)
    for _ in range(3):
        renew_all_at(at_s)
    assert asked(shop) == ["exchange", "refresh"]
    assert [one["what"] for one in stores.health(STORE_ID)] == ["token_refused"]
    with pytest.raises(Forbidden) as refused:
        tokens.usable(connected(), held()["expires_at_s"])
    assert refused.value.code == "token_refused"
    led_to(open_app(shop))
    assert (stores.health(STORE_ID), installations.get(STORE_ID).refused_at_s) == ([], 0)
    assert works()


def test_what_was_refused_by_mistake_is_asked_for_again_after_an_hour(shop: SandboxServer) -> None:
    at_s = soon_over()
    arm(shop, "unauthorized")
    renew_all_at(at_s)
    assert renew_all_at(at_s + 3599)["renewed"] == 0
    assert renew_all_at(at_s + 3600)["renewed"] == 1
    assert stores.health(STORE_ID) == []


def test_a_renewal_that_comes_late_does_not_undo_a_newer_installation(
    shop: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_s = soon_over()
    sealed = access.sealed

    def meanwhile(store_id: str, plain: Any) -> str:
        monkeypatch.setattr(access, "sealed", sealed)
        stores.install(replace(connected(), sealed=sealed(store_id, {"access_token": "new"})), at_s)
        return sealed(store_id, plain)

    monkeypatch.setattr(access, "sealed", meanwhile)
    assert not renew(STORE_ID, at_s)
    assert held() == {"access_token": "new"}


def test_a_shop_that_left_and_one_with_a_token_by_hand_are_let_alone(
    operator: Operator, shop: SandboxServer
) -> None:
    at_s = soon_over()
    stores.uninstalled(STORE_ID, 1)
    assert not renew(STORE_ID, at_s)
    shop.sandbox.configure_store("shopify", access_token="shpat_test")
    operator.connect_shopify(shop)
    assert not renew(STORE_ID, at_s + 10**9)
    assert tokens.usable(connected(), at_s + 10**9) == {"access_token": "shpat_test"}
