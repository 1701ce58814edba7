"""What a tier gives besides points, in a sentence."""

from __future__ import annotations

from core.program.saying.base import Part, Said, all_of, named, text
from core.program.saying.conditions import matched
from core.wording import Text

_FLAGS = (
    ("free_shipping", "free shipping", "免運費"),
    ("early_access", "early access", "搶先購買"),
    ("priority", "priority support", "優先客服"),
)


def perks(tier: Part, name: Text) -> Said:
    """The part `perks` of a tier that has it."""
    part: Part = tier["perks"]
    found = _given(part)
    en = all_of([one["en"] for one in found])["en"] if found else "no perks"
    zh = all_of([one["zh-Hant"] for one in found])["zh-Hant"] if found else "沒有其他優惠"
    tag = part.get("tag")
    marked = text(f", marked {tag} in the store", f"，於商店標記為 {tag}") if tag else text("", "")
    return Said(
        f"perks {tier['id']}",
        part.where,
        "tiers",
        text(f"{name['en']}: perks", f"{name['zh-Hant']}：優惠"),
        text(
            f"{name['en']} comes with {en}{marked['en']}.",
            f"{name['zh-Hant']}享有{zh}{marked['zh-Hant']}。",
        ),
    )


def _given(part: Part) -> list[Text]:
    found = []
    percent, products = part.get("discount_percent"), part.get("exclusive_products")
    if percent:
        found.append(text(f"{percent}% off", f"{percent}% 折扣"))
    found += [text(en, zh) for field, en, zh in _FLAGS if part.get(field)]
    if products:
        what = matched({"products": products})
        found.append(text(f"exclusive {what['en']}", f"專屬{what['zh-Hant']}"))
    gift = part.get("birthday_gift")
    if gift:
        given = named(gift)
        found.append(text(f"{given['en']} on birthdays", f"生日禮{given['zh-Hant']}"))
    return found + [named(one) for one in part.get("texts") or []]
