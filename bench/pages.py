"""A table of many members as a file of ready pages, and a server that gives them out: Scan page by
page, Query of the list of members, BatchGetItem of rows."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench import many
from core.identity import Ledger
from core.ledger import keys

MASTER_KEY = b"master key of the measurements"
LEDGER = Ledger.open(many.STORE, MASTER_KEY)
_PAGE_BYTES = 1_000_000
_LISTED = 10_000


def build(folder: Path, members: int, orders: int) -> None:
    """Write the pages where they are not there yet."""
    index = folder / "index"
    if index.exists():
        return
    folder.mkdir(exist_ok=True)
    offsets: list[tuple[int, int]] = []
    rows: dict[tuple[str, str], tuple[int, int]] = {}
    page: list[bytes] = []
    size = at = 0
    with (folder / "pages").open("wb") as file, (folder / "rows").open("wb") as kept:

        def flush() -> None:
            nonlocal page, size, at
            body = b'{"Items":[' + b",".join(page) + b"]"
            file.write(body)
            offsets.append((at, len(body)))
            at += len(body)
            page, size = [], 0

        for number in range(members):
            items, order_rows = many.member(LEDGER, number, orders)
            for item in (*items, *order_rows):
                text = json.dumps(item, separators=(",", ":")).encode()
                page.append(text)
                size += len(text)
                key = item["pk"]["S"], item["sk"]["S"]
                if not key[1].startswith(keys.ENTRY_PREFIX):
                    rows[key] = (kept.tell(), len(text))
                    kept.write(text)
                if size > _PAGE_BYTES:
                    flush()
        flush()
    index.write_bytes(pickle.dumps((offsets, rows, members)))


class Server:
    """The pages of a folder, served by a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "bench.pages", str(folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said = self._process.stdout
        self.url = said.readline().strip() if said is not None else ""

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


class _Table(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages: Path
    offsets: list[tuple[int, int]]
    rows: dict[tuple[str, str], tuple[int, int]]
    members: int

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        body = {"Scan": self._scan, "Query": self._query, "BatchGetItem": self._get}[operation](
            asked
        )
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _scan(self, asked: dict[str, Any]) -> bytes:
        number = int(asked.get("ExclusiveStartKey", {"pk": {"S": "0"}})["pk"]["S"])
        with self.pages.open("rb") as file:
            file.seek(self.offsets[number][0])
            body = file.read(self.offsets[number][1])
        more = number + 1 < len(self.offsets)
        return body + (_last(str(number + 1), "page") if more else b"}")

    def _query(self, asked: dict[str, Any]) -> bytes:
        pk = asked["ExpressionAttributeValues"][":pk"]["S"]
        start = asked.get("ExclusiveStartKey")
        first = int(start["sk"]["S"], 16) + 1 if start else 0
        numbers = range(first, min(first + _LISTED, self.members))
        lines = [{"pk": {"S": pk}, "sk": {"S": f"{number:024x}"}} for number in numbers]
        body = json.dumps({"Items": lines}).encode()[:-1]
        more = numbers and numbers[-1] + 1 < self.members
        return body + (_last(pk, f"{numbers[-1]:024x}") if more else b"}")

    def _get(self, asked: dict[str, Any]) -> bytes:
        ((table, wanted),) = asked["RequestItems"].items()
        found = []
        with (self.pages.parent / "rows").open("rb") as file:
            for key in wanted["Keys"]:
                at, length = self.rows.get((key["pk"]["S"], key["sk"]["S"]), (0, 0))
                file.seek(at)
                found += [file.read(length)] if length else []
        return b'{"Responses":{"%s":[%s]},"UnprocessedKeys":{}}' % (
            table.encode(),
            b",".join(found),
        )

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def _last(pk: str, sk: str) -> bytes:
    return b',"LastEvaluatedKey":{"pk":{"S":"%s"},"sk":{"S":"%s"}}}' % (pk.encode(), sk.encode())


def main() -> None:
    folder = Path(sys.argv[1])
    _Table.pages = folder / "pages"
    _Table.offsets, _Table.rows, _Table.members = pickle.loads((folder / "index").read_bytes())  # noqa: S301
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Table)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    threading.Thread(target=server.serve_forever).run()


if __name__ == "__main__":
    main()
