"""What imports brought for a member, and what one of them did, so that it can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from core.lots import Lots
from core.member import TierGrant


@dataclass(frozen=True, slots=True)
class Brought:
    """What imports have brought for somebody, all together."""

    points: int = 0
    lifetime: int = 0

    def plus(self, points: int, lifetime: int) -> Brought:
        return Brought(self.points + points, self.lifetime + lifetime)


@dataclass(frozen=True, slots=True)
class Change:
    """What a row of an import did to a member: enough to undo it. `points` and `lifetime` went onto
    what was brought, `lots` and `debt` onto the member's; `given` is the tier's grant in the place
    of the one `before`."""

    points: int = 0
    lifetime: int = 0
    lots: Lots = ()
    debt: int = 0
    given: TierGrant | None = None
    before: TierGrant | None = None
