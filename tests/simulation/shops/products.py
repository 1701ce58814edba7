"""What the shops sell, as far as rules ask: a collection each, a tag, a maker, and sales."""

from __future__ import annotations

from dataclasses import dataclass

COLLECTIONS = {"bags": 21, "coffee": 22}
_NUMBERS = range(1, 10)
_BEGAN_S = 1_780_000_000


@dataclass
class Product:
    """`number` is the platform's id; `stamp_s` when it was last saved."""

    number: int
    collection: str
    tag: str
    vendor: str
    sale: bool = False
    stamp_s: int = _BEGAN_S

    @property
    def variant(self) -> int:
        return self.number * 10 + 1

    @property
    def sets(self) -> set[str]:
        """What rules are to see, by the names that both platforms give."""
        number = COLLECTIONS[self.collection]
        found = {f"collection:{self.collection}", f"collection:{number}"}
        found |= {f"tag:{self.tag}", f"vendor:{self.vendor}"}
        return found | ({"sale"} if self.sale else set())


def shelf() -> dict[int, Product]:
    """All products of a new shop."""
    return {
        number: Product(
            number,
            collection="bags" if number % 2 else "coffee",
            tag="organic" if number % 3 else "limited",
            vendor="acme" if number < 5 else "plum",
        )
        for number in _NUMBERS
    }
