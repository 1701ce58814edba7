"""Products, by their ids or by what they belong to, as a merchant writes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.program.documents.base import Strict

Name = Annotated[str, Field(min_length=1, max_length=80)]


class ProductsDocument(Strict):
    """`collections`: ids, handles or titles (in WooCommerce, of categories). `sale_items`: what is
    on sale when the order is placed."""

    products: list[Annotated[str, Field(min_length=1, max_length=40)]] = Field(
        default_factory=list, max_length=500
    )
    collections: list[Name] | None = Field(default=None, max_length=100)
    tags: list[Name] | None = Field(default=None, max_length=100)
    vendors: list[Name] | None = Field(default=None, max_length=100)
    sale_items: bool | None = None

    @property
    def names_any(self) -> bool:
        """Whether any product is meant."""
        return bool(
            self.products or self.collections or self.tags or self.vendors or self.sale_items
        )
