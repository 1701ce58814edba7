"""The page that a merchant links: how the program works, generated from the program."""

from __future__ import annotations

from typing import Any

from core.program.model import Program
from core.program.shopfront import PLAIN
from functions.storefront.front import facts, sections, shell
from functions.storefront.front.addresses import Place, front_of, joining
from functions.storefront.front.languages import Tongue, offered
from functions.storefront.front.markup import Html, el
from functions.storefront.front.questions import Answered, answered
from functions.storefront.front.shell import Head, Page

PATH = "landing"


def landing(place: Place, program: Program, today: str, tongue: Tongue, *, embed: bool) -> Page:
    """The page on the store's day `today`; with `embed` its body alone."""
    store, look = place.store, program.look or PLAIN
    found = answered(program, shell.store_name(store), tongue)
    join = joining(store, look)
    body = [
        _hero(place, program, tongue, join),
        sections.steps(program, today, tongue),
        sections.tiers(program, tongue),
        sections.rewards(program, today, tongue),
        sections.ways(program, today, tongue),
        sections.campaigns(program, today, tongue),
        sections.questions(found, tongue),
        _end(place, program, tongue, join),
    ]
    shown = [one for one in body if one is not None]
    data = _data(found)
    if embed:
        return shell.fragment(shown, look, tongue, data)
    name = shell.program_name(store, look, tongue)
    head = Head(
        title=name,
        description=f"{name}: {lead(program, tongue)}",
        canonical=place.page(PATH, lang=tongue.code),
        alternates={code: place.page(PATH, lang=code) for code in offered(store)}
        | {"x-default": place.page(PATH)},
        data=data,
    )
    choices = {code: place.beside(lang=code) for code in offered(store)}
    return shell.document(head, shown, look, tongue, choices)


def lead(program: Program, tongue: Tongue) -> str:
    """What the program comes to, in a sentence."""
    rate = facts.rate(program, tongue)
    if not rate:
        return tongue.say("lead.plain")
    return tongue.say("lead", rate=rate[:1].upper() + rate[1:])


def _hero(place: Place, program: Program, tongue: Tongue, join: str) -> Html:
    return el(
        "div",
        shell.logo(program.look),
        el("h1", shell.program_name(place.store, program.look, tongue)),
        el("p", lead(program, tongue), class_="rl-lead"),
        el("p", shell.button(tongue.say("join"), join)),
        el("p", tongue.say("sign_in"), class_="rl-note"),
        class_="rl-hero",
    )


def _end(place: Place, program: Program, tongue: Tongue, join: str) -> Html:
    name = shell.store_name(place.store)
    return el(
        "div",
        el("p", shell.button(tongue.say("join"), join)),
        el("p", el("a", tongue.say("to_store", store=name), href=front_of(place.store))),
        class_="rl-end",
    )


def _data(found: list[Answered]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": one.asked,
                "acceptedAnswer": {"@type": "Answer", "text": one.told},
            }
            for one in found
        ],
    }
