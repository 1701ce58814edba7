"""What lies one step behind the panel, for the Shopper API's stand-in. Invented throughout."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def names(english: str, chinese: str) -> Json:
    return {"name": english, "names": {"en": english, "zh-Hant": chinese}}


def text(english: str, chinese: str) -> dict[str, str]:
    return {"en": english, "zh-Hant": chinese}


def _action(action_id: str, kind: str, english: str, chinese: str, **more: Any) -> Json:
    state = {"how": "claim", "state": "open", "done": 0, "again_on": None}
    return {"id": action_id, "kind": kind, **names(english, chinese), **state, **more}


ACTIONS: list[Json] = [
    _action("welcome", "signup", "Welcome to the club", "加入會員禮", points=50),
    _action("birthday", "birthday", "Birthday gift", "生日禮", points=200, how="birthday"),
    _action("letter", "newsletter", "Our newsletter", "訂閱電子報", points=30, how="automatic"),
    _action("review", "review", "Review a tea", "撰寫商品評價", points=40, approval=True),
    _action(
        "follow",
        "social_follow",
        "Follow us on Instagram",
        "追蹤我們的 Instagram",
        points=20,
        state="done",
        done=1,
        reason={
            "code": "action_limit_reached",
            "text": text("You have had this.", "您已領取過此項獎勵。"),
        },
    ),
    _action(
        "share",
        "social_share",
        "Share a tea",
        "分享商品",
        points=10,
        state="done",
        done=3,
        again_on="2026-11-30",
        reason={
            "code": "action_limit_reached",
            "text": text("Again from tomorrow.", "明天可再次領取。"),
        },
    ),
    _action(
        "gold-post",
        "tagged_post",
        "Show us your tea table",
        "標記貼文分享您的茶席",
        points=100,
        state="closed",
        reason={
            "code": "action_not_for_tier",
            "text": text("This is for Gold members.", "僅限金卡會員。"),
        },
    ),
]

REFERRAL: Json = {
    "code": "MEI-7KQ2",
    "link": "https://tea.example.com/?ref=MEI7KQ2",
    "rule": {
        "id": "friends",
        **names("Bring a friend", "好友推薦"),
        "referrer": {"points": 200},
        "friend": {
            "reward": {"id": "off-150", **names("NT$150 off", "折抵 NT$150")},
        },
        "friend_at": "order",
        "minimum": "500",
        "cap": {"times": 10, "per": "year"},
    },
    "friends": {"came": 4, "waiting": 1, "given": 1, "refused": 1, "back": 1, "points": 200},
    "referrals": [
        {
            "came_on": "2026-11-21",
            "status": "waiting",
            "points": 0,
            "reward": None,
            "reason": None,
        },
        {"came_on": "2026-11-02", "status": "given", "points": 200, "reward": None, "reason": None},
        {
            "came_on": "2026-10-11",
            "status": "refused",
            "points": 0,
            "reward": None,
            "reason": {
                "code": "same_address",
                "text": text("Both of you use the same address.", "雙方使用相同的地址。"),
            },
        },
        {"came_on": "2026-09-30", "status": "back", "points": 0, "reward": None, "reason": None},
    ],
    "came": {"status": "none", "reason": None},
}

DRAWS: list[Json] = [
    {
        "id": "teapot",
        **names("A teapot by hand", "手作茶壺抽獎"),
        "from": "2026-11-01",
        "until": "2026-12-24",
        "state": "open",
        "prizes": [
            {**names("Handmade teapot", "手作茶壺"), "count": 1},
            {**names("Box of winter oolong", "冬片烏龍茶禮盒"), "count": 5},
        ],
        "announced_at": "2026-11-01T00:00:00Z",
        "commitment": "9f" * 32,
        "cost": 50,
        "limit_per_member": 5,
        "tier_entries": {"gold": 2},
    },
    {
        "id": "autumn",
        **names("Autumn draw", "秋季抽獎"),
        "from": "2026-09-01",
        "until": "2026-10-31",
        "state": "drawn",
        "prizes": [{**names("Free tea for a year", "一年份好茶"), "count": 1}],
        "announced_at": "2026-09-01T00:00:00Z",
        "commitment": "3c" * 32,
        "cost": 20,
        "digest": "ab" * 32,
        "entries": 412,
        "seed": "5d" * 32,
        "winners": [
            {"place": 1, "prize": 0, "number": 77, "ticket": "t-0", "holder": "m-mei"},
        ],
    },
]

TICKETS: dict[str, list[Json]] = {
    "teapot": [],
    "autumn": [
        {
            "ticket": "t-0",
            "entries": 2,
            "source": "bought",
            "points": 40,
            "at": "2026-10-02T09:00:00Z",
            "returned": False,
            "returnable": False,
            "numbers": [76, 77],
        }
    ],
}


def _event(event_id: str, english: str, chinese: str, at: str, **more: Any) -> Json:
    room = {"capacity": 20, "left": 6, "answer": None, "refusal": None}
    place = text("No. 12, Dihua Street", "迪化街 12 號")
    return {
        "id": event_id,
        **names(english, chinese),
        "at": at,
        "timezone": "Asia/Taipei",
        "places": place,
        **room,
        "points": 30,
        "reward_id": None,
        **more,
    }


EVENTS: list[Json] = [
    _event("tasting", "Winter tea tasting", "冬茶品飲會", "2026-12-12T14:00"),
    _event(
        "gold-night",
        "Gold members' night",
        "金卡會員之夜",
        "2026-12-19T19:00",
        refusal={
            "code": "event_not_for_tier",
            "text": text("This is for Gold members.", "僅限金卡會員參加。"),
        },
    ),
]


def _question(question_id: str, kind: str, english: str, chinese: str, **more: Any) -> Json:
    asked = {"names": text(english, chinese), "options": [], "required": False}
    return {"id": question_id, "kind": kind, **asked, **more}


def _option(option_id: str, english: str, chinese: str) -> Json:
    return {"id": option_id, "names": text(english, chinese)}


SURVEYS: list[Json] = [
    {
        "id": "taste",
        **names("What do you like to drink?", "您喜歡喝什麼茶？"),
        "until": "2026-12-31",
        "questions": [
            _question(
                "tea",
                "choice",
                "Which tea do you drink most?",
                "您最常喝哪一種茶？",
                options=[
                    _option("oolong", "Oolong", "烏龍茶"),
                    _option("black", "Black tea", "紅茶"),
                    _option("green", "Green tea", "綠茶"),
                ],
                required=True,
            ),
            _question(
                "when",
                "several",
                "When do you drink it?",
                "您通常什麼時候喝？",
                options=[
                    _option("morning", "In the morning", "早上"),
                    _option("noon", "After lunch", "午後"),
                    _option("night", "At night", "晚上"),
                ],
            ),
            _question("service", "scale", "How do you like our service?", "您對服務滿意嗎？"),
            _question("more", "text", "Anything else?", "還有什麼想告訴我們？"),
        ],
        "answers": None,
        "points": 40,
        "reward_id": None,
    }
]

PROFILE: Json = {
    "fields": [
        {
            "id": "taste",
            **names("Favourite tea", "喜歡的茶"),
            "many": True,
            "options": [
                {"id": "oolong", **names("Oolong", "烏龍茶")},
                {"id": "black", **names("Black tea", "紅茶")},
                {"id": "green", **names("Green tea", "綠茶")},
            ],
        },
        {
            "id": "age",
            **names("Age", "年齡"),
            "many": False,
            "options": [
                {"id": "25", **names("Under 35", "未滿 35 歲")},
                {"id": "35", **names("35 to 50", "35 至 50 歲")},
                {"id": "50", **names("Over 50", "50 歲以上")},
            ],
        },
    ],
    "answers": {"age": "35"},
}

CONTENT: list[Json] = [
    {
        "id": "brewing",
        "kind": "article",
        **names("How we brew oolong", "我們怎麼泡烏龍茶"),
        "unlocked": True,
    },
    {
        "id": "farm",
        "kind": "video",
        **names("A day at the farm", "茶園的一天"),
        "unlocked": True,
    },
    {
        "id": "cellar",
        "kind": "article",
        **names("The tea cellar", "老茶倉"),
        "unlocked": False,
        "reason": {
            "code": "content_not_for_tier",
            "text": text("This is for Gold members.", "僅限金卡會員閱讀。"),
        },
    },
]

BODIES: dict[str, Json] = {
    "brewing": {
        "text": text(
            "Warm the pot.\n\nThree grams of leaves, water of 95 °C, one minute.",
            "先溫壺。\n\n茶葉 3 公克，水溫 95 °C，浸泡 1 分鐘。",
        )
    },
    "farm": {"url": "https://tea.example.com/farm"},
}

GROUPS: list[Json] = [
    {
        "id": "winter",
        **names("Winter oolong together", "冬片烏龍茶團購"),
        "phase": "open",
        "from": "2026-11-10",
        "until": "2026-12-10",
        "target": {"kind": "units", "goal": 100, "so_far": 68, "percent": 68},
        "orders": 31,
        "award": {"points": 80},
        "products": ["501"],
        "sets": [],
        "link": "winter-oolong",
        "early_bird": {"until": "2026-12-01", "open": True, "award": {"points": 20}},
        "organiser": {"points": 5, "per": "unit"},
        "mine": {"units": 2, "early_units": 2, "orders": 1, "waiting": 0},
    },
    {
        "id": "cups",
        **names("Cups from Yingge", "鶯歌茶杯團購"),
        "phase": "reached",
        "from": "2026-10-01",
        "until": "2026-11-15",
        "target": {
            "kind": "amount",
            "goal": "50000",
            "so_far": "61200",
            "currency": "TWD",
            "percent": 100,
        },
        "orders": 54,
        "award": {"reward_id": "off-150"},
        "products": [],
        "sets": [],
    },
]


def _order(order_id: str, at: str, state: str, points: int, pending: int, why: Json) -> Json:
    figures = {"points": points, "pending": pending, "usable_from": None}
    return {"order_id": order_id, "at": at, "state": state, **figures, "why": {"text": why}}


ORDERS: list[Json] = [
    _order(
        "1020",
        "2026-11-20T09:30:00Z",
        "pending",
        0,
        48,
        text(
            "Order 1020: NT$1,440 net of tax and shipping, 1 per NT$30. Waiting for payment.",
            "訂單 1020：未稅、不含運費 NT$1,440，每 NT$30 得 1 點。等待付款。",
        ),
    ),
    _order(
        "1012",
        "2026-11-12T09:30:00Z",
        "paid",
        125,
        0,
        text(
            "Order 1012: NT$3,000 net of tax and shipping, 1 per NT$30, Silver × 1.25.",
            "訂單 1012：未稅、不含運費 NT$3,000，每 NT$30 得 1 點，銀卡會員 × 1.25。",
        ),
    ),
    _order(
        "1009",
        "2026-11-09T09:30:00Z",
        "void",
        0,
        0,
        text("Order 1009: cancelled, so it earns nothing.", "訂單 1009：已取消，不累積點數。"),
    ),
    _order(
        "1004",
        "2026-11-04T09:30:00Z",
        "paid",
        275,
        0,
        text(
            "Order 1004: NT$6,600 net of tax and shipping, 1 per NT$30, Silver × 1.25.",
            "訂單 1004：未稅、不含運費 NT$6,600，每 NT$30 得 1 點，銀卡會員 × 1.25。",
        ),
    ),
]

CASES: list[Json] = [
    {
        "case_id": "c-0",
        "order_id": "1009",
        "status": "closed",
        "message": "I did not cancel this.",
        "answer": "Sorry, we did. We have given you 40 points.",
        "at": "2026-11-10T09:30:00Z",
        "text": text("The store has answered.", "商店已回覆。"),
    }
]

PERSONAL: Json = {
    "on": True,
    "views": True,
    "consent": False,
    "rewards": [
        {
            "id": "off-150",
            "text": text(
                "Enough for your next bag of oolong.",
                "下一包烏龍茶就用得到。",
            ),
        }
    ],
    "products": [
        {
            "product_id": "501",
            "name": "Winter oolong",
            "url": "https://tea.example.com/products/winter-oolong",
            "text": text(
                "Because you bought from Oolong three times.",
                "因為您買過 3 次烏龍茶。",
            ),
        },
        {
            "product_id": "502",
            "name": "Gaiwan, white",
            "url": "https://tea.example.com/products/gaiwan",
            "text": text("Goes with the teas that you buy.", "很適合搭配您常買的茶。"),
        },
    ],
}

NEWS: list[Json] = [
    {
        "id": "harvest",
        **names("The winter harvest is in", "冬茶上市了"),
        "text": "Picked in November, roasted lightly. Members try it first.",
        "texts": text(
            "Picked in November, roasted lightly. Members try it first.",
            "11 月採摘、輕焙火，會員搶先品嚐。",
        ),
        "url": "https://tea.example.com/winter",
        "from": "2026-11-15",
        "until": None,
    }
]

COMMUNITY: list[Json] = [
    {
        "id": "line",
        "kind": "line",
        **names("Tea friends on LINE", "茶友 LINE 社群"),
        "url": "https://line.me/R/ti/g/example",
    },
    {
        "id": "forum",
        "kind": "forum",
        **names("Silver and Gold forum", "銀卡、金卡會員討論區"),
        "url": "https://forum.example.com/",
    },
]

SALES: list[Json] = [
    {
        "id": "silver-days",
        **names("Silver days", "銀卡會員日"),
        "percent": 15,
        "from": "2026-12-01",
        "until": "2026-12-03",
        "tiers": ["silver", "gold"],
    }
]

# What the program says beside its points, so that every room is there.
PROGRAM_MORE: Json = {
    "has": ["draws", "events", "surveys", "groups", "content"],
    "referral": REFERRAL["rule"],
    "profile": PROFILE["fields"],
    "personal": True,
    "sales": SALES,
    "news": NEWS,
    "community": COMMUNITY[:1],
    "landing": "/storefront/landing?store=woo-0123456789ab",
}
MEMBER_MORE: Json = {
    "news": NEWS,
    "community": COMMUNITY,
    "sales": SALES,
    "segments": [],
    "email_known": True,
}


def deeds() -> list[Json]:
    """The actions as the program lists them, without how they stand with a member."""
    state = ("state", "done", "again_on", "reason")
    return [{name: one[name] for name in one if name not in state} for one in ACTIONS]
