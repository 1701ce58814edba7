"""What the shop sells: one small catalogue for both flavours. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.money import exponent

TAX_PERCENT = 5
SHIPPING_USD = Decimal("8")

# How many units of a currency the shop asks where it asks one dollar: shop prices, not
# exchange rates, so that price tags stay round.
_PRICE_FACTOR = {
    "TWD": "30",
    "JPY": "150",
    "HKD": "8",
    "CNY": "7",
    "SGD": "1.4",
    "KRW": "1300",
}


@dataclass(frozen=True, slots=True)
class Product:
    """`sku` names it in URLs. `usd`: price in US dollars, before tax. `art`: its picture in
    static/art.svg. WooCommerce and Shopify number it differently, as they would."""

    sku: str
    woo_id: int
    shopify_id: int
    variant_id: int
    names: dict[str, str]
    texts: dict[str, str]
    usd: Decimal
    gift_card: bool = False

    def name(self, lang: str) -> str:
        return self.names.get(lang, self.names["en"])

    def text(self, lang: str) -> str:
        return self.texts.get(lang, self.texts.get("en", ""))

    def price_minor(self, currency: str) -> int:
        return shop_price_minor(self.usd, currency)


def shop_price_minor(usd: Decimal, currency: str) -> int:
    """A dollar price as this shop would ask it in `currency`, in minor units."""
    amount = usd * Decimal(_PRICE_FACTOR.get(currency, "1"))
    return int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP))


def _product(
    number: int, sku: str, usd: str, en: tuple[str, str], zh: tuple[str, str], gift: bool = False
) -> Product:
    return Product(
        sku=sku,
        woo_id=9 + number,
        shopify_id=9782123692000 + number,
        variant_id=50398373085000 + number,
        names={"en": en[0], "zh-Hant": zh[0]},
        texts={"en": en[1], "zh-Hant": zh[1]},
        usd=Decimal(usd),
        gift_card=gift,
    )


PRODUCTS = (
    _product(
        1,
        "day-backpack",
        "50",
        ("Day backpack", "Sixteen litres, one clever pocket, no buckles to fight."),
        ("日用後背包", "十六公升，一個聰明的口袋，沒有惱人的扣環。"),
    ),
    _product(
        2,
        "trail-backpack",
        "150",
        ("Trail backpack", "Forty litres and a frame that forgives a long Sunday."),
        ("健行背包", "四十公升，走一整個週日也不累。"),
    ),
    _product(
        3,
        "house-beans",
        "18",
        ("House beans, 500 g", "Cocoa and plum. Roasted on Tuesdays."),
        ("招牌咖啡豆 500 克", "可可與李子香，每週二新鮮烘焙。"),
    ),
    _product(
        4,
        "drip-kit",
        "36.50",
        ("Drip kit", "Cone, server and forty filters: the slow morning in a box."),
        ("手沖組", "濾杯、下壺與四十張濾紙，把慢早晨裝進盒子。"),
    ),
    _product(
        5,
        "camp-mug",
        "14.90",
        ("Camp mug", "Enamel, two thumbs wide, happy on a fire."),
        ("露營杯", "琺瑯材質，可直接放在火上。"),
    ),
    _product(
        6,
        "gift-card",
        "25",
        ("Gift card", "For a friend who is hard to surprise. Earns no points."),
        ("禮物卡", "送給很難驚喜的朋友。不累積點數。"),
        gift=True,
    ),
)
BY_SKU = {product.sku: product for product in PRODUCTS}
BY_WOO_ID = {product.woo_id: product for product in PRODUCTS}
BY_SHOPIFY_ID = {product.shopify_id: product for product in PRODUCTS}


def find(reference: str | int) -> Product | None:
    """A product by sku or by either platform's number."""
    if str(reference) in BY_SKU:
        return BY_SKU[str(reference)]
    if str(reference).isdigit():
        number = int(reference)
        return BY_WOO_ID.get(number) or BY_SHOPIFY_ID.get(number)
    return None
