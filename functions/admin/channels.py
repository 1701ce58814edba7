"""Channels: the link and the QR code of each, and how many joined by it."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template

from core.errors import NotFound
from core.ledger import programs, sources
from core.program.sentences import sentences
from functions.channel_links import public_url, qr_code, short_link
from integrations import access

channels = Blueprint("channels", __name__)


@channels.get("/channels")
def listing() -> str:
    """Those of the program, then those that were taken out: their links are about."""
    books = access.books_of(g.store)
    ids = dict.fromkeys(
        one.id for program in reversed(books.programs.every) for one in program.channels
    )
    shown = [one for one in map(books.programs.channel, ids) if one is not None]
    _, document = programs.document(books.ledger)
    store_id = g.store.store_id
    return render_template(
        "channels.html",
        channels=shown,
        counts=sources.counted(books.ledger, list(ids)),
        links={one: short_link(store_id, one) for one in ids},
        told={key: said.text for key, said in sentences(document).items()},
        landing=f"{public_url()}/storefront/landing?store={store_id}",
    )


@channels.get("/channels/<channel_id>.svg")
def code(channel_id: str) -> Response:
    """The QR code of a channel's link. Raises NotFound."""
    if access.books_of(g.store).programs.channel(channel_id) is None:
        raise NotFound("There is no such channel.", code="unknown_channel")
    return Response(qr_code(short_link(g.store.store_id, channel_id)), mimetype="image/svg+xml")
