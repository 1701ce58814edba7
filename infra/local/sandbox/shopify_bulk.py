"""Bulk queries of the fake Admin API: a query without pages, whose answer is a file of JSON lines.

An operation is CREATED, then RUNNING when it is first asked about, and COMPLETED from then on: who
reads it must have waited.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import url_for

from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_json import gid, moment, new_id, utc

KIND = "shopify/bulk"
Run = Callable[[str], dict[str, Any]]


def resolvers(sandbox: Sandbox, run: Run) -> dict[str, Callable[..., Any]]:
    """`run`: executes a document without pages, as the engine does."""

    def begin(query: str, groupObjects: bool = False) -> Any:
        answer = run(query)
        if answer.get("errors") or not groupObjects:
            problem = {"__typename": "BulkOperationUserError", "field": ["query"]}
            code = {"code": "INVALID", "message": str(answer.get("errors"))[:300]}
            return {"bulkOperation": None, "userErrors": [{**problem, **code}]}
        number = new_id(sandbox, "BulkOperation")
        lines = list(flattened(answer["data"]))
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        path = file_of(sandbox, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        made = {
            "id": gid("BulkOperation", number),
            "number": number,
            "status": "CREATED",
            "roots": sum("__parentId" not in line for line in lines),
            "objects": len(lines),
            "created_at": utc(moment(sandbox)),
        }
        sandbox.db.put(KIND, number, made)
        return {"bulkOperation": _node(made), "userErrors": []}

    def look(id: str) -> Any:
        found = sandbox.db.get(KIND, id.rpartition("/")[2])
        if found is None:
            return None
        following = {"CREATED": "RUNNING", "RUNNING": "COMPLETED"}
        found["status"] = following.get(found["status"], found["status"])
        sandbox.db.put(KIND, found["number"], found)
        return _node(found)

    return {"bulkOperationRunQuery": begin, "bulkOperation": look}


def file_of(sandbox: Sandbox, number: int) -> Path:
    """Where the answer of an operation lies."""
    return Path(sandbox.config.data_dir) / "bulk" / f"{number}.jsonl"


def flattened(data: Any, parent: str | None = None) -> Iterator[dict[str, Any]]:
    """The lines of an answer: each node without its connections, and those below it."""
    for value in data.values():
        for edge in value["edges"] if isinstance(value, dict) and "edges" in value else ():
            node = edge["node"]
            inner = {k: v for k, v in node.items() if isinstance(v, dict) and "edges" in v}
            line = {name: value for name, value in node.items() if name not in inner}
            yield line if parent is None else {**line, "__parentId": parent}
            yield from flattened(inner, node["id"])


def _node(made: dict[str, Any]) -> dict[str, Any]:
    done = made["status"] == "COMPLETED"
    address = url_for("shopify_admin.bulk_file", number=made["number"], _external=True)
    return {
        "__typename": "BulkOperation",
        "id": made["id"],
        "status": made["status"],
        "errorCode": None,
        "createdAt": made["created_at"],
        "rootObjectCount": str(made["roots"] if done else 0),
        "objectCount": str(made["objects"] if done else 0),
        "url": address if done and made["objects"] else None,
        "partialDataUrl": None,
    }
