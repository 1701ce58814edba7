"""A store that keeps us waiting does not keep a function past its own time-out."""

from __future__ import annotations

import pytest

from core.errors import Forbidden, StoreUnavailable
from integrations.patience import BUDGET_S, Patience


class Store:
    """Takes `takes_s` for each answer, and fails until it has been asked `failures` times."""

    def __init__(self, takes_s: float, error: Exception | None, failures: int = 99) -> None:
        self.now_s = 0.0
        self.asked = 0
        self._takes_s, self._error, self._failures = takes_s, error, failures

    def sleep(self, wait_s: float) -> None:
        self.now_s += wait_s

    def answer(self) -> str:
        self.asked += 1
        self.now_s += self._takes_s
        if self._error is not None and self.asked <= self._failures:
            raise self._error
        return "yes"


def patience(store: Store) -> Patience:
    return Patience(6.0, store.sleep, lambda: store.now_s)


def test_a_read_is_tried_three_times_and_a_write_once() -> None:
    for repeatable, asked in ((True, 3), (False, 1)):
        store = Store(0.1, StoreUnavailable("no"))
        with pytest.raises(StoreUnavailable):
            patience(store).run(store.answer, repeatable=repeatable)
        assert store.asked == asked


def test_what_was_not_done_is_done_again() -> None:
    store = Store(0.1, StoreUnavailable("throttled", retry_after_s=1, undone=True), 2)
    assert patience(store).run(store.answer, repeatable=False) == "yes"
    assert store.now_s == pytest.approx(2.3)


def test_a_long_wait_is_left_to_the_queue() -> None:
    store = Store(0.1, StoreUnavailable("busy", retry_after_s=60))
    with pytest.raises(StoreUnavailable):
        patience(store).run(store.answer, repeatable=True)
    assert store.now_s == pytest.approx(0.1)


def test_other_errors_are_not_tried_again() -> None:
    store = Store(0.1, Forbidden("no"))
    with pytest.raises(Forbidden):
        patience(store).run(store.answer, repeatable=True)
    assert store.asked == 1


def test_an_operation_never_outlasts_its_budget() -> None:
    store = Store(6.0, StoreUnavailable("slow"))
    patient = patience(store)
    patient.begin()
    for _ in range(5):
        with pytest.raises(StoreUnavailable):
            patient.run(store.answer, repeatable=True)
    assert store.now_s <= BUDGET_S
    with pytest.raises(StoreUnavailable) as late:
        patient.run(store.answer, repeatable=True)
    assert late.value.retry_after_s == 1  # not begun: nothing is running in the store
    patient.begin()
    with pytest.raises(StoreUnavailable, match="slow"):
        patient.run(store.answer, repeatable=True)
