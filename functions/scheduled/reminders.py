"""Telling shoppers of a code that ends soon."""

from __future__ import annotations

import os
from string import Template

from core import calendar
from core.ledger import redemptions, stores
from core.ledger.posting import Books
from core.placeholders import real
from core.redemptions import Redemption
from integrations.aws.mail import send_mail

_MAIL = Template(
    """Your code $code ($title) at $store can still be used until $day. Until then you may
also give it back for your $points points; after that it ends.

您在 $store 的優惠碼 $code（$title）可使用至 $day，逾期失效；在此之前也可退回，取回 $points 點。
"""
)


def remind(books: Books, redemption: Redemption) -> None:
    """Mail the owner of an unused code the day it ends, if there is an address and a sender. Raises
    Retryable when the mail could not be sent."""
    # First: whatever becomes of the mail, the code's end is registered.
    redemptions.register_end(books.ledger, redemption)
    member = redemptions.owner(books, redemption)
    sender, email = os.environ.get("MAIL_FROM"), real(member.contact.email) if member else None
    if not sender or not email:
        return
    store = stores.get(redemption.store_id)
    name = store.name or store.address
    day = calendar.day(redemption.expires_at_s, store.tz).isoformat()
    send_mail(
        sender=sender,
        to=email,
        subject=f"Your code at {name} ends on {day} · 您的優惠碼將於 {day} 到期",
        text=_MAIL.substitute(
            code=redemption.voucher or " + ".join(redemption.codes),
            title=redemption.title,
            store=name,
            day=day,
            points=redemption.points,
        ),
    )
