"""/control/deliveries: the log, and repeating, delaying, reordering or dropping deliveries."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Response, jsonify, request

from infra.local.sandbox.config import Platform
from infra.local.sandbox.control import body, control, platform_of
from infra.local.sandbox.sandbox import Sandbox, current

_SHOWN = 200
_EARLIER = (
    "SELECT id, position FROM delivery WHERE platform=? AND state IN ('held', 'queued')"
    " AND position<? ORDER BY position DESC LIMIT 1"
)
_LATER = (
    "SELECT id, position FROM delivery WHERE platform=? AND state IN ('held', 'queued')"
    " AND position>? ORDER BY position LIMIT 1"
)


def describe(row: sqlite3.Row, *, full: bool = False) -> dict[str, Any]:
    shown = {name: row[name] for name in row.keys() if name not in ("body", "headers")}  # noqa: SIM118
    if full:
        shown["headers"] = json.loads(row["headers"]) if row["headers"] else None
        shown["body"] = row["body"].decode("utf-8", "replace") if row["body"] else None
    return shown


@control.get("/deliveries")
def list_deliveries() -> Response:
    """Newest first: ?platform=, ?state=, ?full=1 with headers and bodies."""
    sql, values = "SELECT * FROM delivery WHERE 1=1", list[str]()
    for name in ("platform", "state"):
        if request.args.get(name):
            sql, values = f"{sql} AND {name}=?", [*values, request.args[name]]
    rows = current().db.execute(f"{sql} ORDER BY id DESC LIMIT {_SHOWN}", tuple(values))
    full = bool(request.args.get("full"))
    return jsonify({"deliveries": [describe(row, full=full) for row in rows]})


@control.delete("/deliveries")
def forget_deliveries() -> Response:
    current().db.execute("DELETE FROM delivery WHERE state<>'sending'")
    return jsonify({"deliveries": []})


@control.put("/deliveries/settings")
def settings() -> Response:
    """{"platform": "woo", "mode": "auto"|"hold"}; going back to auto releases what was held."""
    given = body()
    if given["mode"] not in ("auto", "hold"):
        raise ValueError("mode is auto or hold")
    set_mode(current(), platform_of(given["platform"]), given["mode"])
    return jsonify(given)


def set_mode(sandbox: Sandbox, platform: Platform, mode: str) -> None:
    """Hold everything from now on, or send at once, first what was held."""
    sandbox.deliveries.set_mode(platform, mode)
    if mode == "auto":
        sandbox.db.execute(
            "UPDATE delivery SET state='queued' WHERE platform=? AND state='held'", (platform,)
        )
        sandbox.deliveries.wake()


@control.post("/deliveries/enable")
def enable() -> Response:
    """Switch on again the webhooks that failed seven times in a row."""
    current().deliveries.enable_all()
    return jsonify({"enabled": True})


@control.post("/deliveries/<int:delivery_id>/<action>")
def act_on_delivery(delivery_id: int, action: str) -> Response:
    """send (now, in this request), repeat (the same bytes again), drop, hold, release,
    delay {"seconds"}, earlier, later (places in line)."""
    sandbox = current()
    rows = sandbox.db.execute("SELECT * FROM delivery WHERE id=?", (delivery_id,))
    if not rows:
        raise KeyError(f"no delivery {delivery_id}")
    if action in ("send", "repeat"):
        row = sandbox.deliveries.send_now(delivery_id)
        return jsonify(describe(row, full=True) if row else {})
    change(sandbox, rows[0], action, float(body().get("seconds", 10)))
    rows = sandbox.db.execute("SELECT * FROM delivery WHERE id=?", (delivery_id,))
    return jsonify(describe(rows[0]))


def change(sandbox: Sandbox, row: sqlite3.Row, action: str, seconds: float) -> None:
    """Change one delivery's place, time or state. Raises ValueError for another action."""
    if action in ("drop", "hold", "release"):
        state = {"drop": "dropped", "hold": "held", "release": "queued"}[action]
        sandbox.db.execute("UPDATE delivery SET state=? WHERE id=?", (state, row["id"]))
    elif action == "delay":
        sandbox.db.execute(
            "UPDATE delivery SET state='queued', due_at=? WHERE id=?",
            (sandbox.now() + seconds, row["id"]),
        )
    elif action in ("earlier", "later"):
        place = (row["platform"], row["position"])
        other = sandbox.db.execute(_EARLIER if action == "earlier" else _LATER, place)
        if other:
            with sandbox.db.change():
                swap = "UPDATE delivery SET position=? WHERE id=?"
                sandbox.db.execute(swap, (other[0]["position"], row["id"]))
                sandbox.db.execute(swap, (row["position"], other[0]["id"]))
    else:
        raise ValueError(f"no action {action}")
    sandbox.deliveries.wake()


@control.post("/deliveries/flush")
def flush() -> Response:
    """Send what is held, in this request: {"platform"?, "order"? (fifo, reverse, shuffle),
    "seed"?, "repeat"? (times each), "parallel"?}. Answers {"statuses"}."""
    sandbox, given = current(), body()
    rows = sandbox.db.execute(
        "SELECT id FROM delivery WHERE state='held' AND (?='' OR platform=?) ORDER BY position",
        (given.get("platform", ""), given.get("platform", "")),
    )
    ids = [row["id"] for row in rows] * int(given.get("repeat", 1))
    if given.get("order") == "reverse":
        ids.reverse()
    elif given.get("order") == "shuffle":
        random.Random(given.get("seed", 0)).shuffle(ids)  # noqa: S311 - a replayable test

    def send(delivery_id: int) -> int:
        row = sandbox.deliveries.send_now(delivery_id)
        return int(row["status"] or 0) if row else 0

    with ThreadPoolExecutor(max_workers=int(given.get("parallel", 1))) as pool:
        return jsonify({"statuses": list(pool.map(send, ids))})


@control.post("/deliveries/drain")
def drain() -> Response:
    """Wait until nothing is waiting to be sent: {"timeout_s"? (10)}. Answers {"drained",
    "waiting", "failed"}. What is held, delayed or being retried is not waited for."""
    sandbox = current()
    until = time.monotonic() + float(body().get("timeout_s", 10))
    while True:
        waiting = sandbox.db.execute(
            "SELECT COUNT(*) AS n FROM delivery WHERE state='sending'"
            " OR (state='queued' AND due_at<=? AND attempts=0)",
            (sandbox.now(),),
        )[0]["n"]
        if not waiting or time.monotonic() > until:
            break
        time.sleep(0.02)
    failed = sandbox.db.execute("SELECT COUNT(*) AS n FROM delivery WHERE state='failed'")
    return jsonify({"drained": not waiting, "waiting": waiting, "failed": failed[0]["n"]})
