"""What a redemption needs of its store: one discount code, or a set of other things."""

from __future__ import annotations

from core.ports import CodeState, StorePort
from core.redemptions import Redemption


def create(
    port: StorePort, redemption: Redemption, customer_id: str | None, email: str | None
) -> CodeState:
    """Make it, once; as core.ports.StorePort.create_code and create_set."""
    if redemption.composed:
        return port.create_set(redemption.specs(customer_id, email))
    port.create_code(redemption.spec(customer_id, email))
    return CodeState(active=True, used=0)


def find(port: StorePort, redemption: Redemption, customer_id: str | None) -> CodeState | None:
    """All of it as it is now; None when the store says that it, or a part of it, is missing."""
    if redemption.composed:
        return port.find_set(redemption.specs(customer_id, None))
    return port.find_code(redemption.code, redemption.redemption_id)


def disable(port: StorePort, redemption: Redemption) -> CodeState | None:
    """Make unusable what there is of it, then say whether it had been used. None when nothing
    is."""
    if redemption.composed:
        return port.disable_set(redemption.specs(None, None))
    return port.disable_code(redemption.code, redemption.redemption_id)
