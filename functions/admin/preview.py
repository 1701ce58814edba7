"""The storefront's real widget on a page of ours, over a program that nobody has published.

The page that holds the widget is a frame of its own: the only one of the merchant page in which a
script may run, and only scripts that we serve. It is told by functions/admin/preview_answers.py;
what a shopper would change is refused, in words.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from pathlib import Path

from flask import Blueprint, Response, abort, g, render_template, request

from core.program.shopfront import PLAIN
from core.wording import LANGUAGES, pick, say
from functions.admin import preview_what
from functions.admin.numbers import whole
from functions.admin.preview_answers import answer
from functions.frames import ancestors

preview = Blueprint("preview", __name__)

_BUILT = Path(__file__).resolve().parents[2] / "integrations" / "storefront" / "dist"
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST_RADIUS = 32
_REFUSED = "preview_only"
_YEAR_S = 365 * 86400


@preview.get("/preview")
def page() -> str:
    """Choose what to look at, and look at it, as wide as a phone and as a desktop."""
    wanted, is_number = preview_what.wanted(request.args)
    program = preview_what.program_of(wanted.source)
    return render_template(
        "preview.html",
        wanted=wanted,
        sources=preview_what.sources(),
        tiers=program.tiers,
        tier_id=program.tier(wanted.tier_id).id,
        speaks=LANGUAGES,
        look={key: request.args[key] for key in ("color", "radius") if key in request.args},
        problems={} if is_number else {"points": True},
        typed=request.args.get("points", ""),
    )


@preview.get("/preview/frame/<source>/<seen_by>/<speaks>")
def frame(source: str, seen_by: str, speaks: str) -> Response:
    """A page of a shop with the widget on it. `color` and `radius` in the query: a look that is
    being edited, instead of the program's."""
    shown = preview_what.shown_to(source, seen_by)
    if speaks not in LANGUAGES:
        abort(404)
    look = shown.program.look or PLAIN
    color, radius = request.args.get("color", look.color), request.args.get("radius", look.radius)
    pixels = whole(str(radius))
    refused = pick(say(_REFUSED), speaks)
    html = render_template(
        "preview_frame.html",
        speaks=speaks,
        api=f"/admin/preview/api/{source}/{seen_by}",
        visitor=shown.points is None,
        color=color if color and _COLOR.fullmatch(color) else "",
        radius=pixels if pixels is not None and pixels <= _LONGEST_RADIUS else None,
        words=json.dumps({"refused": refused}, ensure_ascii=False),
        refused=refused,
        built=_version(),
    )
    response = Response(html)
    shop = g.get("frame")
    # Ours frames it, and where ours is framed itself, whoever frames ours.
    around = f"'self' {ancestors(shop)}" if shop else "'self'"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {around}"
    )
    if not shop:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@preview.get("/preview/files/<version>/<name>")
def built(version: str, name: str) -> Response:
    """A built file of the storefront. `version` changes with what is built."""
    if name not in _names():
        abort(404)
    response = Response((_BUILT / name).read_bytes(), mimetype="text/javascript")
    if version == _version():
        response.headers["Cache-Control"] = f"private, max-age={_YEAR_S}, immutable"
    return response


@preview.get("/preview/api/<source>/<seen_by>/<path:path>")
def told(source: str, seen_by: str, path: str) -> tuple[Response, int] | Response:
    """What the Shopper API would say."""
    shown = preview_what.shown_to(source, seen_by)
    found = answer(shown, path)
    if found is not None:
        return _json(found)
    if shown.points is None:
        return _json({"error": {"code": "not_signed_in", "message": "A visitor."}}), 401
    return _json({"error": {"code": "not_found", "message": "There is nothing here."}}), 404


@preview.post("/preview/api/<source>/<seen_by>/<path:path>")
def refuse(source: str, seen_by: str, path: str) -> tuple[Response, int]:
    """What a shopper would change: nothing, for it is a preview."""
    text = say(_REFUSED)
    error = {"code": "preview", "message": text["en"], "details": {"text": text}}
    return _json({"error": error}), 409


def _json(body: object) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in _BUILT.glob("*.js"))


@functools.cache
def _version() -> str:
    digest = hashlib.sha256()
    for name in sorted(_names()):
        digest.update((_BUILT / name).read_bytes())
    return digest.hexdigest()[:10]
