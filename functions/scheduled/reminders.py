"""Telling shoppers of a code that ends soon."""

from __future__ import annotations

import os

from core import calendar
from core.ledger import redemptions, stores
from core.ledger.posting import Books
from core.placeholders import real
from core.redemptions import Redemption
from core.wording import read_by, say
from integrations.aws.mail import send_mail


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
    subjects = say("code_ends.subject", store=name, day=day)
    texts = say(
        "code_ends.mail",
        code=redemption.voucher or " + ".join(redemption.codes),
        title=redemption.title,
        store=name,
        day=day,
        points=redemption.points,
    )
    spoken = read_by(None)
    send_mail(
        sender=sender,
        to=email,
        subject=" · ".join(subjects[one] for one in spoken),
        text="\n\n".join(texts[one] for one in spoken) + "\n",
    )
