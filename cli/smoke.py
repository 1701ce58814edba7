"""./regulars smoke: one order through everything that is deployed, and nothing left of it."""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests

from cli import trial_store
from cli.answer import Answer, table
from cli.parsing import Parser, now_ms, runs
from cli.trial_store import TrialStore, order
from core.errors import RegularsError
from core.ledger import keys, raw
from core.ledger.account import Account
from core.ledger.members import list_member_ids

_TIMEOUT_S = 60
_EVERY_S = 0.3
_HTTP_TIMEOUT_S = 35  # longer than the HTTP API waits for a function


class Failed(Exception):
    """What a stage found, as a sentence."""


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    parser.add_argument(
        "--timeout",
        type=float,
        default=_TIMEOUT_S,
        metavar="SECONDS",
        help=f"how long a stage may wait; {_TIMEOUT_S} if not given",
    )
    runs(parser, smoke)


def smoke(options: Namespace) -> Answer:
    """Exit code 1 when a stage failed; what was made is removed all the same."""
    run = Run(os.environ["PUBLIC_URL"].rstrip("/"), options.timeout)
    try:
        run.all()
    except Failed:
        pass
    finally:
        run.clean_up()
    data = {"ok": run.ok, "url": run.url, "store_id": run.store_id, "stages": run.stages}
    return Answer(data, lambda: _text(run), exit_code=0 if run.ok else 1)


