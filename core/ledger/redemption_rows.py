"""Redemptions as items of the table, and the way to and from their states."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from core.identity import Ledger
from core.ledger import keys
from core.ledger.packing import pack_lots, unpack_lots
from core.ledger.table import Row, as_read
from core.ports import CodeTerms
from core.redemptions import Redemption


class RedemptionRow(Row, discriminator="R"):
    redemption_id = UnicodeAttribute()
    store_id = UnicodeAttribute()
    member_id = UnicodeAttribute()
    reward_id = UnicodeAttribute()
    reward_kind = UnicodeAttribute()
    points = NumberAttribute()
    value_minor = NumberAttribute()
    percent = NumberAttribute()
    currency = UnicodeAttribute()
    title = UnicodeAttribute()
    code = UnicodeAttribute()
    created_at_ms = NumberAttribute()
    expires_at_s = NumberAttribute()
    lots = UnicodeAttribute(null=True)
    terms = JSONAttribute(null=True)
    limits = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    version = NumberAttribute(attr_name="v")
    lease_until_ms = NumberAttribute()
    order_id = UnicodeAttribute(null=True)
    voucher = UnicodeAttribute(null=True)
    forgiven = NumberAttribute(null=True)
    kept = NumberAttribute(null=True)
    remind_at_s = NumberAttribute(null=True)
    beside_minor = NumberAttribute(null=True)
    goods = NumberAttribute(null=True)
    batch = UnicodeAttribute(null=True)
    best_before = UnicodeAttribute(null=True)
    award = UnicodeAttribute(null=True)


# Kept in a form of their own; everything else as it is.
_PACKED = (
    *("lots", "terms", "limits", "version", "forgiven", "kept", "remind_at_s"),
    *("beside_minor", "goods", "batch", "best_before", "award"),
)
_NUMBERS = ("points", "value_minor", "percent", "created_at_ms", "expires_at_s", "lease_until_ms")


def redemption_row(ledger: Ledger, redemption: Redemption) -> RedemptionRow:
    """The row of a redemption that is to be written; its version is one more than the state's."""
    plain: dict[str, Any] = {
        one.name: getattr(redemption, one.name)
        for one in fields(redemption)
        if one.name not in _PACKED
    }
    return RedemptionRow(
        keys.redemption(ledger, redemption.code),
        keys.REDEMPTION,
        lots=pack_lots(redemption.lots) or None,
        terms=_packed(redemption.terms),
        limits=",".join(redemption.limits) or None,
        forgiven=redemption.forgiven or None,
        kept=redemption.kept or None,
        remind_at_s=redemption.remind_at_s or None,
        beside_minor=redemption.beside_minor or None,
        goods=int(redemption.goods) or None,
        batch=redemption.batch or None,
        best_before=redemption.best_before or None,
        award=redemption.award or None,
        version=redemption.version + 1,
        **plain,
    )


def redemption_state(row: RedemptionRow) -> Redemption:
    plain: dict[str, Any] = {
        one.name: getattr(row, one.name) for one in fields(Redemption) if one.name not in _PACKED
    }
    for name in _NUMBERS:
        plain[name] = int(plain[name])
    limits: Any = tuple(part for part in (row.limits or "").split(",") if part)
    return Redemption(
        lots=unpack_lots(row.lots),
        terms=_terms(row.terms or {}),
        limits=limits,
        forgiven=int(row.forgiven or 0),
        kept=int(row.kept or 0),
        remind_at_s=int(row.remind_at_s or 0),
        beside_minor=int(row.beside_minor or 0),
        goods=bool(row.goods),
        batch=row.batch or "",
        best_before=row.best_before or "",
        award=row.award or "",
        version=int(row.version),
        **plain,
    )


def _packed(terms: CodeTerms) -> dict[str, Any] | None:
    """Only what differs from a code for every cart: most rows keep nothing."""
    kept = {one.name: getattr(terms, one.name) for one in fields(terms)}
    return {name: value for name, value in kept.items() if value} or None


def _terms(kept: dict[str, Any]) -> CodeTerms:
    lists = {name: tuple(kept.get(name, ())) for name in ("products", "collections", "combines")}
    return CodeTerms(minimum_minor=kept.get("minimum_minor", 0), **lists)


def unchanged(redemption: Redemption) -> Condition:
    """That nobody wrote the redemption since it was read."""
    return as_read(RedemptionRow, redemption.version)
