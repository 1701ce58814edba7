"""The page to which a channel's link and code lead: what is given for joining by it, and how to."""

from __future__ import annotations

from core import shopfront
from core.program.model import Program
from core.program.shopfront import PLAIN, Channel
from core.rewards import Refusal
from functions.storefront.front import facts, sections, shell
from functions.storefront.front.addresses import Place, front_of, joining
from functions.storefront.front.landing import PATH as LANDING
from functions.storefront.front.languages import Tongue, offered
from functions.storefront.front.markup import Html, el
from functions.storefront.front.shell import Head, Page


def arrival(
    place: Place,
    program: Program,
    channel_id: str,
    channel: Channel | None,
    today: str,
    tongue: Tongue,
) -> Page:
    """The page of a channel on the store's day `today`. One that has ended, or that nobody knows
    (None), invites all the same."""
    store, look = place.store, program.look or PLAIN
    # What an unknown channel is called may be anything: it goes no further.
    came = channel_id if channel is not None else ""
    closed = None
    if channel is not None:
        closed = shopfront.channel_closed(program, channel, today)
    name = shell.program_name(store, look, tongue)
    title = name
    if channel is not None:
        title = tongue.say("arrive.title", program=name, channel=tongue.plain(channel.names))
    is_open = channel is not None and closed is None
    gift = facts.gift(channel.award, program, tongue) if channel is not None and is_open else ""
    offer = tongue.say("arrive.gift", gift=gift) if gift else tongue.say("arrive.plain")
    invited = []
    if channel is not None:
        who = tongue.say("arrive.invited", channel=tongue.plain(channel.names))
        invited.append(el("p", who, class_="rl-eyebrow"))
    told = _terms(channel, closed, gift, tongue)
    hero = el(
        "div",
        shell.logo(look),
        *invited,
        el("h1", offer),
        el("p", told, class_="rl-lead") if told else None,
        el("p", shell.button(tongue.say("join"), joining(store, look, came))),
        el("p", tongue.say("sign_in"), class_="rl-note"),
        class_="rl-hero",
    )
    body = [hero, sections.steps(program, today, tongue), _end(place, tongue)]
    choices = {code: place.beside(lang=code) for code in offered(store)}
    return shell.document(Head(title, offer), body, look, tongue, choices)


def _terms(channel: Channel | None, closed: Refusal | None, gift: str, tongue: Tongue) -> str:
    if channel is None:
        return tongue.say("arrive.unknown")
    if closed is not None and closed.code == "channel_not_started":
        return tongue.say("arrive.not_started", first=tongue.day(channel.first_day))
    if closed is not None:
        return tongue.say("arrive.ended")
    if not gift:
        return ""
    last = channel.last_day
    until = tongue.say("arrive.until", last=tongue.day(last)) if last else ""
    return tongue.run([tongue.say("arrive.gift.text"), until])


def _end(place: Place, tongue: Tongue) -> Html:
    name = shell.store_name(place.store)
    how = place.beside(LANDING, lang=tongue.code)
    return el(
        "div",
        el("p", el("a", tongue.say("arrive.how"), href=how)),
        el("p", el("a", tongue.say("to_store", store=name), href=front_of(place.store))),
        class_="rl-end",
    )
