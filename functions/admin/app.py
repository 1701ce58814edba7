"""The merchant page's Flask application."""

from __future__ import annotations

import functools
import hashlib
import time
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from core.errors import RegularsError
from core.ledger.table import Contended
from core.money import money_text
from functions import logs
from functions.admin import embedding, language, locks, navigation, record, rights, session
from functions.admin.actions import actions
from functions.admin.activity import activity
from functions.admin.auth import auth, guard
from functions.admin.campaigns import campaigns
from functions.admin.channels import channels
from functions.admin.compliance import compliance
from functions.admin.counter import counter
from functions.admin.data import data
from functions.admin.draws import draws
from functions.admin.figures import figures
from functions.admin.gatherings import gatherings
from functions.admin.groups import groups
from functions.admin.health import health
from functions.admin.home import home
from functions.admin.importing import importing
from functions.admin.inbox import inbox
from functions.admin.inviting import inviting
from functions.admin.jobs import jobs
from functions.admin.knocks import Knocks
from functions.admin.managing import managing
from functions.admin.member_page import members
from functions.admin.member_tabs import member_tabs
from functions.admin.payments import payments
from functions.admin.preview import preview
from functions.admin.program import program
from functions.admin.program_json import program_json
from functions.admin.program_part import program_part
from functions.admin.redemptions import redemptions
from functions.admin.referral import referral
from functions.admin.review import review
from functions.admin.rewards import rewards_page
from functions.admin.rollback import rollback
from functions.admin.settings import settings
from functions.admin.setup import setup
from functions.admin.staff import staff
from functions.admin.tasks import tasks
from functions.admin.waiting import inbox_page, waiting_count
from functions.admin.wallet import wallet
from functions.http import retry_headers, safe_headers, status_of

logger = logs.logger("admin")

_STATIC = Path(__file__).parent / "static"
_YEAR_S = 365 * 86400
# Of an address, what is for one request.
_PASSING = ("lang", "id_token", embedding.KEPT, embedding.DIRECT, embedding.AGAIN)
_MAX_FORM_BYTES = 512 * 1024


def create_app() -> Flask:
    """The application. It reads no environment and calls nobody until it is asked something."""
    app = Flask(__name__, static_url_path="/admin/static")
    app.session_interface = session.Sessions()
    app.extensions["knocks"] = Knocks()
    app.config.update(
        SESSION_COOKIE_NAME="regulars_admin",
        SESSION_COOKIE_PATH="/admin",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=session.STAY_S,
        MAX_CONTENT_LENGTH=_MAX_FORM_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=_YEAR_S,
    )
    # Werkzeug's own redirects name a host, and behind a proxy it would be the wrong one.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.before_request(language.choose)
    app.before_request(guard)
    app.after_request(_finish)
    app.after_request(locks.lock)
    app.after_request(record.write)
    for blueprint in (
        *(auth, actions, counter, draws, gatherings, groups, home, inviting, members, payments),
        *(program, program_json, program_part, referral, review, tasks),
        *(channels, inbox, jobs, wallet),
        *(staff, activity, compliance, embedding.embedding, settings),
        *(managing, member_tabs, redemptions),
        *(
            campaigns,
            inbox_page,
            preview,
            rewards_page,
            rollback,
            setup,
            health,
            figures,
        ),
        *(data, importing),
    ):
        app.register_blueprint(blueprint, url_prefix="/admin")
    app.register_error_handler(RegularsError, _refused)
    app.register_error_handler(Contended, _busy)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        say=language.say,
        number=language.number,
        signed=language.signed,
        name_in=language.name_in,
        day=language.day,
        when=lambda at: language.when(at, g.store.tz),
        money=money_text,
        language=language.current,
        menu=navigation.menu,
        waiting_count=waiting_count,
        may=rights.may,
        bridge_key=embedding.bridge_key,
        nonce=embedding.nonce,
        languages=language.LANGUAGES,
        language_url=_language_url,
        csrf_token=session.csrf_token,
        asset=_asset,
        now_s=lambda: int(time.time()),
    )
    return app


def _finish(response: Response) -> Response:
    """Headers of every answer."""
    language.remember(response)
    headers = response.headers
    # But the preview's and the bounce page's, which say their own.
    headers.setdefault("Content-Security-Policy", embedding.policy())
    if not g.get("frame"):
        headers.setdefault("X-Frame-Options", "DENY")
    headers.update(safe_headers())
    if request.endpoint == "static" and response.status_code in (200, 304):
        headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable"
    return response


@functools.cache
def _asset(name: str) -> str:
    """The address of a static file, which changes with its content: it is cached for a year."""
    digest = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/admin/static/{name}?v={digest}"


def _language_url(code: str) -> str:
    """This page in another language; a form's page leads back to where the form was."""
    kept = {key: value for key, value in request.args.items() if key not in _PASSING}
    return f"?{urlencode({**kept, 'lang': code})}"


def _error(status: int, code: str, least: str = "") -> tuple[str, int]:
    known = language.catalogue("en")
    key = next(
        one for one in (f"error.{code}", f"error.{status}", "error.500") if f"{one}.title" in known
    )
    return render_template("error.html", key=key, least=least), status


def _refused(error: RegularsError) -> tuple[str, int, dict[str, str]]:
    least = str(error.details.get("least", ""))
    return *_error(status_of(error), error.code, least), retry_headers(error)


def _busy(error: Contended) -> tuple[str, int, dict[str, str]]:
    return *_error(503, "try_again"), retry_headers(error)


def _http(error: HTTPException) -> tuple[str, int]:
    return _error(error.code or 500, "")


def _broken(error: Exception) -> tuple[str, int]:
    logger.exception("unforeseen", exc_info=error)
    return _error(500, "")
