"""Product sets and segments, as a merchant writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from core.program.documents.base import Identifier, Names, Strict, amount
from core.program.documents.products import Name
from core.program.documents.profile import ShortId
from core.program.segments import ConditionKind

# Which fields belong to a kind of condition, and those of them that it cannot do without.
_FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "profile": (("field", "options"), ("field", "options")),
    "tier": (("tiers",), ("tiers",)),
    "recency": (("months",), ("months",)),
    "orders": (("least", "most", "months"), ()),
    "spend": (("least", "most", "months"), ()),
    "owns": (("set", "least", "most"), ("set",)),
}
_PLACES = ("field", "options", "tiers", "months", "least", "most", "set")


class ProductSetDocument(Strict):
    """Products of which a member's pieces are counted, as long as they stay bought. What is on sale
    is no set that somebody can own."""

    id: ShortId
    name: Names
    products: list[Annotated[str, Field(min_length=1, max_length=40)]] | None = Field(
        default=None, max_length=500
    )
    collections: list[Name] | None = Field(default=None, max_length=100)
    tags: list[Name] | None = Field(default=None, max_length=100)
    vendors: list[Name] | None = Field(default=None, max_length=100)

    @model_validator(mode="after")
    def _some(self) -> ProductSetDocument:
        if not (self.products or self.collections or self.tags or self.vendors):
            raise ValueError("name its products, collections, tags or vendors")
        return self


class ConditionDocument(Strict):
    """`least` and `most`: whole numbers, of "spend" amounts of the program's currency. `not`: the
    other way round."""

    kind: ConditionKind
    inverted: Annotated[Literal[True] | None, Field(alias="not")] = None
    field: ShortId | None = None
    options: Annotated[list[ShortId], Field(min_length=1, max_length=20)] | None = None
    tiers: Annotated[list[Identifier], Field(min_length=1, max_length=10)] | None = None
    months: Annotated[int, Field(ge=1, le=12)] | None = None
    set: ShortId | None = None
    least: str | int | None = None
    most: str | int | None = None

    @model_validator(mode="after")
    def _fits(self) -> ConditionDocument:
        own, needed = _FIELDS[self.kind]
        for name in _PLACES:
            given = getattr(self, name) is not None
            if given and name not in own:
                raise ValueError(f"{name} does not belong to a condition of kind {self.kind}")
            if not given and name in needed:
                raise ValueError(f"a condition of kind {self.kind} needs {name}")
        if self.kind in ("orders", "spend") and self.least is None and self.most is None:
            raise ValueError(f"a condition of kind {self.kind} needs least or most")
        self.least, self.most = self._figure(self.least), self._figure(self.most)
        bounds = [Decimal(one) for one in (self.least, self.most) if one is not None]
        if bounds != sorted(bounds):
            raise ValueError("most is less than least")
        return self

    def _figure(self, given: str | int | None) -> str | int | None:
        if given is None:
            return None
        if self.kind == "spend":
            return amount(str(given), least="0")
        if not isinstance(given, int) or not 0 <= given <= 10_000:
            raise ValueError("least and most must be whole numbers of at most 10,000")
        return given


_Conditions = Annotated[list[ConditionDocument], Field(min_length=1, max_length=8)]


class SegmentDocument(Strict):
    """Members of whom `all` of some conditions are true, or `any` of them."""

    id: Identifier
    name: Names
    every: Annotated[_Conditions | None, Field(alias="all")] = None
    some: Annotated[_Conditions | None, Field(alias="any")] = None

    @model_validator(mode="after")
    def _one(self) -> SegmentDocument:
        if (self.every is None) == (self.some is None):
            raise ValueError("give the segment conditions under all, or under any")
        return self

    @property
    def conditions(self) -> list[ConditionDocument]:
        return self.every or self.some or []


def check_segments(program: Any) -> None:
    """Raises ValueError for what a program's segments, and whatever is for a segment, name without
    there being such a thing."""
    segments = program.segments or []
    sets = {one.id for one in program.product_sets or ()}
    for what, rows in (
        ("product sets", program.product_sets or ()),
        ("segments", segments),
        ("pieces of content", program.content or ()),
        ("sales", program.sales or ()),
    ):
        if len({one.id for one in rows}) != len(rows):
            raise ValueError(f"two {what} have the same id")
    options = {one.id: {each.id for each in one.options} for one in program.profile or ()}
    for segment in segments:
        for one in segment.conditions:
            _check_condition(segment.id, one, program, options, sets)
    known = {one.id for one in segments}
    tiers = {tier.id for tier in program.tiers}
    rules = (*(program.earning.multipliers or ()), *(program.earning.bonuses or ()))
    doing = (*(program.actions or ()), *(program.events or ()), *(program.surveys or ()))
    for row in (*rules, *program.rewards, *(program.sales or ()), *doing):
        _check_names(row.id, "segment", row.segments, known)
    for sale in program.sales or ():
        _check_names(sale.id, "tier", sale.tiers, tiers)
    for content in program.content or ():
        whom = content.whom
        if whom is not None:
            _check_names(content.id, "segment", whom.segments, known)
            _check_names(content.id, "tier", whom.tiers, tiers)
            _check_names(content.id, "product set", [whom.owns] if whom.owns else [], sets)


def _check_condition(
    where: str, one: ConditionDocument, program: Any, options: dict[str, set[str]], sets: set[str]
) -> None:
    if one.field is not None:
        _check_names(where, "profile field", [one.field], set(options))
        _check_names(where, f"option of {one.field}", one.options, options[one.field])
    _check_names(where, "tier", one.tiers, {tier.id for tier in program.tiers})
    _check_names(where, "product set", [one.set] if one.set else [], sets)


def _check_names(where: str, what: str, named: list[str] | None, known: set[str]) -> None:
    for one in named or ():
        if one not in known:
            raise ValueError(f"{where} names the {what} {one!r}, which there is not; add it first")
