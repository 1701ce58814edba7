"""From a request for a page to the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from core import calendar, exchange
from core.errors import NotFound
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.program.model import Program
from functions.channel_links import public_url, qr_code, short_link
from functions.storefront.front import arrival, landing, shell
from functions.storefront.front.addresses import Place, place_of
from functions.storefront.front.languages import LANGUAGES, Tongue, chosen, offered
from functions.storefront.front.markup import el
from functions.storefront.front.shell import Head, Page

_ID = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its query, by name and as it came, what the browser accepts and already has, and
    whether Shopify's app proxy passed it on."""

    query: Mapping[str, str]
    raw_query: str
    headers: Mapping[str, str]
    proxied: bool

    def language(self, among: Sequence[str]) -> str:
        """Of the languages that there are to choose from."""
        accepted = self.headers.get("accept-language", "")
        return chosen(self.query.get("lang", "")[:40], accepted, among)

    @property
    def by_browser(self) -> bool:
        """Whether the language follows the browser's."""
        return not self.query.get("lang")

    def kept(self, page: Page) -> Page:
        asked = self.headers.get("if-none-match", "")
        return shell.cached(page, asked, by_browser=self.by_browser)

    def place(self, store: Store) -> Place:
        return place_of(store, self.raw_query, proxied=self.proxied)


def _program(store: Store, books: Books, now_s: int) -> Program:
    return exchange.seen_in(books.programs.in_force(now_s), store.store_id, store.currency)


def landing_page(asked: Asked, store: Store, books: Books, now_s: int) -> Page:
    """How the store's program works."""
    today = calendar.day(now_s, books.tz).isoformat()
    program, tongue = _program(store, books, now_s), Tongue(asked.language(offered(store)))
    embed = asked.query.get("embed") == "1"
    return asked.kept(landing.landing(asked.place(store), program, today, tongue, embed=embed))


def join_page(asked: Asked, store: Store, books: Books, channel_id: str, now_s: int) -> Page:
    """What is given for joining by a channel."""
    today = calendar.day(now_s, books.tz).isoformat()
    program, tongue = _program(store, books, now_s), Tongue(asked.language(offered(store)))
    channel = books.programs.channel(channel_id)
    place = asked.place(store)
    return asked.kept(arrival.arrival(place, program, channel_id, channel, today, tongue))


def code_page(store: Store, books: Books, channel_id: str) -> Page:
    """The QR code of a channel's link. Raises NotFound for a channel that there never was."""
    if books.programs.channel(channel_id) is None:
        raise NotFound("There is no such channel.", code="unknown_channel")
    drawn = qr_code(short_link(store.store_id, channel_id))
    headers = {"cache-control": "public, max-age=86400"}
    return Page(drawn, kind="image/svg+xml", policy="default-src 'none'", headers=headers)


def short_page(store_id: str, channel_id: str) -> Page:
    """On to the page of a channel. Raises NotFound for what can be no link of ours."""
    if not (_ID.fullmatch(store_id) and _ID.fullmatch(channel_id)):
        raise NotFound("There is nothing here.")
    target = f"{public_url()}/storefront/join/{quote(channel_id)}?store={quote(store_id)}"
    return Page("", 302, "text/plain", headers={"location": target, "cache-control": "no-store"})


def missing_page(asked: Asked) -> Page:
    """For a store that there is not."""
    tongue = Tongue(asked.language(tuple(LANGUAGES)))
    title = tongue.say("missing.title")
    body = el("div", el("h1", title), el("p", tongue.say("missing.text")), class_="rl-hero")
    choices = {code: f"?lang={code}" for code in LANGUAGES}
    return shell.document(Head(title, title), [body], None, tongue, choices, 404)