class Run:
    """One run: `stages` are {"stage", "ok", "ms", "what"?} in order."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self.url = url
        self.stages: list[dict[str, Any]] = []
        self.store_id = ""
        self._timeout_s = timeout_s
        self._trial: TrialStore | None = None
        self._http = requests.Session()

    @property
    def ok(self) -> bool:
        return bool(self.stages) and all(stage["ok"] for stage in self.stages)

    @property
    def _connected(self) -> TrialStore:
        if self._trial is None:
            raise Failed("no store is connected")
        return self._trial

    def all(self) -> None:
        """Every stage, until one fails. Raises Failed."""
        now_s = now_ms() // 1000
        with self._stage("the API answers"):
            self._expect(self._get("/healthz"), 200)
        with self._stage("a store is connected: table, key, secret"):
            self._trial = trial = trial_store.connect(now_s)
            self.store_id = trial.store_id
        with self._stage("a forged delivery is refused"):
            self._deliver(order(1, 120, now_s), expected=401, secret="forged")  # noqa: S106
        with self._stage("a signed order is queued"):
            self._deliver(order(1, 120, now_s))
        with self._stage("its points show"):
            self._until(120)
        with self._stage("the delivery again, and a second order: counted once, and added"):
            self._deliver(order(1, 120, now_s))
            # In the same group behind the repeat: where this one shows, that one was decided.
            self._deliver(order(2, 50, now_s))
            self._until(170)
        with self._stage("a refund takes its points back"):
            self._deliver(order(2, 50, now_s + 1, status="refunded"))
            self._until(120)
        with self._stage("points are held for a reward"):
            self._redeem()
            self._until(20)
        with self._stage("the history explains itself"):
            self._history()
        with self._stage("the relay keeps the lists"):
            self._wait(lambda: trial.member_id in list_member_ids(trial.ledger)[0], "no member")
        with self._stage("the merchant page answers"):
            page = self._get("/admin/", allow_redirects=False)
            if page.status_code >= 500:
                raise Failed(f"{page.status_code} {page.text[:200]}")
        with self._stage("the books balance"):
            self._prove()

    def clean_up(self) -> None:
        """Remove the store and all that was kept for it."""
        if self._trial is None:
            return
        try:
            with self._stage("nothing is left of it"):
                left = trial_store.remove(self._trial)
                if left:
                    raise Failed(f"{len(left)} rows are left: {'; '.join(left[:5])}")
        except Failed:
            pass  # it is among the stages

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        stage: dict[str, Any] = {"stage": name, "ok": True, "ms": 0}
        self.stages.append(stage)
        try:
            yield
        except Exception as error:
            stage |= {"ok": False, "what": _described(error)}
            raise Failed(stage["what"]) from error
        finally:
            stage["ms"] = round((time.monotonic() - began) * 1000)

    def _deliver(
        self, delivered: dict[str, Any], *, expected: int = 200, secret: str | None = None
    ) -> None:
        body, signature = self._connected.delivery(delivered, secret)
        headers = {
            "Content-Type": "application/json",
            "X-WC-Webhook-Topic": "order.updated",
            "X-WC-Webhook-Signature": signature,
        }
        url = f"{self.url}/webhooks/woocommerce/{self.store_id}"
        answer = self._http.post(url, data=body, headers=headers, timeout=_HTTP_TIMEOUT_S)
        self._expect(answer, expected)
        if expected == 200 and answer.json().get("queued") != 1:
            raise Failed(f"answered {answer.text[:200]}, not that one event was queued")

    def _redeem(self) -> None:
        answer = self._http.post(
            f"{self.url}/storefront/redemptions",
            json={"reward_id": "off-small"},
            headers=self._signed() | {"Idempotency-Key": "smoke"},
            timeout=_HTTP_TIMEOUT_S,
        )
        # The store cannot be reached, so there is no code yet.
        self._expect(answer, 202)
        if answer.json().get("status") != "held":
            raise Failed(f"answered {answer.text[:200]}")

    def _history(self) -> None:
        answer = self._get("/storefront/entries", headers=self._signed())
        self._expect(answer, 200)
        found = [(one["points"], one["why"].get("text")) for one in answer.json()["entries"]]
        if [points for points, _ in found] != [-100, -50, 50, 120]:
            raise Failed(f"the entries are {[points for points, _ in found]}")
        if not all(text for _, text in found):
            raise Failed("an entry does not say why")

    def _prove(self) -> None:
        account = Account(keys.member(self._connected.ledger, self._connected.member_id))
        for item in raw.partition(account.pk):
            account.add(item)
        faults = account.judged()
        if faults or account.entries != 4:
            raise Failed(f"{account.entries} entries; {'; '.join(faults)}")

    def _until(self, points: int) -> None:
        seen: list[object] = []

        def shows() -> bool:
            answer = self._get("/storefront/member", headers=self._signed())
            self._expect(answer, 200)
            seen[:] = [answer.json()["balance"]["available"]]
            return seen == [points]

        self._wait(shows, lambda: f"{seen[0]} points show, not {points}")

    def _wait(self, there: Callable[[], bool], else_what: str | Callable[[], str]) -> None:
        over = time.monotonic() + self._timeout_s
        while not there():
            if time.monotonic() > over:
                what = else_what if isinstance(else_what, str) else else_what()
                raise Failed(f"after {self._timeout_s:.0f} s {what}")
            time.sleep(_EVERY_S)

    def _signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._connected.token()}"}

    def _get(self, path: str, **options: Any) -> requests.Response:
        return self._http.get(f"{self.url}{path}", timeout=_HTTP_TIMEOUT_S, **options)

    def _expect(self, answer: requests.Response, status: int) -> None:
        if answer.status_code != status:
            said = answer.text[:200]
            raise Failed(f"answered {answer.status_code}, not {status}: {said}")


def _described(error: Exception) -> str:
    if isinstance(error, (Failed, RegularsError)):
        return str(error)
    return f"{type(error).__name__}: {str(error)[:300]}"


def _text(run: Run) -> str:
    rows = [
        ("ok" if stage["ok"] else "FAILED", stage["stage"], stage["ms"], stage.get("what", ""))
        for stage in run.stages
    ]
    verdict = "All of it works." if run.ok else "Something does not work; see above."
    return f"{table(('', 'stage', 'ms', 'what'), rows)}\n{verdict}"
