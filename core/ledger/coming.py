"""Coming by somebody's code, before a first order."""

from __future__ import annotations

from core import calendar
from core.errors import Conflict, NotFound
from core.explain_referrals import reason_text
from core.ledger import referrals
from core.ledger.posting import Books
from core.ledger.referral_checks import why_not
from core.ledger.referral_codes import owner_of
from core.ledger.table import retrying
from core.order import OrderState
from core.referrals import Came

# By one code: more a day are not friends.
MOST_A_DAY = 50


def come(
    books: Books, friend_id: str, code: str, store_id: str, now_ms: int, email: str | None = None
) -> Came:
    """Note that a member came by a code, before their first order. The same code again changes
    nothing. `email`: what the friend is known by besides. Raises NotFound for a code that is
    nobody's, Conflict for one that can bring nobody anything, whose `text` says why."""
    referrer_id = owner_of(books.ledger, code)
    if referrer_id is None:
        raise NotFound("There is no such code.", code="unknown_referral_code")
    now_s = now_ms // 1000

    def attempt() -> Came:
        friend = books.living(books.member(friend_id))
        referrer = books.living(books.member(referrer_id))
        known = referrals.find(books.ledger, friend.member_id)
        if known is not None:
            first = books.living(books.member(known.referrer_id))
            if first.member_id != referrer.member_id:
                raise Conflict("You came by another code before.", code="referred_already")
            return known
        made = Came(friend.member_id, referrer.member_id, store_id, now_s, "code")
        reason = why_not(books, made, friend, referrer, OrderState(store_id, ""), email)
        if reason:
            text = reason_text(reason)
            raise Conflict(text["en"], code=reason, text=text)
        today = calendar.day(now_s, books.tz).isoformat()
        lines = referrals.lines_of(books.ledger, made.referrer_id)
        if sum(one.came_on == today for one in lines) >= MOST_A_DAY:
            message = "This code has brought too many today. Try again tomorrow."
            raise Conflict(message, code="referral_code_busy")
        return referrals.note(books, made, friend)

    return retrying(attempt)
