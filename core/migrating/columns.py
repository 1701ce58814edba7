"""Which column of a file means what: the headers that other programs write, and those that people
write by hand. Where each is from: docs/migrating.md."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Field = Literal[
    "email",
    "customer_id",
    "phone",
    "points",
    "lots",
    "expires_on",
    "earned_on",
    "lifetime",
    "tier",
    "tier_until",
    "birthday",
    "joined_on",
    "reason",
]
FIELDS: tuple[Field, ...] = get_args(Field)
WHO: tuple[Field, ...] = ("customer_id", "email", "phone")
# By field the number of its column.
Mapped = Mapping[Field, int]

_HEADERS: dict[Field, tuple[str, ...]] = {
    "email": (
        *("email", "email address", "customer email", "user email", "e mail", "mail"),
        *("billing email", "電子郵件", "電子信箱", "信箱", "電郵", "會員信箱"),
    ),
    "customer_id": (
        *("customer id", "shopify customer id", "platform customer id", "shopify id"),
        *("user id", "wp user id", "merchant id", "external customer id"),
        *("顧客編號", "客戶編號", "顧客id", "使用者id"),
    ),
    "phone": (
        *("phone", "phone number", "telephone", "mobile", "mobile number", "customer phone"),
        *("電話", "手機", "手機號碼", "行動電話"),
    ),
    "points": (
        *("points", "points balance", "point balance", "balance", "current points balance"),
        *("current points", "available points", "approved points", "points approved"),
        *("wc points balance", "total points available", "credits balance"),
        *("點數", "點數餘額", "目前點數", "可用點數", "剩餘點數", "紅利點數", "紅利", "積分"),
    ),
    "lots": ("lots", "points by expiry", "各批點數"),
    "expires_on": (
        *("expires on", "expiry date", "expiration date", "points expire on", "expires at"),
        *("points expiry date", "points expiration date", "expiry", "points expiry"),
        *("到期日", "點數到期日", "有效期限", "使用期限"),
    ),
    "earned_on": (
        *("earned on", "earned at", "points earned on", "date earned", "points date"),
        *("獲得日期", "獲得日", "取得日期", "點數獲得日"),
    ),
    "lifetime": (
        *("lifetime", "lifetime points", "points earned", "total points earned"),
        *("lifetime points earned", "points lifetime", "累計點數", "歷史點數", "總獲得點數"),
    ),
    "tier": (
        *("tier", "vip tier", "vip tier name", "loyalty tier", "current tier", "tier name"),
        *("vip level", "level", "等級", "會員等級", "vip等級"),
    ),
    "tier_until": (
        *("tier until", "tier expiry date", "tier expires on", "vip tier expiry"),
        *("vip tier expiration", "tier expires at", "等級到期日", "會員等級到期日"),
    ),
    "birthday": (
        *("birthday", "birthdate", "date of birth", "birth date", "dob", "birthday mm dd"),
        *("birthday mm dd or mm dd yyyy", "birthday mm dd yyyy", "生日", "出生日期", "出生年月日"),
    ),
    "joined_on": (
        *("joined on", "date joined", "joined at", "enrolled at", "enrollment date", "joined"),
        *("member since", "enrolled on", "created at", "加入日期", "入會日期", "註冊日期"),
    ),
    "reason": ("reason", "note", "action", "comment", "原因", "備註", "說明"),
}
_MEANS = {header: field for field, headers in _HEADERS.items() for header in headers}


@dataclass(frozen=True, slots=True)
class Source:
    """A program whose exports are known. A file is its own when it has all of `has`, and one of
    `any_of` where that names any."""

    id: str
    name: str
    has: frozenset[str]
    any_of: frozenset[str] = frozenset()


SOURCES = (
    Source("regulars", "Regulars", frozenset({"member id", "lots", "customer id"})),
    Source(
        "loyaltylion",
        "LoyaltyLion",
        frozenset({"email"}),
        frozenset({"points approved", "approved points", "enrolled at", "merchant id"}),
    ),
    Source(
        "smile",
        "Smile.io",
        frozenset({"email", "points balance"}),
        frozenset({"vip tier", "vip tier name", "member status", "referral url"}),
    ),
    Source(
        "yotpo",
        "Yotpo Loyalty",
        frozenset({"email"}),
        frozenset(
            {"points spent", "current points balance", "referral link", "birthday mm dd"}
            | {"birthday mm dd or mm dd yyyy"}
        ),
    ),
    Source(
        "woocommerce",
        "WooCommerce Points and Rewards",
        frozenset({"wc points balance"}),
    ),
)


def folded(header: str) -> str:
    """A header without what writers differ in: case, underscores, brackets, full-width letters."""
    text = unicodedata.normalize("NFKC", header).lower()
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def proposed(header: Sequence[str]) -> dict[Field, int]:
    """What each field is read from, as far as the header tells; the first column of two."""
    found: dict[Field, int] = {}
    for number, name in enumerate(header):
        field = _MEANS.get(folded(name))
        if field is not None:
            found.setdefault(field, number)
    return found


def recognised(header: Sequence[str]) -> Source | None:
    """The program whose export it looks like; None for a file of somebody's own."""
    names = {folded(name) for name in header}
    for source in SOURCES:
        if source.has <= names and (not source.any_of or source.any_of & names):
            return source
    return None
