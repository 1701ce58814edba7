"""Single-use links to the merchant page. Only a token's digest is kept, so that nobody who reads
the table can enter with what it holds."""

from __future__ import annotations

import hashlib
import secrets

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError

from core.errors import Forbidden
from core.ledger.table import Contended, Row, read_rows, retrying

LIFETIME_S = 15 * 60
_SORT_KEY = "LINK"


class LinkRow(Row, discriminator="LK"):
    """A link that nobody has used. The table's time to live removes it some time after its end,
    which is why the end is also a condition of using it."""

    store_id = UnicodeAttribute()
    ends_at_s = NumberAttribute(attr_name="ttl")


def create(store_id: str, now_s: int, lifetime_s: int = LIFETIME_S) -> str:
    """A token (256 bits) that opens the store's merchant page once, until `now_s + lifetime_s`."""
    token = secrets.token_urlsafe(32)
    LinkRow(_key(token), _SORT_KEY, store_id=store_id, ends_at_s=now_s + lifetime_s).save()
    return token


def peek(token: str, now_s: int) -> str:
    """The store that the token would open. Raises Forbidden when it would open none."""
    rows = retrying(lambda: read_rows([(_key(token), _SORT_KEY)]))
    for row in rows:
        if isinstance(row, LinkRow) and int(row.ends_at_s) > now_s:
            return row.store_id
    raise Forbidden("This link was used before, or its time is over.", code="link_over")


def consume(token: str, now_s: int) -> str:
    """The store that the token opens, now and never again. Raises Forbidden.

    Of two who come at the same time, the conditional delete lets one in. When its answer is lost
    the link is spent and nobody is in: a new link is easily made.
    """
    store_id = peek(token, now_s)
    unused = LinkRow.pk.exists() & (LinkRow.ends_at_s > now_s)
    try:
        LinkRow(_key(token), _SORT_KEY).delete(condition=unused)
    except DeleteError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise Forbidden("This link was used before.", code="link_over") from error
        raise Contended(str(error)[:200]) from error
    return store_id


def _key(token: str) -> str:
    return f"ADMIN#{hashlib.sha256(token.encode()).hexdigest()}"
