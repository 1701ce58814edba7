"""What a friend's order means: who brought the friend, and the friend, are given what the program
says once the first that counts is paid and past the hold, and it goes back with that order.

Which order is the first is frozen when one counts, and with it why it earns nobody anything, if it
does not: an older order that arrives later reopens nothing.
"""

from __future__ import annotations

from dataclasses import replace

from core import orders
from core.errors import Conflict
from core.ledger import awards, referrals
from core.ledger.awards import Also
from core.ledger.posting import Books
from core.ledger.referral_checks import why_not
from core.ledger.referral_codes import owner_of
from core.ledger.table import Commit, retrying
from core.member import MemberState
from core.order import OrderState
from core.program.awards import NOTHING
from core.program.referral import Referral
from core.referrals import Came, Line, counts, full, unpacked

# What a friend is given for coming, before any order.
WELCOME = "referral:welcome"


class _Full(Conflict):
    """Who brought the friend has been rewarded as often as the rule allows."""


def follow(books: Books, order: OrderState, today: str, now_ms: int) -> None:
    """Bring what referral gives to what a friend's order says."""
    program = books.programs.of_version(order.program_version)
    rule = program.referral
    if rule is None:
        return
    count = counts(order, rule, today)
    came = retrying(lambda: _settled(books, order, count=count))
    if came is None or came.order != f"{order.store_id}/{order.order_id}":
        return
    given = count and not came.reason
    _friend(books, rule, came, now_ms, given=given)
    _referrer(books, rule, came, today, now_ms, given=given)


def _settled(books: Books, order: OrderState, *, count: bool) -> Came | None:
    """How whoever ordered came, with the first order that counts frozen once there is one."""
    first = books.member(order.awarded)
    friend = books.living(first)
    if any(orders.closed(one, order.placed_at_s) for one in (first, friend)):
        return None
    came = referrals.find(books.ledger, friend.member_id) or _by_order(books, order, friend)
    if came is None or came.order or not count:
        return came
    referrer = books.living(books.member(came.referrer_id))
    reason = why_not(books, came, friend, referrer, order)
    return referrals.settle(books.ledger, came, order, reason)


def _by_order(books: Books, order: OrderState, friend: MemberState) -> Came | None:
    """How somebody came of whom only an order tells."""
    code, _ = unpacked(order.referral)
    owner = owner_of(books.ledger, code) if code else None
    if owner is None or order.deleted or order.state == "void":
        return None
    referrer_id = books.living(books.member(owner)).member_id
    if referrer_id == friend.member_id:  # who follows an own link is nobody's friend
        return None
    made = Came(friend.member_id, referrer_id, order.store_id, order.placed_at_s, "order")
    return referrals.note(books, made, friend)


def _friend(books: Books, rule: Referral, came: Came, now_ms: int, *, given: bool) -> None:
    """A friend who was given something for coming is given nothing more for the order; who turned
    out to be none does not keep it."""
    welcome = awards.find(books, came.friend_id, WELCOME)
    if welcome.version and not came.reason:
        return
    award_id, rule_id = f"referral:friend:{came.order}", rule.id
    if welcome.version:
        award_id, rule_id = WELCOME, welcome.rule_id
    wish = rule.friend if given else NOTHING
    why = {"reason": "friend", "rule": rule_id}
    awards.bring(books, came.friend_id, award_id, wish, rule_id, why, came.store_id, now_ms)


def _referrer(
    books: Books, rule: Referral, came: Came, today: str, now_ms: int, *, given: bool
) -> None:
    line = referrals.line_of(books.ledger, came)
    if line is None or line.status == "refused":
        return
    award_id, wish = f"referral:{line.line_id}", rule.referrer if given else NOTHING
    new = replace(
        line,
        status="given" if given else "back",
        given_on=line.given_on or today,
        points=wish.points,
        reward_id=wish.reward_id,
    )
    also = _counting(books, rule, came, new)
    why = {"reason": "referrer", "rule": rule.id}
    member_id, store_id = came.referrer_id, came.store_id
    try:
        awards.bring(books, member_id, award_id, wish, rule.id, why, store_id, now_ms, also)
    except _Full:
        referrals.refuse(books.ledger, came, line, "cap")


def _counting(books: Books, rule: Referral, came: Came, line: Line) -> Also:
    """Lets an award be given only while the rule allows one more, and keeps the line with it."""

    def also(commit: Commit, member: MemberState) -> None:
        ledger, member_id = books.ledger, member.member_id
        lines = referrals.lines_of(ledger, member_id) if rule.most is not None else []
        if line.status == "given" and full(rule, lines, line.line_id, line.given_on):
            raise _Full("No more friends count.", code="cap")
        referrals.claim(commit, ledger, came, member_id, line)

    return also
