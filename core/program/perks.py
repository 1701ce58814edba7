"""What a tier gives besides points, as data and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.wording import named, say

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Perk:
    """One perk: its kind, what the store needs to know of it, and what the merchant wrote."""

    kind: str
    value: Any
    texts: Names = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """Its text by language. Made when somebody reads it: workers load programs, too."""
        if self.kind == "text":
            return self.texts
        return say(f"perk.{self.kind}", percent=self.value, gift=named(self.texts))


@dataclass(frozen=True, slots=True)
class Perks:
    """A tier's perks, and the tag by which the store knows the tier's members."""

    tag: str
    all: tuple[Perk, ...]

    def for_store(self) -> dict[str, Any]:
        """What the store's copy of a balance carries; texts stay out."""
        told = {perk.kind: perk.value for perk in self.all if perk.value is not None}
        return {**({"tag": self.tag} if self.tag else {}), **({"perks": told} if told else {})}


def load_perks(document: Mapping[str, Any] | None) -> Perks:
    """The valid document's part `perks` of a tier."""
    given = document or {}
    found: list[Perk] = []
    if given.get("discount_percent"):
        found.append(Perk("discount_percent", given["discount_percent"]))
    found += [
        Perk(kind, True)
        for kind in ("free_shipping", "early_access", "priority")
        if given.get(kind)
    ]
    if given.get("exclusive_products"):
        found.append(Perk("exclusive_products", list(given["exclusive_products"])))
    if given.get("birthday_gift"):
        found.append(Perk("birthday_gift", None, given["birthday_gift"]))
    found += [Perk("text", None, names) for names in given.get("texts") or ()]
    return Perks(given.get("tag") or "", tuple(found))
