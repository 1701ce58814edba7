"""A shopper, a program and a shop page for the Shopper API's stand-in. Invented throughout."""

from __future__ import annotations

import html
from typing import Any

Json = dict[str, Any]


def _names(english: str, chinese: str) -> Json:
    return {"name": english, "names": {"en": english, "zh-Hant": chinese}}


def _tier(tier_id: str, start: int, multiplier: str, english: str, chinese: str) -> Json:
    return {
        "id": tier_id,
        **_names(english, chinese),
        "from": str(start),
        "from_minor": start * 100,
        "multiplier": multiplier,
    }


PROGRAM: Json = {
    "store_id": "woo-0123456789ab",
    "currency": "TWD",
    "tiers": [
        _tier("member", 0, "1", "Member", "一般會員"),
        _tier("silver", 15000, "1.25", "Silver", "銀卡會員"),
        _tier("gold", 45000, "1.5", "Gold", "金卡會員"),
    ],
    "earning": [
        {"id": "base", "kind": "per_amount", "points": 1, "per": "30", "currency": "TWD"},
    ],
    "rewards": [
        {
            "id": "off-150",
            "kind": "fixed",
            **_names("NT$150 off", "折抵 NT$150"),
            "points": 100,
            "value": "150",
        },
        {
            "id": "free-shipping",
            "kind": "free_shipping",
            **_names("Free shipping", "免運費"),
            "points": 200,
        },
        {
            "id": "off-900",
            "kind": "fixed",
            **_names("NT$900 off", "折抵 NT$900"),
            "points": 500,
            "value": "900",
        },
    ],
}

# Points as cash: as many steps as the shopper chooses.
CASH: Json = {
    "id": "cash",
    "kind": "amount",
    **_names("Points as cash", "點數折抵"),
    "points": 100,
    "min": 100,
    "max": 300,
    "step": 20,
    "value": "10",
}
DONATION: Json = {
    "id": "trees",
    "kind": "donation",
    **_names("Plant a tree", "種下一棵樹"),
    "points": 50,
    "value": "20",
    "donated": "12480.00",
}
CAMPAIGNS: list[Json] = [
    {
        "id": "double",
        "kind": "multiplier",
        **_names("Double points on oolong", "烏龍茶點數雙倍送"),
        "factor": "2",
        "from": "2026-11-01",
        "until": "2099-12-31",
    },
    {
        "id": "spring",
        "kind": "fixed",
        **_names("Spring welcome", "春季好禮"),
        "points": 50,
        "from": "2099-03-01",
    },
    {
        "id": "gold-only",
        "kind": "multiplier",
        **_names("For Gold", "金卡專屬"),
        "factor": "3",
        "tiers": ["gold"],
    },
]

MEMBER: Json = {
    "known": True,
    "balance": {"available": 340, "pending": 48, "debt": 0},
    "lifetime_points": 1260,
    "tier": {"id": "silver", **_names("Silver", "銀卡會員")},
    "progress": {
        "spend_minor": 4_380_000,
        "currency": "TWD",
        "next": {"id": "gold", **_names("Gold", "金卡會員"), "from_minor": 4_500_000},
        "needed_minor": 120_000,
        "keep_until": "2027-05-31",
        "percent": 97,
        "text": {
            "en": "NT$1,200 more by 31 March 2027 for Gold.",
            "zh-Hant": "2027 年 3 月 31 日前再消費 NT$1,200，即可升等為金卡會員。",
        },
    },
    "expiring": [{"points": 60, "on": "2026-12-31"}],
    "claimable": False,
}


def _entry(number: int, points: int, pending: int, english: str, chinese: str) -> Json:
    return {
        "id": f"e{number}",
        "at": f"2026-11-{number:02d}T09:30:00Z",
        "points": points,
        "pending": pending,
        "kind": "order" if "Order" in english else "redeem",
        "source": {"type": "order", "id": str(1000 + number)},
        "why": {"text": {"en": english, "zh-Hant": chinese}},
    }


ENTRIES: list[Json] = [
    _entry(
        20,
        0,
        48,
        "Order 1020: NT$1,440 net of tax and shipping, 1 per NT$30, Silver × 1. "
        "Waiting for payment.",
        "訂單 1020：未稅、不含運費 NT$1,440，每 NT$30 得 1 點，銀卡會員 × 1。等待付款。",
    ),
    _entry(18, -100, 0, "Redeemed 100 points.", "兌換使用 100 點。"),
    _entry(
        12,
        125,
        0,
        "Order 1012: NT$3,000 net of tax and shipping, 1 per NT$30, Silver × 1.25.",
        "訂單 1012：未稅、不含運費 NT$3,000，每 NT$30 得 1 點，銀卡會員 × 1.25。",
    ),
    _entry(9, 40, 0, "Adjusted by the store: sorry for the wait.", "商店調整：讓您久等了。"),
    _entry(
        4,
        275,
        0,
        "Order 1004: NT$6,600 net of tax and shipping, 1 per NT$30, Silver × 1.25.",
        "訂單 1004：未稅、不含運費 NT$6,600，每 NT$30 得 1 點，銀卡會員 × 1.25。",
    ),
]

# A shop may forbid inline styles and scripts other than its own.
POLICY = "default-src 'self'; script-src 'self' 'nonce-page'; style-src 'nonce-page'; img-src data:"

_PAGE = """<!doctype html>
<html lang="{lang}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tea shop</title>
<link rel="icon" href="data:,">
<style nonce="page">
body {{ margin: 0; font-family: "Noto Sans", "Noto Sans CJK TC", sans-serif; color: #222;
       background: #faf8f4; }}
header, main {{ max-width: 1100px; margin: auto; padding: 24px; }}
h1 {{ font-weight: 500; }}
ul {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 20px;
     padding: 0; list-style: none; }}
li div {{ aspect-ratio: 4/5; border-radius: 6px; background: #e5ded0; margin-block-end: 8px; }}
</style>
<script nonce="page">
window.shifts = 0;
new PerformanceObserver((list) => {{
  for (const entry of list.getEntries()) window.shifts += entry.value;
}}).observe({{ type: 'layout-shift', buffered: true }});
</script>
<script type="module" src="/regulars-widget.js"></script>
</head>
<body>
<header><h1>Tea shop</h1></header>
<main><button id="before">Filter</button><ul>{products}</ul></main>
<regulars-widget {attributes}></regulars-widget>
</body>
</html>
"""


def shop_page(query: dict[str, str]) -> str:
    """A shop's page with the widget as `query` configures it (see ShopperApi.page)."""
    attributes = dict(query)
    lang = attributes.pop("page_lang", "en")
    direction = attributes.pop("page_dir", "ltr")
    if "proxy" in attributes:
        attributes["proxy"] = "/apps/regulars"
    else:
        attributes = {"api": "/storefront", "token-url": "/token", **attributes}
    attributes = {
        "store": "woo-0123456789ab",
        "sign-in-url": "#sign-in",
        "join-url": "#join",
        **attributes,
    }
    return _PAGE.format(
        lang=html.escape(lang),
        direction=html.escape(direction),
        products="".join(f"<li><div></div>Tea {n}</li>" for n in range(1, 9)),
        attributes=" ".join(f'{name}="{html.escape(text)}"' for name, text in attributes.items()),
    )
