"""What a tier gives besides points, as data and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Perk:
    """One perk: its kind, its text by language, and what the store needs to know of it."""

    kind: str
    names: Names
    value: Any


@dataclass(frozen=True, slots=True)
class Perks:
    """A tier's perks, and the tag by which the store knows the tier's members."""

    tag: str
    all: tuple[Perk, ...]

    def for_store(self) -> dict[str, Any]:
        """What the store's copy of a balance carries; texts stay out."""
        told = {perk.kind: perk.value for perk in self.all if perk.value is not None}
        return {**({"tag": self.tag} if self.tag else {}), **({"perks": told} if told else {})}


_FIXED = {
    "free_shipping": {"en": "Free shipping", "zh-Hant": "免運費"},
    "early_access": {"en": "Early access to new products", "zh-Hant": "新品優先選購"},
    "priority": {"en": "Priority support", "zh-Hant": "優先客服"},
}


def load_perks(document: Mapping[str, Any] | None) -> Perks:
    """The valid document's part `perks` of a tier."""
    given = document or {}
    found: list[Perk] = []
    if given.get("discount_percent"):
        percent = given["discount_percent"]
        names = {"en": f"{percent}% off every order", "zh-Hant": f"每筆訂單減價 {percent}%"}
        found.append(Perk("discount_percent", names, percent))
    found += [Perk(kind, names, True) for kind, names in _FIXED.items() if given.get(kind)]
    if given.get("exclusive_products"):
        names = {"en": "Members-only products", "zh-Hant": "會員專屬商品"}
        found.append(Perk("exclusive_products", names, list(given["exclusive_products"])))
    if given.get("birthday_gift"):
        gift = {
            language: f"{_BIRTHDAY.get(language, _BIRTHDAY['en'])}{text}"
            for language, text in given["birthday_gift"].items()
        }
        found.append(Perk("birthday_gift", gift, None))
    found += [Perk("text", names, None) for names in given.get("texts") or ()]
    return Perks(given.get("tag") or "", tuple(found))


_BIRTHDAY = {"en": "Birthday gift: ", "zh-Hant": "生日禮："}
