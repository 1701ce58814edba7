"""What a cart would earn, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.estimate import Club, Estimate, Usable
from core.money import money_text
from core.wording import Text

# Why a cart earns nothing, by the reason that an entry would keep.
_NOTHING: dict[str, Text] = {
    "no_rate": {
        "en": "This cart earns no points, because the program has no rate for {currency}.",
        "zh-Hant": "這個購物車沒有點數，因為會員方案沒有設定 {currency} 的累點比率。",
        "zh-Hans": "此购物车没有积分，因为会员方案未设置 {currency} 的积分比率。",
        "ja": "{currency}でのお買い物にはポイント付与の設定がないため、ポイントは付きません。",
    },
    "nothing_eligible": {
        "en": "This cart earns no points, because nothing in it earns points.",
        "zh-Hant": "這個購物車沒有點數，因為其中沒有可累點的商品。",
        "zh-Hans": "此购物车没有积分，因为其中没有可累积积分的商品。",
        "ja": "ポイント対象の商品がないため、このカートではポイントが付きません。",
    },
    "below_minimum": {
        "en": "This cart earns no points yet: orders earn from {minimum} on.",
        "zh-Hant": "這個購物車還沒有點數：訂單滿 {minimum} 才能累點。",
        "zh-Hans": "此购物车暂无积分：订单满 {minimum} 才能累积积分。",
        "ja": "{minimum}以上のご注文からポイントが付きます。",
    },
    "": {
        "en": "This cart earns no points.",
        "zh-Hant": "這個購物車沒有點數。",
        "zh-Hans": "此购物车没有积分。",
        "ja": "このカートではポイントが付きません。",
    },
}
_EARNS: Text = {
    "en": "This cart earns {points} {word}.",
    "zh-Hant": "這個購物車可得 {points} 點。",
    "zh-Hans": "此购物车可获得 {points} 积分。",
    "ja": "このカートで{points}ポイント獲得できます。",
}
_USABLE: dict[tuple[str, str], Text] = {
    ("paid", "paid"): {
        "en": " Usable once the order is paid.",
        "zh-Hant": "付款後即可使用。",
        "zh-Hans": "付款后即可使用。",
        "ja": "お支払い完了後にご利用いただけます。",
    },
    ("days", "paid"): {
        "en": " Usable {days} days after payment.",
        "zh-Hant": "付款 {days} 天後可使用。",
        "zh-Hans": "付款 {days} 天后可使用。",
        "ja": "お支払いから{days}日後にご利用いただけます。",
    },
    ("days", "fulfilled"): {
        "en": " Usable {days} days after the goods are handed over.",
        "zh-Hant": "商品交付 {days} 天後可使用。",
        "zh-Hans": "商品交付 {days} 天后可使用。",
        "ja": "商品のお渡しから{days}日後にご利用いただけます。",
    },
}
_CLUB: dict[tuple[bool, bool], Text] = {
    (True, True): {
        "en": "As {tier} you would save {money} on this cart and earn {points} more {word}.",
        "zh-Hant": "成為「{tier}」，這個購物車可省 {money}，並多得 {points} 點。",
        "zh-Hans": "成为“{tier}”，此购物车可省 {money}，并多得 {points} 积分。",
        "ja": "「{tier}」なら、このカートで{money}お得になり、さらに{points}ポイント多く付きます。",
    },
    (True, False): {
        "en": "As {tier} you would save {money} on this cart.",
        "zh-Hant": "成為「{tier}」，這個購物車可省 {money}。",
        "zh-Hans": "成为“{tier}”，此购物车可省 {money}。",
        "ja": "「{tier}」なら、このカートで{money}お得になります。",
    },
    (False, True): {
        "en": "As {tier} you would earn {points} more {word} with this cart.",
        "zh-Hant": "成為「{tier}」，這個購物車可多得 {points} 點。",
        "zh-Hans": "成为“{tier}”，此购物车可多得 {points} 积分。",
        "ja": "「{tier}」なら、このカートで{points}ポイント多く付きます。",
    },
}
_GUEST: Text = {
    "en": "Your orders have earned {points} {word}. Join with the same email address to use them.",
    "zh-Hant": "您的訂單已累積 {points} 點，以相同的電子信箱加入會員即可使用。",
    "zh-Hans": "您的订单已累积 {points} 积分，使用相同的邮箱注册会员即可使用。",
    "ja": "ご注文で{points}ポイント貯まっています。"
    "同じメールアドレスで会員登録すると、ご利用いただけます。",
}
_GUEST_NOTHING: Text = {
    "en": "Join to collect points with your orders.",
    "zh-Hant": "加入會員，購物即可累積點數。",
    "zh-Hans": "注册会员，购物即可累积积分。",
    "ja": "会員登録すると、ご注文でポイントが貯まります。",
}


def estimate_text(found: Estimate, currency: str) -> Text:
    """What the cart earns, and when that can be used; without points, why."""
    if not found.points:
        return _nothing(found.why, currency)
    usable = _USABLE[(found.usable.since, _after(found.usable))]
    return {
        language: text.format(points=found.points, word=_word(found.points))
        + usable[language].format(days=found.usable.days)
        for language, text in _EARNS.items()
    }


def club_text(club: Club, currency: str) -> Text:
    """What the cart would be worth more to a member of the paid club."""
    texts = _CLUB[(bool(club.saving_minor), bool(club.points_more))]
    names = club.tier.names
    otherwise = names.get("en") or next(iter(names.values()), club.tier.id)
    return {
        language: text.format(
            tier=names.get(language) or otherwise,
            money=money_text(club.saving_minor, currency),
            points=club.points_more,
            word=_word(club.points_more),
        )
        for language, text in texts.items()
    }


def guest_text(points: int) -> Text:
    """To a guest: what joining makes of their own orders, which have earned so many points or are
    about to."""
    texts = _GUEST if points > 0 else _GUEST_NOTHING
    return {
        language: text.format(points=points, word=_word(points)) for language, text in texts.items()
    }


def _nothing(why: Mapping[str, Any], currency: str) -> Text:
    texts = _NOTHING.get(why.get("reason", ""), _NOTHING[""])
    minimum = money_text(why.get("minimum_minor", 0), currency)
    return {
        language: text.format(currency=currency, minimum=minimum)
        for language, text in texts.items()
    }


def _after(usable: Usable) -> str:
    return usable.after if usable.since == "days" else "paid"


def _word(points: int) -> str:
    return "point" if points == 1 else "points"
