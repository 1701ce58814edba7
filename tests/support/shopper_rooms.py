"""What the Shopper API's stand-in answers behind the panel, and what a POST does to its state."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import segno

from tests.support import shopper_rooms_data as data

Json = dict[str, Any]


def _copy(of: Any) -> Callable[[], Any]:
    return lambda: copy.deepcopy(of)


class RoomRefused(Exception):
    """Answer with this status and error."""

    def __init__(self, status: int, code: str, **details: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.details = status, code, details


@dataclass
class Rooms:
    """Everything but balance, history and codes. `keys`: what each Idempotency-Key made."""

    actions: list[Json] = field(default_factory=_copy(data.ACTIONS))
    claims: list[Json] = field(default_factory=list)
    birthday: Json = field(
        default_factory=lambda: {"birthday": None, "next_on": None, "changeable_on": None}
    )
    referral: Json = field(default_factory=_copy(data.REFERRAL))
    draws: list[Json] = field(default_factory=_copy(data.DRAWS))
    tickets: dict[str, list[Json]] = field(default_factory=_copy(data.TICKETS))
    events: list[Json] = field(default_factory=_copy(data.EVENTS))
    surveys: list[Json] = field(default_factory=_copy(data.SURVEYS))
    profile: Json = field(default_factory=_copy(data.PROFILE))
    content: list[Json] = field(default_factory=_copy(data.CONTENT))
    groups: list[Json] = field(default_factory=_copy(data.GROUPS))
    orders: list[Json] = field(default_factory=_copy(data.ORDERS))
    cases: list[Json] = field(default_factory=_copy(data.CASES))
    personal: Json = field(default_factory=_copy(data.PERSONAL))
    views: list[str] = field(default_factory=list)
    joined: dict[str, int] = field(default_factory=lambda: {"instagram": 30})
    joined_by: str | None = None
    keys: dict[str, Json] = field(default_factory=dict)

    def answer(
        self, method: str, path: str, key: str | None, body: Json, balance: Json
    ) -> tuple[int, Json] | None:
        """The answer to a signed-in shopper; None for a path that is none of these."""
        match method, path.split("/"):
            case "GET", ["actions"]:
                return 200, {"actions": self.actions, "claims": self.claims, **self.birthday}
            case "POST", ["actions", one]:
                made = self._once(key, lambda: self._claim(one, body, balance))
                return (202 if made["status"] == "waiting" else 200), made
            case "POST", ["birthday"]:
                return 200, self._tell_birthday(body["birthday"])
            case "GET", ["referral"]:
                return 200, self.referral
            case "POST", ["referral"]:
                return 200, self._come(body["code"])
            case "GET", ["draws", one, "entries"]:
                return 200, self._mine(one, balance)
            case "POST", ["draws", one, "entries"]:
                return 200, self._once(key, lambda: self._enter(one, body["entries"], balance))
            case "POST", ["draws", one, "entries", ticket, "return"]:
                return 200, self._leave(one, ticket, balance)
            case "GET", ["events"]:
                return 200, {"events": self.events}
            case "POST", ["events", one]:
                return 200, self._come_to(one, body["coming"])
            case "GET", ["surveys"]:
                return 200, {"surveys": self.surveys}
            case "POST", ["surveys", one]:
                return 200, self._answer_survey(one, body)
            case "GET", ["profile"]:
                return 200, self.profile
            case "POST", ["profile"]:
                for name, answer in body["answers"].items():
                    self.profile["answers"][name] = answer
                    if answer is None:
                        del self.profile["answers"][name]
                return 200, self.profile
            case "GET", ["card"]:
                card = "RG" + "7KQ2M4X" * 5 + "ABCD"
                svg = segno.make(card, error="m", micro=False).svg_inline(scale=8, border=2)
                return 200, {"card": card, "svg": svg, "expires_at": "2099-01-01T00:00:00Z"}
            case "GET", ["content"]:
                return 200, {"content": self.content}
            case "GET", ["content", one]:
                return 200, _find(self.content, one) | data.BODIES[one]
        return self._more(method, path, key, body)

    def _more(self, method: str, path: str, key: str | None, body: Json) -> tuple[int, Json] | None:
        match method, path.split("/"):
            case "GET", ["orders"]:
                return 200, {"orders": self.orders, "cursor": None}
            case "GET", ["orders", one]:
                known = [order for order in self.orders if order["order_id"] == one]
                return 200, {"order_id": one, "known": bool(known), **(known[0] if known else {})}
            case "GET", ["cases"]:
                return 200, {"cases": self.cases}
            case "POST", ["cases"]:
                return 200, self._once(key, lambda: self._open_case(body))
            case "GET", ["personal"]:
                return 200, self.personal
            case "POST", ["personal"]:
                self.personal["consent"] = body["consent"]
                if not body["consent"]:
                    self.views.clear()
                return 200, self.personal
            case "POST", ["views"]:
                if self.personal["consent"]:
                    self.views += body["product_ids"]
                return 200, {"kept": len(self.views)}
            case "POST", ["joined"]:
                points = self.joined.get(body["channel"])
                if points is None:
                    raise RoomRefused(404, "unknown_channel")
                news = self.joined_by is None
                self.joined_by = self.joined_by or body["channel"]
                return 200, {"joined": news, "points": points if news else 0, "reward": None}
        return None

    def for_anybody(self, method: str, path: str) -> Json | None:
        """What needs no sign-in."""
        match method, path.split("/"):
            case "GET", ["groups"]:
                return {"groups": self.groups}
            case "GET", ["draws"]:
                return {"draws": self.draws}
        return None

    def _once(self, key: str | None, work: Callable[[], Json]) -> Json:
        if not key:
            raise RoomRefused(400, "bad_input")
        if key not in self.keys:
            self.keys[key] = work()
        return self.keys[key]

    def _claim(self, action_id: str, body: Json, balance: Json) -> Json:
        action = _find(self.actions, action_id)
        if action["state"] != "open":
            reason = action.get("reason") or {"code": "action_limit_reached", "text": {}}
            raise RoomRefused(409, reason["code"], text=reason["text"])
        waits = bool(action.get("approval"))
        action |= {"state": "waiting"} if waits else {"state": "done", "done": action["done"] + 1}
        if not waits:
            balance["available"] += action["points"]
        claim = {
            "claim_id": f"a-{len(self.claims) + 1}",
            "action_id": action_id,
            "status": "waiting" if waits else "given",
            "at": "2026-11-29T08:00:00Z",
            "link": body.get("link"),
            "handle": body.get("handle"),
            "reason": None,
        }
        self.claims.insert(0, claim)
        return claim

    def _tell_birthday(self, told: str | None) -> Json:
        self.birthday = {
            "birthday": told,
            "next_on": f"2027-{told}" if told else None,
            "changeable_on": "2027-11-29" if told else None,
        }
        return self.birthday

    def _come(self, code: str) -> Json:
        if code != "LIN-3XYZ":
            raise RoomRefused(404, "unknown_referral_code")
        self.referral["came"] = {"status": "waiting", "reason": None}
        return {**self.referral["came"], "welcome": None}

    def _mine(self, draw_id: str, balance: Json) -> Json:
        draw, tickets = _find(self.draws, draw_id), self.tickets[draw_id]
        open_, cost = draw["state"] == "open", draw.get("cost", 0)
        more: Json = {"available": open_}
        if not open_:
            over = data.text("Entries closed.", "抽獎已截止登記。")
            more["reason"] = {"code": "draw_closed", "text": over}
        elif balance["available"] < cost:
            short = data.text("You need more points.", "點數不足。")
            more |= {"available": False, "reason": {"code": "insufficient_points", "text": short}}
        return {
            "draw": draw_id,
            "holder": "m-mei",
            "entries": sum(one["entries"] for one in tickets),
            "tickets": tickets,
            "won": [one for one in draw.get("winners", []) if one["holder"] == "m-mei"],
            "more": more,
        }

    def _enter(self, draw_id: str, entries: int, balance: Json) -> Json:
        cost = entries * _find(self.draws, draw_id)["cost"]
        if balance["available"] < cost:
            raise RoomRefused(409, "insufficient_points")
        balance["available"] -= cost
        ticket = {
            "ticket": f"t-{len(self.tickets[draw_id]) + 1}",
            "entries": entries,
            "source": "bought",
            "points": cost,
            "at": "2026-11-29T08:00:00Z",
            "returned": False,
        }
        self.tickets[draw_id].append(ticket | {"returnable": True})
        return ticket

    def _leave(self, draw_id: str, ticket_id: str, balance: Json) -> Json:
        [ticket] = [one for one in self.tickets[draw_id] if one["ticket"] == ticket_id]
        self.tickets[draw_id].remove(ticket)
        balance["available"] += ticket["points"]
        return ticket | {"returned": True}

    def _come_to(self, event_id: str, coming: bool) -> Json:
        event = _find(self.events, event_id)
        if coming and event["refusal"]:
            raise RoomRefused(409, event["refusal"]["code"], text=event["refusal"]["text"])
        event |= {"answer": "coming" if coming else "cancelled"}
        event["left"] += -1 if coming else 1
        return event

    def _answer_survey(self, survey_id: str, body: Json) -> Json:
        survey = _find(self.surveys, survey_id)
        if "answers" not in body:
            survey["answers"] = None
            return survey
        if body.get("consent") is not True:
            raise RoomRefused(400, "no_consent")
        survey["answers"] = body["answers"]
        return survey

    def _open_case(self, body: Json) -> Json:
        case = {
            "case_id": f"c-{len(self.cases)}",
            "order_id": body.get("order_id"),
            "status": "open",
            "message": body["message"],
            "answer": None,
            "at": "2026-11-29T08:00:00Z",
            "text": data.text("We have asked the store for this order.", "已向商店查詢這筆訂單。"),
        }
        self.cases.insert(0, case)
        return case


def _find(things: list[Json], one: str) -> Json:
    for thing in things:
        if thing["id"] == one:
            return thing
    raise RoomRefused(404, "not_found")
