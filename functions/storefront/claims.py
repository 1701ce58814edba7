"""Guest points follow an address to an account only when the address is proven: by a link that
was mailed to it and a button on the page behind it (mail scanners follow links)."""

from __future__ import annotations

import html
import os
import time
from string import Template
from typing import Any

import jwt

from core.errors import BadInput, BadSignature, NotFound, RegularsError, Retryable, Terminal
from core.identity import Ledger
from core.ledger import people, proven, stores
from core.ledger.members import not_done, once, view
from core.ledger.posting import Books
from core.snapshot import CustomerRef
from core.wording import LANGUAGES, Text, as_is, read_by, say
from functions.storefront.shopper import Shopper
from integrations import access
from integrations.aws.mail import send_mail

_LINK_LIFE_S = 24 * 3600
_AUDIENCE = "claim"
_HOUR_S = 3600

_PAGE = Template(
    """<!doctype html><html lang="$lang"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>$title</title>
<style>body{font:16px/1.6 system-ui,sans-serif;margin:0;display:grid;place-items:center;
min-height:100vh;background:#f6f5f2;color:#1c1b19}main{background:#fff;padding:2rem;margin:1rem;
max-width:26rem;border-radius:16px;box-shadow:0 1px 3px #0002}h1{font-size:1.25rem;margin:0 0 .5rem}
button{font:inherit;font-weight:600;padding:.75rem 1.5rem;border:0;border-radius:999px;
background:#1c1b19;color:#fff;min-height:44px;cursor:pointer}
button:focus-visible{outline:3px solid #4b7bec;outline-offset:2px}</style>
<main>$parts$form</main></html>"""
)
_BUTTON = """<form method="post"><button>$button</button></form>"""


def claimable(books: Books, shopper: Shopper) -> bool:
    """Whether to offer a claim. It must not tell whether anybody ordered under the address, so it
    depends only on what is this account's own."""
    if shopper.email is None:
        return False
    guest = books.member(books.ledger.guest_id(shopper.email))
    account = books.ledger.member_id(shopper.store.store_id, shopper.account)
    return guest.merged_into != account


def send_link(ledger: Ledger, shopper: Shopper, now_s: int, language: str | None) -> None:
    """Mail the account's address a link, at most once an hour, in the language that the shopper
    reads, else in the first merchants' two. Raises BadInput without one, and
    Retryable when it could not be sent."""
    if shopper.email is None:
        raise BadInput("Your account has no email address.", code="no_email")
    sender = os.environ.get("MAIL_FROM")
    if not sender:
        raise Terminal("This store has not set up mail yet.", code="mail_off")
    member_id = ledger.member_id(shopper.store.store_id, shopper.account)
    hour = now_s // _HOUR_S
    command_id = f"claim-{member_id}-{hour}"
    if not once(ledger, command_id, "claim", (hour + 1) * _HOUR_S):
        return
    try:
        _send(sender, shopper, shopper.email, now_s, language)
    except Retryable:
        not_done(ledger, command_id)
        raise


def _send(sender: str, shopper: Shopper, email: str, now_s: int, language: str | None) -> None:
    store = shopper.store
    claims = {
        "iss": store.store_id,
        "aud": _AUDIENCE,
        "sub": shopper.customer_id,
        "email": email,
        "exp": now_s + _LINK_LIFE_S,
    }
    token = jwt.encode(claims, access.claim_secret(store.store_id), algorithm="HS256")
    link = f"{os.environ['PUBLIC_URL'].rstrip('/')}/storefront/claims/{token}"
    if language in LANGUAGES:
        link += f"?lang={language}"
    figures = {"store": store.name or store.address, "link": link}
    subjects, texts = say("claim.subject", **figures), say("claim.mail", **figures)
    spoken = read_by(language)
    send_mail(
        sender=sender,
        to=email,
        subject=" · ".join(subjects[one] for one in spoken),
        text="\n\n".join(texts[one] for one in spoken) + "\n",
    )


def page(token: str, language: str | None, *, confirmed: bool) -> str:
    """The page behind the link: a button, and after pressing it, the result."""
    claims = _proven(token)
    if not confirmed:
        text = say("claim.text", email=claims["email"])
        return _page(say("claim.title"), text, language, say("claim.button"))
    store = stores.get(claims["iss"])
    books = access.books_of(store)
    guest = books.ledger.guest_id(claims["email"])
    account = books.ledger.member_id(store.store_id, CustomerRef(customer_id=claims["sub"])) or ""
    now_s = int(time.time())
    people.join(books, guest, account, "mailed_link", now_s * 1000)
    proven.address(books, account, claims["email"], store.store_id, now_s * 1000)
    available = view(books, account, now_s).member.available
    return _page(say("claim.done_title"), say("claim.done", n=available), language)


def refusal(error: RegularsError, language: str | None) -> str:
    """The page for a link that is no good, or not now."""
    text = say("claim.bad") if isinstance(error, BadSignature) else as_is(str(error))
    return _page(say("claim.bad_title"), text, language)


def _proven(token: str) -> dict[str, Any]:
    """What a link of ours says. Raises BadSignature: forged, too old, or its store has gone."""
    try:
        store_id = jwt.decode(token, options={"verify_signature": False}).get("iss")
        if not isinstance(store_id, str) or not stores.get(store_id).installed:
            raise jwt.InvalidTokenError("no connected store")
        claims: dict[str, Any] = jwt.decode(
            token,
            access.claim_secret(store_id),
            algorithms=["HS256"],
            audience=_AUDIENCE,
            options={"require": ["iss", "sub", "exp", "email"]},
        )
    except (jwt.PyJWTError, NotFound) as error:
        raise BadSignature("The link is not valid or has ended. Ask for a new one.") from error
    return claims


def _page(title: Text, text: Text, language: str | None, button: Text | None = None) -> str:
    spoken = read_by(language)

    def escaped(words: Text) -> str:
        return " · ".join(html.escape(words[one]) for one in spoken)

    parts = "".join(f'<p lang="{one}">{html.escape(text[one])}</p>' for one in spoken)
    return _PAGE.substitute(
        lang=spoken[0],
        title=escaped(title),
        parts=f"<h1>{escaped(title)}</h1>{parts}",
        form=Template(_BUTTON).substitute(button=escaped(button)) if button else "",
    )
