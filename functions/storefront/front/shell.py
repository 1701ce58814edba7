"""What the pages about a program have in common: head, looks, languages, the button to join."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.ledger.stores import Store
from core.program.shopfront import PLAIN, Look
from functions.storefront.front.languages import LANGUAGES, Tongue
from functions.storefront.front.markup import Html, el, together

_COLOR = "#17634a"
_RADIUS = 14
# Luminance above which black stands out more than white does (WCAG's contrast, solved for both).
_BRIGHT = 0.179
_MAX_AGE_S = 300


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of HTML, or of what `kind` says. `policy`: its content security policy."""

    body: str
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    policy: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself to those who list it. `alternates`: its addresses by language,
    none where it is not to be listed."""

    title: str
    description: str
    canonical: str = ""
    alternates: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] | None = None


def program_name(store: Store, look: Look | None, tongue: Tongue) -> str:
    """What the program is called."""
    names = (look or PLAIN).names
    return tongue.plain(names) if names else tongue.say("name", store=store_name(store))


def store_name(store: Store) -> str:
    """What the store is called; its host where it has no name."""
    return store.name or store.address.split("://")[-1].split("/")[0]


def document(
    head: Head,
    body: Sequence[Html],
    look: Look | None,
    tongue: Tongue,
    choices: Mapping[str, str],
    status: int = 200,
) -> Page:
    """A whole page. `choices`: the same page by language."""
    look = look or PLAIN
    style = _style(look)
    links = [el("link", rel="canonical", href=head.canonical)] if head.canonical else []
    links += [
        el("link", rel="alternate", hreflang=code, href=address)
        for code, address in head.alternates.items()
    ]
    if not head.alternates:
        links.append(el("meta", name="robots", content="noindex"))
    markup = together(
        Html("<!doctype html>"),
        el(
            "html",
            el(
                "head",
                el("meta", charset="utf-8"),
                el("meta", name="viewport", content="width=device-width, initial-scale=1"),
                el("meta", name="color-scheme", content="light dark"),
                el("title", head.title),
                el("meta", name="description", content=head.description),
                el("meta", property="og:title", content=head.title),
                el("meta", property="og:description", content=head.description),
                *links,
                el("style", Html(style)),
                structured(head.data),
            ),
            el(
                "body",
                el("a", tongue.say("skip"), href="#rl-main", class_="rl-skip"),
                el(
                    "div",
                    el("header", _languages(tongue, choices), class_="rl-top"),
                    el("main", *body, id="rl-main", tabindex="-1"),
                    class_="rl",
                ),
                class_="rl-page",
            ),
            lang=tongue.code,
        ),
    )
    return Page(markup, status, policy=_policy(style, look))


def fragment(body: Sequence[Html], look: Look | None, tongue: Tongue, data: Any = None) -> Page:
    """The body alone with its style, for a page that has its own head."""
    style = _style(look or PLAIN)
    content = el("div", *body, class_="rl", lang=tongue.code)
    markup = together(el("style", Html(style)), structured(data), content)
    return Page(markup, policy=_policy(style, look or PLAIN))


def structured(data: Any) -> Html | None:
    """Data for search engines. No text in it can end the element that it stands in."""
    if data is None:
        return None
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return el("script", Html(text), type="application/ld+json")


def button(words: str, address: str) -> Html:
    """The one thing to do on a page."""
    return el("a", words, href=address, class_="rl-button")


def logo(look: Look | None) -> Html | None:
    """The merchant's; its name stands beside it."""
    address = (look or PLAIN).logo
    return el("img", src=address, alt="", class_="rl-logo", height="56") if address else None


def cached(page: Page, asked: str, *, by_browser: bool) -> Page:
    """The page as it may be kept for some minutes; 304 for whoever has it already. `asked`: the
    request's If-None-Match. `by_browser`: whether its language follows the browser's."""
    tag = f'"{hashlib.sha256(page.body.encode()).hexdigest()[:20]}"'
    headers = {"cache-control": f"public, max-age={_MAX_AGE_S}", "etag": tag}
    if by_browser:
        headers["vary"] = "accept-language"
    known = {one.strip().removeprefix("W/") for one in asked.split(",")}
    if page.status == 200 and known & {tag, "*"}:
        return Page("", 304, page.kind, page.policy, {**page.headers, **headers})
    return Page(page.body, page.status, page.kind, page.policy, {**page.headers, **headers})


def _languages(tongue: Tongue, choices: Mapping[str, str]) -> Html:
    links = [
        el("span", name, lang=code, aria_current="true")
        if code == tongue.code
        else el("a", name, lang=code, hreflang=code, href=choices[code])
        for code, name in ((one, LANGUAGES[one]) for one in choices)
    ]
    return el("nav", links, aria_label=tongue.say("languages"), class_="rl-languages")


@functools.cache
def _sheet() -> str:
    return (Path(__file__).parent / "page.css").read_text("utf-8")


def _style(look: Look) -> str:
    """The sheet with the merchant's colour and corners, which the document's validation keeps to
    six hexadecimal digits and a whole number."""
    color = look.color or _COLOR
    radius = _RADIUS if look.radius is None else look.radius
    on_color = "#000" if _luminance(color) > _BRIGHT else "#fff"
    own = f".rl{{--rl-color:{color};--rl-on:{on_color};--rl-radius:{radius}px}}"
    return own + _sheet()


def _luminance(color: str) -> float:
    """Relative luminance of "#rrggbb", as WCAG defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _policy(style: str, look: Look) -> str:
    # A shop's own page may frame it: through Shopify's app proxy both are of one origin, and the
    # theme's block does so (integrations/shopify/app).
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    images = " img-src https:;" if look.logo else ""
    return (
        f"default-src 'none'; style-src 'sha256-{digest}';{images} base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    )
