"""A stand-in for the Shopper API's transport: its JSON shapes over real HTTP, state in memory.

For tests of what speaks to that API. It decides nothing of its own that a test relies on as truth
about points: the real back end is tested end to end elsewhere.

    with ShopperApi() as shop:
        shop.member["balance"]["available"] = 340
        page.goto(shop.page(lang="zh-Hant"))
"""

from __future__ import annotations

import base64
import copy
import json
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.support.shopper_data import ENTRIES, MEMBER, POLICY, PROGRAM, shop_page
from tests.support.shopper_rooms import RoomRefused, Rooms

_DIST = Path(__file__).resolve().parents[2] / "integrations" / "storefront" / "dist"
_PAGE_SIZE = 4
_PREFIXES = ("/storefront/", "/apps/regulars/")

Json = dict[str, Any]


class _Refused(Exception):
    """Answer `status` with the error document of the API."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Call:
    """One request that reached the API."""

    method: str
    path: str
    key: str | None
    token: str | None
    body: Json = field(default_factory=dict)


@dataclass
class ShopperApi:
    """The server, its state, and the faults a test can switch on."""

    signed_in: bool = True
    member: Json = field(default_factory=lambda: copy.deepcopy(MEMBER))
    program: Json = field(default_factory=lambda: copy.deepcopy(PROGRAM))
    entries: list[Json] = field(default_factory=lambda: copy.deepcopy(ENTRIES))
    redemptions: list[Json] = field(default_factory=list)  # newest first
    guest: Json | None = None  # what the orders of a guest with an order token have earned
    mails: int = 0
    rooms: Rooms = field(default_factory=Rooms)
    calls: list[Call] = field(default_factory=list)

    scripts: list[str] = field(default_factory=list)  # names, as they were asked for

    no_scripts: str = ""  # those whose name has this pattern are not found
    down: bool = False  # every API connection is dropped
    lose_answers: int = 0  # so many POSTs take effect, and their answers break off
    lose_to_gateway: bool = False  # what is lost is answered by a gateway: 504, no JSON
    too_many: int = 0  # so many POSTs are turned away by what stands before the API: 429
    slow_codes: bool = False  # codes stay held, and returns under way, until settle()
    delay_s: float = 0.0  # before a POST is answered
    slow_s: float = 0.0  # before a GET is answered
    token_life_s: int = 300

    _keys: dict[str, Json] = field(default_factory=dict)
    _tokens: set[str] = field(default_factory=set)
    _minted: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __enter__(self) -> ShopperApi:
        api = self

        class Handler(_Handler):
            shop = api

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def page(self, **attributes: str) -> str:
        """The address of a shop page whose widget has `attributes`; `page_lang` and `page_dir` are
        the document's, and proxy="" leaves api and token-url out."""
        return f"{self.origin}/shop?{urlencode(attributes)}"

    def posts(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.method == "POST" and call.path == path]

    def bodies(self, path: str) -> list[Json]:
        return [call.body for call in self.posts(path)]

    def forget_tokens(self) -> None:
        """Every token given out so far is refused from now on."""
        self._tokens.clear()

    def settle(self, status: str) -> None:
        """What was under way ends in `status`."""
        with self._lock:
            self.slow_codes = False
            for redemption in self.redemptions:
                if redemption["status"] in ("held", "returning"):
                    self._become(redemption, status)

    # -- what the API does ------------------------------------------------------------------

    def token(self) -> str:
        now = int(time.time())
        self._minted += 1
        said = {
            "iss": "woo-0123456789ab",
            **({"sub": "7", "email": "mei@example.com"} if self.signed_in else {"sub": "0"}),
            "iat": now,
            "exp": now + self.token_life_s,
            "jti": f"t{self._minted}",
        }
        text = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
        token = f"e30.{text}.c2ln"
        self._tokens.add(token)
        return token

    def answer(
        self, method: str, path: str, query: Json, call: Call, body: Json
    ) -> tuple[int, Json]:
        with self._lock:
            if path == "program":
                return 200, self.program
            if path == "guest" and self.guest is not None and call.token in self._tokens:
                return 200, self.guest
            if not call.token and (shown := self.rooms.for_anybody(method, path)):
                return 200, shown
            if not self.signed_in or (call.token is not None and call.token not in self._tokens):
                raise _Refused(401, "unauthenticated")
            match method, path.split("/"):
                case "GET", ["member"]:
                    return 200, self.member
                case "GET", ["entries"]:
                    start = int(query.get("cursor", "0"))
                    end = start + _PAGE_SIZE
                    more = str(end) if end < len(self.entries) else None
                    return 200, {"entries": self.entries[start:end], "cursor": more}
                case "POST", ["redemptions"]:
                    return 200, self._redeem(body["reward_id"], body.get("points"), call.key)
                case "GET", ["redemptions"]:
                    return 200, {"redemptions": self.redemptions[:10]}
                case "GET", ["redemptions", one]:
                    return 200, self._find(one)
                case "POST", ["redemptions", one, "return"]:
                    return 200, self._give_back(self._find(one))
                case "POST", ["redemptions", one, "rating"]:
                    self._find(one)["rating"] = body["stars"]
                    return 200, self._find(one)
                case "POST", ["claims"]:
                    self.mails += 1
                    return 202, {"sent": True}
            balance = self.member["balance"]
            if told := self.rooms.answer(method, path, call.key, body, balance):
                return told
            if shown := self.rooms.for_anybody(method, path):
                return 200, shown
            raise _Refused(404, "not_found")

    def _find(self, redemption_id: str) -> Json:
        for redemption in self.redemptions:
            if redemption["redemption_id"] == redemption_id:
                return redemption
        raise _Refused(404, "not_found")

    def _redeem(self, reward_id: str, chosen: int | None, key: str | None) -> Json:
        if not key:
            raise _Refused(400, "bad_input")
        if key in self._keys:
            return self._keys[key]
        [reward] = [one for one in self.program["rewards"] if one["id"] == reward_id]
        balance = self.member["balance"]
        points = reward["points"] if chosen is None else chosen
        if balance["available"] < points:
            raise _Refused(409, "insufficient_points")
        balance["available"] -= points
        number = len(self._keys) + 1
        redemption = {
            "redemption_id": f"rd-{number}",
            "status": "held",
            "code": None,
            "reward_id": reward_id,
            "kind": reward["kind"],
            "points": points,
            "expires_at": None,
            "created_at": "2026-11-20T08:00:00Z",
        }
        self.redemptions.insert(0, redemption)
        self._keys[key] = redemption
        if not self.slow_codes:
            self._become(redemption, "issued")
        return redemption

    def _give_back(self, redemption: Json) -> Json:
        if redemption["status"] == "issued":
            redemption["status"] = "returning"
            if not self.slow_codes:
                self._become(redemption, "returned")
        return redemption

    def _become(self, redemption: Json, status: str) -> None:
        redemption["status"] = status
        if status == "issued":
            number = redemption["redemption_id"].removeprefix("rd-")
            redemption |= {"code": f"REG-7KQ2-M4X{number}", "expires_at": "2027-02-18T08:00:00Z"}
        if status == "returned":
            self.member["balance"]["available"] += redemption["points"]


