"""Programs with segments, validated as a merchant's would be."""

from __future__ import annotations

from typing import Any

from core.calendar import start_s
from core.program.defaults import default_document
from core.program.model import Program, Programs, load
from core.program.schema import validate
from tests.unit.core.worlds import Books, snapshot

PET: dict[str, Any] = {
    "id": "pet",
    "name": {"en": "Kind of pet", "zh-Hant": "寵物種類"},
    "options": [
        {"id": "cat", "name": {"en": "Cat", "zh-Hant": "貓"}},
        {"id": "dog", "name": {"en": "Dog", "zh-Hant": "狗"}},
        {"id": "bird", "name": {"en": "Bird", "zh-Hant": "鳥"}},
    ],
}
AGE: dict[str, Any] = {
    "id": "age",
    "name": {"en": "Age", "zh-Hant": "年齡層"},
    "options": [
        {"id": "25", "name": {"en": "up to 25", "zh-Hant": "25 歲以下"}},
        {"id": "60", "name": {"en": "60 and older", "zh-Hant": "60 歲以上"}},
    ],
}
KETTLES: dict[str, Any] = {
    "id": "kettles",
    "name": {"en": "Kettles", "zh-Hant": "水壺"},
    "products": ["10"],
}
CATS = {"kind": "profile", "field": "pet", "options": ["cat"]}


def segment(segment_id: str, *conditions: dict[str, Any], join: str = "all") -> dict[str, Any]:
    chinese = {"cats": "愛貓族", "dogs": "愛狗族"}.get(segment_id, f"分群 {segment_id}")
    names = {"en": segment_id.title(), "zh-Hant": chinese}
    return {"id": segment_id, "name": names, join: list(conditions)}


def document(*segments: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A valid document with these segments, two profile fields and a product set."""
    parts = {"profile": [PET, AGE], "product_sets": [KETTLES], "segments": list(segments)}
    return validate(default_document("USD") | parts | changes)


def twice_for(*segment_ids: str, **fields: Any) -> dict[str, Any]:
    """The part `earning` with a multiplier for segments."""
    rule = {"id": "twice", "name": {"en": "Twice", "zh-Hant": "兩倍"}, "factor": "2"}
    earning: dict[str, Any] = default_document("USD")["earning"]
    return earning | {"multipliers": [rule | {"segments": list(segment_ids)} | fields]}


def program(*segments: dict[str, Any], **changes: Any) -> Program:
    return load(document(*segments, **changes), 1, 0)


def books(*segments: dict[str, Any], **changes: Any) -> Books:
    made = Books(Programs([program(*segments, **changes)]))
    made.now_s = start_s("2026-01-10")
    return made


def buy(of: Books, order_id: str, on: str, dollars: int = 100, **more: Any) -> None:
    """One more order, or its next state."""
    at_s = start_s(on)
    of.now_s = max(of.now_s, at_s)
    of.deliver(
        snapshot(
            dollars * 100,
            order_id=order_id,
            **({"stamp_s": of.now_s, "placed_at_s": at_s} | more),
        )
    )
