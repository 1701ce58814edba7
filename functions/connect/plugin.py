"""What a store's plugin asks of its own accord, signed with the key of its installation.

X-Regulars-Timestamp: 1795924401
X-Regulars-Signature: hex(HMAC-SHA256(key, "1795924401\n/plugin/woo-…/erase\n" + body))
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from typing import Any

from core.errors import BadInput, BadSignature, NotFound
from core.ledger import links, stores
from core.ledger.stores import Store
from core.snapshot import CustomerErased, CustomerRef
from core.staff import NAME_MAX, WORDPRESS, Arrival, Role
from functions.events import queue
from functions.http import raw_body
from integrations import access, exporting
from integrations.payload import email, optional_identifier
from integrations.signature import verify_hex

Asked = Mapping[str, Any]

SIGNATURE_HEADER = "x-regulars-signature"
TIMESTAMP_HEADER = "x-regulars-timestamp"
# A link that is followed at once.
LINK_LIVES_S = 120
_LIVES_S = 300
_MAX_BYTES = 16 * 1024
# What WordPress calls those who may do everything, and those who run the shop.
_ROLES: Mapping[str, Role] = {"manage_options": "owner", "manage_woocommerce": "manager"}
_STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)


def answer(store_id: str, verb: str, event: Mapping[str, Any], now_s: int) -> dict[str, Any]:
    """Verify, and do what is asked. Raises BadSignature, BadInput, NotFound."""
    store, asked = _verified(store_id, verb, event, now_s)
    do = _VERBS.get(verb)
    if do is None:
        raise NotFound("There is nothing here.")
    return do(store, asked, now_s)


def _verified(
    store_id: str, verb: str, event: Mapping[str, Any], now_s: int
) -> tuple[Store, dict[str, Any]]:
    body = raw_body(event)
    if len(body) > _MAX_BYTES:
        raise BadInput("The request is too large.", code="too_large")
    headers = {name.lower(): value for name, value in event["headers"].items()}
    stamp = headers.get(TIMESTAMP_HEADER) or ""
    if not _STAMP.fullmatch(stamp) or abs(now_s - int(stamp)) > _LIVES_S:
        raise BadSignature(f"Sign the time of the request in {TIMESTAMP_HEADER}, in unix seconds.")
    # Fresh: the key is the installation's, and the one before must count no more.
    store = stores.get(store_id, fresh=True)
    message = f"{stamp}\n/plugin/{store_id}/{verb}\n".encode() + body
    verify_hex(message, headers.get(SIGNATURE_HEADER), (access.plugin_secret(store),))
    if not store.installed or store.platform != "woocommerce":
        raise BadSignature("The store is not connected.")
    try:
        asked = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadInput("The request is not JSON.") from error
    if not isinstance(asked, dict):
        raise BadInput("The request is not a JSON object.")
    return store, asked


def _sign_on(store: Store, asked: Asked, now_s: int) -> dict[str, Any]:
    """A link to the merchant page that opens once, for whoever pressed the button."""
    token = links.create(store.store_id, now_s, LINK_LIVES_S, _who(asked))
    return {"url": f"{os.environ['PUBLIC_URL'].rstrip('/')}/admin/enter?token={token}"}


def _who(asked: Asked) -> Arrival:
    """The WordPress user, and the most that they may be here. A plugin that names nobody asked for
    somebody who may manage the shop, which was all there was."""
    user = asked.get("user")
    if user is None:
        return Arrival(f"{WORDPRESS}-shop", "owner")
    named = user if isinstance(user, Mapping) else {}
    role = _ROLES.get(str(named.get("can")))
    number = optional_identifier(named.get("id"), "user.id")
    if role is None or number is None:
        raise BadInput("user must state id and can: manage_options or manage_woocommerce.")
    name = named.get("name")
    return Arrival(
        f"{WORDPRESS}-{number}",
        role,
        " ".join(name.split())[:NAME_MAX] if isinstance(name, str) else "",
        granted=role,
    )


def _export(store: Store, asked: Asked, now_s: int) -> dict[str, Any]:
    """What is kept about somebody, a page of it."""
    page = asked.get("page", 1)
    if type(page) is not int or not 1 <= page <= exporting.MOST_PAGES:
        raise BadInput("page must be a whole number from 1.")
    language = "zh-Hant" if asked.get("lang") == "zh-Hant" else "en"
    return exporting.page(access.books_of(store), store.store_id, _person(asked), page, language)


def _erase(store: Store, asked: Asked, now_s: int) -> dict[str, Any]:
    """Have somebody erased, account and guest, as when the platform asks for it: durably queued."""
    queue(store, CustomerErased(store.store_id, _person(asked), now_s * 1000))
    return {"queued": True}


def _disconnect(store: Store, asked: Asked, now_s: int) -> dict[str, Any]:
    """The store has left; what it had stays, and is there when it is connected again."""
    return {"disconnected": stores.uninstalled(store.store_id, store.generation)}


def _person(asked: Asked) -> CustomerRef:
    stated = asked.get("email")
    person = CustomerRef(
        customer_id=optional_identifier(asked.get("customer_id"), "customer_id"),
        email=email(stated) if isinstance(stated, str) else None,
    )
    if person.anonymous:
        raise BadInput("Say who: customer_id, email, or both.")
    return person


_VERBS: Mapping[str, Callable[[Store, Asked, int], dict[str, Any]]] = {
    "sign-on": _sign_on,
    "export": _export,
    "erase": _erase,
    "disconnect": _disconnect,
}
