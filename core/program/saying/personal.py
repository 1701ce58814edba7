"""Personal suggestions, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.saying.base import Part, Said, text

_LABEL = text("Personal suggestions", "個人推薦")


def personal(part: Part) -> Iterator[Said]:
    """The part `personal` of a document."""
    on, views = part.get("on", True), part.get("views", False)
    if not on:
        said = text("Shoppers are suggested nothing by what they do.", "不依會員的行為做任何推薦。")
    elif views:
        said = text(
            "Shoppers are suggested rewards and products by what they bought and, if they agree, "
            "by what they looked at: the last 20 products, for 90 days.",
            "依會員購買過的商品推薦獎勵與商品；經會員同意，也依其瀏覽紀錄（最近 20 件商品，保留 "
            "90 天）。",
        )
    else:
        said = text(
            "Shoppers are suggested rewards and products by what they bought; what they look at is "
            "not kept.",
            "依會員購買過的商品推薦獎勵與商品，不保留瀏覽紀錄。",
        )
    yield Said("personal", part.where, "rules", _LABEL, said)
