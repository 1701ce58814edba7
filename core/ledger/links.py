"""Single-use links to the merchant page. Only a token's digest is kept, so that nobody who reads
the table can enter with what it holds."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError

from core.errors import Forbidden
from core.ledger.table import Contended, Row, read_rows, retrying
from core.staff import COMMAND_LINE, Arrival

LIFETIME_S = 15 * 60
_OWNERS = "LINK"
# A sort key of its own: a release that knows no roles finds no link there, and lets nobody in with
# more than their role.
_STAFFS = "STAFF"
# Who comes by a link that names nobody: the operator's own.
OPERATOR = Arrival(f"{COMMAND_LINE}-owner", "owner")


class LinkRow(Row, discriminator="LK"):
    """A link that nobody has used. The table's time to live removes it some time after its end,
    which is why the end is also a condition of using it."""

    store_id = UnicodeAttribute()
    ends_at_s = NumberAttribute(attr_name="ttl")


class StaffLinkRow(Row, discriminator="LKS"):
    """A link for somebody in particular."""

    store_id = UnicodeAttribute()
    who = JSONAttribute()
    ends_at_s = NumberAttribute(attr_name="ttl")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the store, and for whom."""

    store_id: str
    who: Arrival


def create(store_id: str, now_s: int, lifetime_s: int = LIFETIME_S, who: Arrival = OPERATOR) -> str:
    """A token (256 bits) that opens the store's merchant page once, until `now_s + lifetime_s`, for
    that member of its staff."""
    token, ends_at_s = secrets.token_urlsafe(32), now_s + lifetime_s
    if who == OPERATOR:
        LinkRow(_key(token), _OWNERS, store_id=store_id, ends_at_s=ends_at_s).save()
    else:
        row = StaffLinkRow(_key(token), _STAFFS, store_id=store_id, ends_at_s=ends_at_s)
        row.who = asdict(who)
        row.save()
    return token


def peek(token: str, now_s: int) -> Opened:
    """What the token would open. Raises Forbidden when it would open nothing."""
    return _opened(_find(token, now_s))


def consume(token: str, now_s: int) -> Opened:
    """What the token opens, now and never again. Raises Forbidden.

    Of two who come at the same time, the conditional delete lets one in. When its answer is lost
    the link is spent and nobody is in: a new link is easily made.
    """
    found = _find(token, now_s)
    kind = type(found)
    try:
        kind(found.pk, found.sk).delete(condition=kind.pk.exists() & (kind.ends_at_s > now_s))
    except DeleteError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise Forbidden("This link was used before.", code="link_over") from error
        raise Contended(str(error)[:200]) from error
    return _opened(found)


def _find(token: str, now_s: int) -> LinkRow | StaffLinkRow:
    key = _key(token)
    for row in retrying(lambda: read_rows([(key, _OWNERS), (key, _STAFFS)])):
        if isinstance(row, LinkRow | StaffLinkRow) and int(row.ends_at_s) > now_s:
            return row
    raise Forbidden("This link was used before, or its time is over.", code="link_over")


def _opened(row: LinkRow | StaffLinkRow) -> Opened:
    who = Arrival(**row.who) if isinstance(row, StaffLinkRow) else OPERATOR
    return Opened(row.store_id, who)


def _key(token: str) -> str:
    return f"ADMIN#{hashlib.sha256(token.encode()).hexdigest()}"
