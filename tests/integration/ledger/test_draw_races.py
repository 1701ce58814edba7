"""Who buys an entry at the moment of closing, and runs that die half way."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core import drawing as lots
from core.errors import Conflict, RewardClosed
from core.ledger import draw_entries, drawing, draws
from core.ledger.posting import Books
from core.ledger.table import Commit, Row
from core.ledger.verify import verify
from core.program.awards import Award
from tests.integration.ledger.test_draws import CLOSES_S, KEY, NOW_MS, WHY, World
from tests.unit.core.worlds import STORE


class Killed(BaseException):
    """The process has ended."""


@pytest.fixture
def world(books: Books) -> World:
    return World(books)


def _before_the_first(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Have something happen after all has been read and before it is written."""
    send = Commit.send
    done: list[bool] = []

    def sending(commit: Commit) -> None:
        if not done:
            done.append(True)
            act()
        send(commit)

    monkeypatch.setattr(Commit, "send", sending)


def test_a_purchase_that_closing_overtakes_takes_no_points_and_is_in_no_list(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = world.member("3")
    _before_the_first(monkeypatch, lambda: world.go_on(CLOSES_S))
    with pytest.raises(Conflict) as refused:
        world.enter(mei, 1)
    assert refused.value.code == "draw_closed"
    assert world.books.member(mei).available == 100
    assert world.drawn()["list"] == []


def test_a_ticket_given_back_while_entries_close_is_in_the_list_or_worth_points_not_both(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = world.member("3")
    ticket = world.enter(mei, 1)
    _before_the_first(monkeypatch, lambda: world.go_on(CLOSES_S))
    member = world.books.member(mei)
    with pytest.raises(Conflict):
        draw_entries.leave(world.books, member, "spring", ticket.ticket_id, NOW_MS)
    assert world.books.member(mei).available == 90
    assert len(world.drawn()["list"]) == 1


def test_an_award_that_closing_overtakes_gives_its_points_and_says_that_the_entries_came_too_late(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.ledger import awards

    mei = world.member("3", 1)
    _before_the_first(monkeypatch, lambda: world.go_on(CLOSES_S))
    wish = Award(points=5, draw_id="spring", entries=2)
    awards.bring(world.books, mei, "r:1", wish, "review", WHY, STORE, NOW_MS)
    assert world.books.member(mei).available == 6
    assert world.entries(mei) == 0
    assert "nothing changes in Spring draw" in world.texts(mei)[-1]


@pytest.mark.skipif(os.environ.get("ENGINE") == "memory", reason="it has no threads")
def test_what_many_paid_for_while_entries_closed_is_what_is_in_the_list(world: World) -> None:
    people = [world.member(str(n)) for n in range(10, 22)]

    def buys(member_id: str) -> int:
        count = 0
        for key in "abcde":
            try:
                count += world.enter(member_id, 1, key).entries
            except (Conflict, RewardClosed):
                break
        return count

    with ThreadPoolExecutor(7) as pool:
        buying = [pool.submit(buys, one) for one in people]
        pool.submit(world.go_on, CLOSES_S).result()
        paid = sum(one.result() for one in buying)
    spent = sum(100 - world.books.member(one).available for one in people)
    proof = world.drawn()
    listed = sum(int(line.split(" ")[2]) for line in proof["list"])
    assert listed == paid == spent // 10
    assert lots.faults(proof) == []
    assert verify(master_key=KEY).mismatches == []


def test_two_runs_at_once_come_to_one_result(world: World) -> None:
    for n in range(3, 8):
        world.enter(world.member(str(n)), 2)
    inner = World.go_on
    met: list[bool] = []

    def meddling(what: str, content: dict[str, Any]) -> None:
        if what not in ("result",) and len(met) < 3:
            met.append(inner(world, CLOSES_S + drawing.PAUSE_S))

    for at_s in (CLOSES_S, CLOSES_S + drawing.PAUSE_S, CLOSES_S + 2 * drawing.PAUSE_S):
        drawing.carry_on(world.books, "spring", at_s, meddling)
    proof = world.drawn()
    assert met
    assert lots.faults(proof) == []
    assert sum(1 for n in range(3, 8) for _ in _won(world, str(n))) == 3
    assert verify(master_key=KEY).mismatches == []


def _won(world: World, customer: str) -> list[str]:
    return [one for one in world.texts(world.member(customer, 0)) if "won by entry" in one]


@pytest.mark.parametrize("writes", [0, 9, 16, 17, 18, 20, 22])
def test_a_run_that_dies_after_any_write_is_finished_by_the_next_and_gives_each_prize_once(
    world: World, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    for n in range(3, 7):
        world.enter(world.member(str(n)), 2)
    committed = draws.find(world.books.ledger, "spring")
    assert committed is not None
    left = writes
    save, send = Row.save, Commit.send

    def write(way: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return way(*arguments, **named)

        return counted

    with monkeypatch.context() as patched:
        patched.setattr(Row, "save", write(save))
        patched.setattr(Commit, "send", write(send))
        with pytest.raises(Killed):
            world.drawn()
    proof = world.drawn()
    assert lots.faults(proof, committed.commitment) == []
    assert sum(world.books.member(world.member(str(n), 0)).available for n in range(3, 7)) == (
        4 * 80 + 500 + 50 + 50
    )
    assert verify(master_key=KEY).mismatches == []
