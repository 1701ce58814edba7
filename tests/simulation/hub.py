"""Several invocations at once, switched between their calls to AWS and to stores, and nowhere else.

On AWS each runs in a process of its own, so two can only meet in what they read and write. Here
each is a greenlet that the seeded history lets go on for a number of calls, leaves waiting while
others run, or kills where it stands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import BaseRouter
from greenlet import getcurrent, greenlet

from functions.storefront.handler import app
from tests.simulation.aws import Container, Killed

# Calls: a write with all its attempts.
_REMEMBERED = 4


class Invocation:
    """One call of a handler. `work` runs it; `done(answer)` is called when it came to its end, and
    `lost()` when it was killed or raised what is `excused`: nothing else tells whoever waits.

    `ledgers`: those that it may touch, None for any. `ends_at_s`: when Lambda would stop it.
    """

    def __init__(
        self,
        hub: Hub,
        name: str,
        work: Callable[[], Any],
        *,
        container: Container,
        ends_at_s: float,
        ledgers: frozenset[str] | None = None,
        done: Callable[[Any], None] = lambda answer: None,
        lost: Callable[[], None] = lambda: None,
        excused: Callable[[BaseException], bool] = lambda error: False,
    ) -> None:
        self.name = name
        self.container = container
        self.ledgers = ledgers
        self.ends_at_s = ends_at_s
        self.calls_left: int | None = None
        self._held_s: deque[float] = deque(maxlen=_REMEMBERED)
        self._done = done
        self._lost = lost
        self._excused = excused
        self._work = work
        self._request: tuple[Any, dict[str, Any]] = (None, {})
        self._greenlet = greenlet(self._run, parent=hub.main)

    def _run(self) -> None:
        try:
            answer = self._work()
        except Killed:
            self._lost()
        except Exception as error:
            if not self._excused(error):
                raise
            self._lost()
        else:
            self._done(answer)

    def held(self, seconds: float) -> None:
        """It waited so long before the call that it makes now."""
        self._held_s.append(seconds)

    @property
    def held_s(self) -> float:
        """How long it was held up on the way to its last calls: longer than any network does, whose
        time-outs no history knows of."""
        return sum(self._held_s)

    @property
    def over(self) -> bool:
        return bool(self._greenlet.dead)

    def go_on(self) -> None:
        outside = _router()
        self._enter()
        try:
            self._greenlet.switch()
        finally:
            self._request = _router()
            BaseRouter.current_event, app.context = outside

    def _enter(self) -> None:
        """Let what a process has for itself be this one's: its caches, and the request that the
        router works on."""
        self.container.enter()
        BaseRouter.current_event, app.context = self._request

    def kill(self) -> None:
        """As SIGKILL does: nothing of it runs any more but what Python cannot avoid."""
        self._enter()
        if self._greenlet:
            self._greenlet.throw(Killed)
        elif not self.over:  # it had not begun
            self._greenlet.throw(Killed)
            self._lost()


def _router() -> tuple[Any, dict[str, Any]]:
    """What the storefront's router works on; before its first request that is nothing."""
    return getattr(BaseRouter, "current_event", None), app.context


class Hub:
    """Who runs, who waits."""

    def __init__(self) -> None:
        self.main = getcurrent()
        self.current: Invocation | None = None
        self.waiting: list[Invocation] = []

    def run(self, invocation: Invocation, calls: int | None = None) -> bool:
        """Let it make so many calls (None: all) and then wait; whether it is over."""
        if invocation in self.waiting:
            self.waiting.remove(invocation)
        invocation.calls_left = calls
        self.current = invocation
        try:
            invocation.go_on()
        finally:
            self.current = None
        if not invocation.over:
            self.waiting.append(invocation)
        return invocation.over

    def pause_point(self) -> None:
        """Called by an invocation before it calls anything outside itself."""
        running = self.current
        if running is None or running.calls_left is None:
            return
        if running.calls_left <= 0:
            self.main.switch()
            return
        running.calls_left -= 1

    def kill(self, invocation: Invocation) -> None:
        if invocation in self.waiting:
            self.waiting.remove(invocation)
        self.current = invocation
        try:
            invocation.kill()
        finally:
            self.current = None

    def kill_overdue(self, now_s: float) -> int:
        """End those that Lambda would have ended by now; how many."""
        overdue = [one for one in self.waiting if one.ends_at_s <= now_s]
        for one in overdue:
            self.kill(one)
        return len(overdue)

    def kill_all(self) -> None:
        for one in list(self.waiting):
            self.kill(one)
