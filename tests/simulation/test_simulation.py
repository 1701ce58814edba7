"""The simulation itself: it replays exactly, and it finds what is broken on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

import core.lots
import core.orders
import core.weighing
from core import grants, joining, redemptions
from core.catalogue import Catalogue
from core.earning import earn
from core.ledger import order_awards, posting
from core.ledger import redemptions as kept_redemptions
from core.ledger.rows import entry_row
from core.ledger.table import Commit
from core.member import MemberState
from core.program.awards import Award
from core.program.model import Programs
from tests.simulation.history import Failure, Step, draw, parse, shortest
from tests.simulation.rules import WEIGHTS
from tests.simulation.world import replay

_HISTORIES = 40
# Shoppers who press again: where most of what can meet does meet.
_CROWDED = {**WEIGHTS, "insist": 30}
Break = Callable[[pytest.MonkeyPatch], None]


def test_a_seed_gives_the_same_history_call_by_call() -> None:
    told: list[list[str]] = [[], []]
    seen = [Counter[str](), Counter[str]()]
    for number in range(2):
        history = draw(7, 60, WEIGHTS)
        assert replay(history, seen[number], tell=told[number].append) is None
    assert told[0] == told[1]
    assert seen[0] == seen[1]


def test_a_history_is_shortened_to_the_steps_that_matter() -> None:
    history = [Step(rule, number) for number, rule in enumerate("abcdefghijkl")]

    def breaks(steps: Any) -> Failure | None:
        rules = [step.rule for step in steps]
        if "c" in rules and "h" in rules[rules.index("c") :]:
            return Failure(rules.index("h"), "c before h")
        return None

    found = breaks(history)
    assert found is not None
    steps, failure = shortest(history, found, breaks)
    assert [step.rule for step in steps] == ["c", "h"]
    assert failure == Failure(1, "c before h")
    assert parse(" ".join(str(step) for step in steps)) == steps


def _without_conditions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Commit, "put", lambda self, row, condition: self._write.save(row))


def _everything_is_news(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(core.weighing, "weigh", lambda order, snapshot: "news")


def _no_leases(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(redemptions, "LEASE_MS", 0)
    patch.setattr(kept_redemptions, "unlease", lambda ledger, leased, until_ms: None)


def _uses_go_unnoticed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(kept_redemptions, "used", lambda books, code, order_id, now_ms: None)


def _rounding_up(patch: pytest.MonkeyPatch) -> None:
    def generous(*given: Any) -> Any:
        earned = earn(*given)
        return replace(earned, points=earned.points + 1)

    patch.setattr(core.orders, "earn", generous)


def _everyone_is_new(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(grants.Holder, "others", lambda self, rule_id: 0)


def _nothing_is_held(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(core.orders, "_release_on", lambda *given: "2020-01-01")


def _no_debt(patch: pytest.MonkeyPatch) -> None:
    def lenient(order: Any, member: Any, points: int, policy: str, today: str) -> Any:
        own = min(points, member.available)
        _, taken = core.lots.take(member.lots, own)
        return order, member.with_lots(core.lots.minus(member.lots, taken))

    patch.setattr(core.orders, "decrease", lenient)


def _gifts_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        order_awards, "_wishes", lambda bonus, now, most: [Award(reward_id=bonus.reward_id)]
    )


def _contacts_stay(patch: pytest.MonkeyPatch) -> None:
    forget = joining.forget

    def forgetful(member: MemberState, now_s: int) -> Any:
        after, entry = forget(member, now_s)
        return replace(after, contact=member.contact), entry

    patch.setattr(joining, "forget", forgetful)


def _today_s_rules(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Programs, "of_version", lambda self, version: self.newest)
    patch.setattr(Programs, "in_force", lambda self, at_s: self.newest)


def _today_s_products(patch: pytest.MonkeyPatch) -> None:
    sets_of = Catalogue.sets_of

    def forgetful(self: Catalogue, product_id: str, variant_id: str, at_s: int) -> Any:
        return sets_of(self, product_id, variant_id, 10**10)

    patch.setattr(Catalogue, "sets_of", forgetful)


def _chains_break(patch: pytest.MonkeyPatch) -> None:
    def forgetful(*given: Any, **more: Any) -> Any:
        made = entry_row(*given, **more)
        made.previous = None
        return made

    patch.setattr(posting, "entry_row", forgetful)


@pytest.mark.parametrize(
    "broken",
    [
        _without_conditions,
        _everything_is_news,
        _no_leases,
        _uses_go_unnoticed,
        _rounding_up,
        _everyone_is_new,
        _nothing_is_held,
        _no_debt,
        _gifts_stay,
        _contacts_stay,
        _today_s_rules,
        _today_s_products,
        _chains_break,
    ],
    ids=lambda one: one.__name__.strip("_"),
)
def test_what_is_broken_on_purpose_is_found(broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)
    assert next(_found(), None) is not None, f"{_HISTORIES} histories and no law was broken"


def test_nothing_is_found_in_the_same_histories_when_nothing_is_broken() -> None:
    """Else the findings above could be of something else."""
    assert list(_found()) == []


def _found() -> Iterator[Failure]:
    for seed in range(_HISTORIES):
        failure = replay(draw(seed, 200, _CROWDED), Counter())
        if failure is not None:
            yield failure
