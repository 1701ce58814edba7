"""`make run`: all of Regulars on this machine, until it is told to stop.

Starts the emulator, deploys the packaged template onto it, serves the front with the sandbox
store, and ends everything it started on Ctrl-C, SIGTERM, or the end of its parent.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from types import FrameType
from typing import Any

import boto3

from infra.local import deployment, facts, parent, prepare, secret, settings
from infra.local.child import free_port
from infra.local.clock import Clock
from infra.local.dynamodb_local import DynamoDbLocal
from infra.local.emulator import REGION, Emulator, credentials
from infra.local.facts import StackFacts
from infra.local.front import SANDBOX, Front, HttpApi
from infra.local.sandbox.app import create_app
from infra.local.sandbox.config import SandboxConfig
from infra.local.sandbox.several import Several
from infra.local.settings import STAGE, Settings
from infra.local.stopping import Stop
from infra.local.stream import StreamCarrier
from infra.local.table import ensure_table

# A second Shopify shop of the sandbox's, and the name that it is reached under.
NEW_SHOP = "new-shop"
READY_TIMEOUT_S = 180.0
# A stack that was just told to stop, or whose runner was killed, is given this long to end.
LOCK_TIMEOUT_S = 10.0


class Stopped(Exception):
    """Somebody asked the stack to stop while it was still starting."""


def run(chosen: Settings, stop: Stop) -> None:
    """Start everything, say where it is, and serve until `stop` is set.

    RuntimeError when something does not come up, or ends by itself.
    """
    began = time.monotonic()
    with contextlib.ExitStack() as running:
        lock = running.enter_context(_alone(chosen))
        with ThreadPoolExecutor(1) as aside:
            packaging = aside.submit(deployment.make_package)
            engine = running.enter_context(_engine(chosen, lock))
            emulator = running.enter_context(_emulator(chosen, engine, lock))
            packaged = packaging.result()
        aws = _clients(emulator.url)
        app_secret = secret.ensure(aws("secretsmanager"), chosen)
        outputs = deployment.deploy(packaged, chosen, aws)
        stack = replace(
            facts.from_outputs(STAGE, REGION, outputs),
            endpoint_url=emulator.url,
            pids={"stack": os.getpid(), "emulator": emulator.pid},
        )
        if engine is not None:
            stack = running.enter_context(_kept_by(engine, chosen, stack, emulator, aws))
        os.environ.update(facts.environ(stack))
        sandbox = create_app(_sandbox_config(chosen, stack, app_secret))
        running.callback(sandbox.extensions["sandbox"].close)
        new_shop = create_app(_new_shop_config(chosen, stack, app_secret))
        running.callback(new_shop.extensions["sandbox"].close)
        shops = Several(sandbox, {NEW_SHOP: new_shop})
        front = Front(chosen.port, HttpApi(emulator.url, stack.http_api_id), shops)
        front.start()
        running.callback(front.stop)
        facts.save(stack, chosen.data_dir)
        pages = prepare.prepare_sandbox(stack, app_secret, sandbox)
        front.ready.set()
        _await_healthy(chosen, stop)
        _announce(chosen, pages, time.monotonic() - began)
        threading.Thread(target=_warm, args=(chosen,), name="warm", daemon=True).start()
        clock = Clock(aws("lambda"))
        clock.start()
        running.callback(clock.stop)
        while not stop.wait(0.5):
            if not emulator.alive() or (engine is not None and not engine.alive()):
                raise RuntimeError(f"something ended by itself; see the logs in {chosen.data_dir}")
        print("Stopping.", flush=True)


@contextlib.contextmanager
def _alone(chosen: Settings) -> Iterator[int]:
    """Nobody else uses this DATA_DIR or PORT; the descriptor of the lock that says so.

    The servers inherit it: a stack that was killed is over when they have written their state.
    """
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    with (chosen.data_dir / "lock").open("w") as lock:
        deadline = time.monotonic() + LOCK_TIMEOUT_S
        while not _locked(lock.fileno()):
            if time.monotonic() > deadline:
                raise RuntimeError(f"another stack runs with DATA_DIR={chosen.data_dir}")
            time.sleep(0.1)
        _same_engine(chosen)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", chosen.port))
            except OSError:
                raise RuntimeError(f"PORT {chosen.port} is taken; choose another") from None
        yield lock.fileno()


def _same_engine(chosen: Settings) -> None:
    """Data that one engine keeps are not seen by the other: better no start than an empty shop."""
    remembered = chosen.data_dir / "engine"
    if remembered.exists() and remembered.read_text() != chosen.engine:
        raise RuntimeError(
            f"the data in {chosen.data_dir} were made with ENGINE={remembered.read_text()}"
        )
    remembered.write_text(chosen.engine)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _engine(chosen: Settings, lock: int) -> Iterator[DynamoDbLocal | None]:
    """The server that keeps the table, where that is not the emulator."""
    if chosen.engine != "dynamodb-local":
        yield None
        return
    with DynamoDbLocal(chosen.data_dir / "dynamodb", keep_open=[lock]) as engine:
        yield engine


@contextlib.contextmanager
def _emulator(chosen: Settings, engine: DynamoDbLocal | None, lock: int) -> Iterator[Emulator]:
    """The emulator on the port it had before: the queues' URLs that it remembers name it."""
    home = chosen.data_dir / "emulator"
    home.mkdir(exist_ok=True)
    remembered = home / "port"
    port = int(remembered.read_text()) if remembered.exists() else free_port()
    remembered.write_text(str(port))
    # AUTH: every function works under its own role of the template, as on AWS.
    environment = {"AUTH": "true"}
    if engine is not None:
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = engine.url
    with Emulator(
        home, port=port, persist=True, environment=environment, keep_open=[lock]
    ) as emulator:
        yield emulator