class _Handler(BaseHTTPRequestHandler):
    shop: ShopperApi
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def _handle(self, method: str) -> None:
        shop, url = self.shop, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query, True).items()}
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if url.path == "/shop":
            self._send(200, shop_page(query).encode(), "text/html; charset=utf-8")
        elif url.path.startswith("/regulars-"):
            self._script(url.path.removeprefix("/"))
        elif url.path == "/token":
            known = shop.signed_in or shop.guest is not None
            self._send(*((200, {"token": shop.token()}) if known else (401, {})))
        elif url.path.startswith(_PREFIXES):
            self._api(method, url.path, query, raw)
        else:
            self._send(404, {})

    def _script(self, name: str) -> None:
        self.shop.scripts.append(name)
        file = _DIST / name
        if (self.shop.no_scripts and re.search(self.shop.no_scripts, name)) or not file.exists():
            self._send(404, {})
        else:
            self._send(200, file.read_bytes(), "text/javascript; charset=utf-8")

    def _api(self, method: str, path: str, query: Json, raw: bytes) -> None:
        shop = self.shop
        path = path.removeprefix(_PREFIXES[0]).removeprefix(_PREFIXES[1])
        bearer = self.headers.get("Authorization")
        call = Call(
            method,
            path,
            self.headers.get("Idempotency-Key"),
            bearer and bearer.partition(" ")[2],
            json.loads(raw or b"{}"),
        )
        shop.calls.append(call)
        if shop.down:
            self.close_connection = True
            return
        if method == "POST" and shop.too_many:
            shop.too_many -= 1
            self._send(429, {"message": "Too Many Requests"})
            return
        try:
            status, said = shop.answer(method, path, query, call, call.body)
        except _Refused as error:
            status, said = error.status, {"error": {"code": error.code, "message": "Refused."}}
        except RoomRefused as error:
            refusal = {"code": error.code, "message": "Refused.", "details": error.details}
            status, said = error.status, {"error": refusal}
        text = json.dumps(said).encode()
        time.sleep(shop.delay_s if method == "POST" else shop.slow_s)
        if method == "POST" and shop.lose_answers:
            shop.lose_answers -= 1
            if shop.lose_to_gateway:
                self._send(504, b"<h1>Time-out</h1>", "text/html")
            else:
                self._send(status, text[:9], length=len(text))
                self.close_connection = True
            return
        self._send(status, text)

    def _send(
        self,
        status: int,
        body: bytes | Json,
        kind: str = "application/json",
        length: int | None = None,
    ) -> None:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(text)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: a test that fails says what it saw itself."""