@contextlib.contextmanager
def _kept_by(
    engine: DynamoDbLocal, chosen: Settings, stack: StackFacts, emulator: Emulator, aws: Any
) -> Iterator[StackFacts]:
    """The stack with its table at the other engine, whose stream is carried to the relay."""
    # The table survives a SIGKILL, so what opens its contents has to: the emulator writes its
    # state, with the app's secret and the credentials' key, only when it stops.
    emulator.stop()
    emulator.start()
    stream_arn = ensure_table(
        boto3.client("dynamodb", region_name=REGION, endpoint_url=engine.url), stack.table
    )
    (mapping,) = (
        one
        for one in aws("lambda").list_event_source_mappings()["EventSourceMappings"]
        if one["EventSourceArn"] == stack.stream_arn
    )
    carrier = StreamCarrier(
        boto3.client("dynamodbstreams", region_name=REGION, endpoint_url=engine.url),
        aws("lambda"),
        stream_arn,
        mapping,
        chosen.data_dir / "dynamodb" / "stream.json",
    )
    carrier.start()
    try:
        yield replace(
            stack,
            stream_arn=stream_arn,
            dynamodb_url=engine.url,
            pids={**stack.pids, "emulator": emulator.pid, "dynamodb-local": engine.pid},
        )
    finally:
        carrier.stop()


def _clients(endpoint_url: str) -> Any:
    os.environ.update(credentials())
    session = boto3.Session(region_name=REGION)
    return cache(lambda service: session.client(service, endpoint_url=endpoint_url))


def _sandbox_config(
    chosen: Settings, stack: StackFacts, app_secret: dict[str, Any]
) -> SandboxConfig:
    return SandboxConfig(
        front_url=chosen.front_url,
        data_dir=chosen.data_dir / "sandbox",
        emulator_endpoint=stack.endpoint_url,
        # One app, known to both sides: its secret signs Shopify's webhooks and proxy requests.
        stores={
            "shopify": {
                "api_key": app_secret["shopify_api_key"],
                "api_secret": app_secret["shopify_api_secret"],
            }
        },
    )


def _new_shop_config(
    chosen: Settings, stack: StackFacts, app_secret: dict[str, Any]
) -> SandboxConfig:
    """A Shopify shop of the same app, in which nobody has installed it yet."""
    first = _sandbox_config(chosen, stack, app_secret)
    own = {"shop_domain": f"{NEW_SHOP}.myshopify.com", "name": "New Shop", "access_token": ""}
    return replace(
        first,
        data_dir=chosen.data_dir / f"sandbox-{NEW_SHOP}",
        stores={"shopify": {**first.stores["shopify"], **own}},
        name=NEW_SHOP,
        shown=("shopify",),
        app_installed=False,
    )


def _await_healthy(chosen: Settings, stop: Stop) -> None:
    deadline = time.monotonic() + READY_TIMEOUT_S
    while time.monotonic() < deadline:
        if stop.is_set():
            raise Stopped
        try:
            with urllib.request.urlopen(f"{chosen.front_url}/healthz", timeout=10):
                return
        except OSError:  # not listening yet, or not yet 200
            time.sleep(0.05)
    raise RuntimeError(f"GET /healthz did not answer 200 within {READY_TIMEOUT_S:.0f} s")


def _warm(chosen: Settings) -> None:
    """Start the pages' functions once, so that the first click does not wait for an import."""
    for path in ("/storefront/program", "/admin/"):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{chosen.front_url}{path}", timeout=30).close()


def _announce(chosen: Settings, pages: dict[str, str], seconds: float) -> None:
    urls = {
        "Shop": f"{chosen.front_url}{SANDBOX}/",
        **pages,
        "Install (Shopify)": f"{chosen.front_url}{SANDBOX}/{NEW_SHOP}/shopify/admin",
        "Health": f"{chosen.front_url}/healthz",
    }
    width = max(map(len, urls))
    print(f"Regulars runs (ready after {seconds:.1f} s, data in {chosen.data_dir}):")
    for label, url in urls.items():
        print(f"  {label:<{width}}  {url}")
    print("Ctrl-C stops it.", flush=True)


def main() -> int:
    """Run until told to stop; 1 with the reason on stderr when it cannot."""
    stop = Stop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    parent.stop_with(stop)
    try:
        run(settings.read(), stop)
    except Stopped:
        return 0
    except (RuntimeError, ValueError) as error:
        print(f"make run: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
