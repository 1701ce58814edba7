"""The shopper's side: program, balance, history, redeeming. Identity comes from a credential."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from core import calendar, exchange
from core.errors import BadInput, BadSignature, NotFound, RegularsError
from core.ledger import members, ratings, redemptions, stores, tallies
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.ledger.tallies import Tally
from core.member import MemberState
from core.placeholders import real
from core.program.model import Program
from core.ratings import checked
from functions import logs
from functions.clock import now_ms
from functions.http import (
    error_body,
    internal_error,
    retry_headers,
    safe_headers,
    status_of,
)
from functions.storefront import (
    cards,
    cases,
    claims,
    doing,
    entering,
    estimating,
    events,
    exclusives,
    ordered,
    personal,
    profile,
    redeem,
    referral,
    reports,
    shopfront,
    vouched,
)
from functions.storefront import seen as sightings
from functions.storefront.action_shapes import claim_json
from functions.storefront.groups import groups_json
from functions.storefront.one_language import only
from functions.storefront.reward_shapes import reach_json, spoken_tallies
from functions.storefront.shapes import member_json, program_json, redemption_json
from functions.storefront.shopper import Guest, Shopper, Visitor, asking, guest_of, shopper_of
from integrations.access import books_of

if TYPE_CHECKING:
    from functions.storefront.front.asked import Asked
    from functions.storefront.front.shell import Page

MAX_BODY_BYTES = 16 * 1024
_HTML = "text/html; charset=utf-8"

logger = logs.logger("storefront")
# Which pages may call, and with what, the HTTP API itself answers (serverless.yml).
app = APIGatewayHttpResolver()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """ANY /storefront/{proxy+}, and POST /actions/{store_id} of a merchant's own systems."""
    answer: dict[str, Any] = app.resolve(event, context)
    path = logs.route(event["rawPath"])
    logger.info("answered", extra={"path": path, "status": answer["statusCode"]})
    return answer


@app.exception_handler(RegularsError)  # type: ignore[untyped-decorator]
def refused(error: RegularsError) -> Response[str]:
    if app.current_event.path.startswith("/storefront/claims/"):
        return _page(claims.refusal(error, _language()), status_of(error))
    return _json(error_body(error), status_of(error), retry_headers(error))


@app.exception_handler(Exception)  # type: ignore[untyped-decorator]
def unforeseen(error: Exception) -> Response[str]:
    logger.exception("unforeseen")
    return _json(internal_error(), 500)


@app.not_found
def not_found(_: NotFoundError) -> Response[str]:
    return _json({"error": {"code": "not_found", "message": "There is nothing here."}}, 404)


@app.get("/storefront/program")
def program() -> Response[str]:
    store = _named_store()
    books = books_of(store)
    now_s = int(time.time())
    in_force = books.programs.in_force(now_s)
    today = _today(books, now_s)
    seen = exchange.seen_in(in_force, store.store_id, store.currency)
    given = spoken_tallies(_tallies(books, in_force), in_force, store.currency)
    shown = program_json(store.store_id, seen, today, given)
    return _json(shown | shopfront.of_program(store.store_id, in_force, today))


@app.get("/storefront/member")
def member() -> Response[str]:
    shopper, books = _shopper()
    now_s = int(time.time())
    vouched.note(books, shopper, _member_id(shopper, books), now_s * 1000)
    sightings.note(shopper.store.store_id, "widget")
    seen = members.view(books, _member_id(shopper, books), now_s)
    in_force = books.programs.in_force(now_s)
    shown = member_json(seen, in_force.currency)
    shown["rewards"] = reach_json(seen, in_force, _today(books, now_s), _tallies(books, in_force))
    shown["email_known"] = bool(shopper.email or real(seen.member.contact.email))
    shown |= exclusives.of_member(seen.member, in_force, _today(books, now_s))
    shown |= shopfront.of_member(seen.member, in_force, _today(books, now_s))
    return _json(shown | {"claimable": claims.claimable(books, shopper)})


@app.get("/storefront/groups")
def group_list() -> Response[str]:
    """For anybody; a shopper who is signed in sees their own part as well."""
    books, member_id, _ = _shopper_or_visitor()
    return _json({"groups": groups_json(books, member_id, int(time.time()))})


@app.get("/storefront/card")
def card() -> Response[str]:
    shopper, books = _shopper()
    return _json(cards.card_json(books, _member_id(shopper, books), int(time.time())))


@app.get("/storefront/events")
def event_list() -> Response[str]:
    shopper, books = _shopper()
    return _json({"events": events.events_json(books, _member_id(shopper, books))})


@app.post("/storefront/events/<event_id>")
def event_answer(event_id: str) -> Response[str]:
    shopper, books = _shopper()
    return _json(events.answer_event(books, event_id, _member_id(shopper, books), _body()))


@app.get("/storefront/surveys")
def survey_list() -> Response[str]:
    shopper, books = _shopper()
    return _json({"surveys": events.surveys_json(books, _member_id(shopper, books))})


@app.post("/storefront/surveys/<survey_id>")
def survey_answer(survey_id: str) -> Response[str]:
    shopper, books = _shopper()
    member_id, store_id = _member_id(shopper, books), shopper.store.store_id
    return _json(events.answer_survey(books, survey_id, member_id, store_id, _body()))


@app.get("/storefront/entries")
def entries() -> Response[str]:
    shopper, books = _shopper()
    holder = books.living(books.member(_member_id(shopper, books)))
    page, cursor = members.entries(
        books.ledger,
        holder.member_id,
        books.programs.newest,
        cursor=app.current_event.query_string_parameters.get("cursor"),
        limit=20,
        newest_first=True,
    )
    return _json({"entries": page, "cursor": cursor})


@app.get("/storefront/orders")
def order_list() -> Response[str]:
    shopper, books = _shopper()
    cursor = app.current_event.query_string_parameters.get("cursor")
    return _json(ordered.listed(books, shopper, cursor))


@app.get("/storefront/orders/<order_id>")
def order_show(order_id: str) -> Response[str]:
    """For the member, and for the guest who has just placed it."""
    who = asking(_headers(), _query())
    if not isinstance(who, Shopper | Guest):
        raise BadSignature("Sign in to the store to see your orders.", code="not_signed_in")
    return _json(ordered.shown(books_of(who.store), who, order_id))


@app.get("/storefront/cases")
def case_list() -> Response[str]:
    shopper, books = _shopper()
    return _json(cases.listed(books, shopper))


@app.post("/storefront/cases")
def case_open() -> Response[str]:
    shopper, books = _shopper()
    wish = _body()
    return _json(cases.open_case(books, shopper, wish, _key(wish), now_ms()))


@app.get("/storefront/guest")
def guest_orders() -> Response[str]:
    guest = guest_of(_headers(), _query())
    return _json(ordered.of_guest(books_of(guest.store), guest))


@app.post("/storefront/estimate")
def estimate() -> Response[str]:
    """For anybody; of a shopper who is signed in it knows the tier, and what they have had."""
    cart = estimating.cart_of(_body())
    books, member_id, store = _shopper_or_visitor()
    return _json(estimating.estimated(books, member_id, store, cart, int(time.time())))


@app.get("/storefront/redemptions")
def redemption_list() -> Response[str]:
    shopper, books = _shopper()
    holder = books.living(books.member(_member_id(shopper, books)))
    found = redemptions.recent(books.ledger, holder.recent)
    stars = ratings.of(books.ledger, found)
    return _json(
        {"redemptions": [redemption_json(one, stars.get(one.redemption_id)) for one in found]}
    )


@app.post("/storefront/redemptions")
def redemption_create() -> Response[str]:
    shopper, books = _shopper()
    wish = _body()
    reward_id, points = wish.get("reward_id"), wish.get("points")
    if not isinstance(reward_id, str):
        raise BadInput('Say which reward: {"reward_id": "..."}.')
    if points is not None and (isinstance(points, bool) or not isinstance(points, int)):
        raise BadInput("points must be a whole number.")
    made = redeem.redeem(books, shopper, reward_id, points, _key(wish), now_ms())
    sightings.note(shopper.store.store_id, "redeemed")
    return _json(redemption_json(made), 200 if made.status != "held" else 202)


@app.get("/storefront/redemptions/<redemption_id>")
def redemption_show(redemption_id: str) -> Response[str]:
    shopper, books = _shopper()
    found = redeem.own(books, shopper, redemption_id)
    stars = ratings.of(books.ledger, [found])
    return _json(redemption_json(found, stars.get(redemption_id)))


@app.post("/storefront/redemptions/<redemption_id>/rating")
def redemption_rate(redemption_id: str) -> Response[str]:
    shopper, books = _shopper()
    stars = checked(_body().get("stars"))
    found = redeem.own(books, shopper, redemption_id)
    rating = ratings.rate(books, found, stars, now_ms())
    return _json(redemption_json(found, rating.stars))


@app.post("/storefront/redemptions/<redemption_id>/return")
def redemption_return(redemption_id: str) -> Response[str]:
    shopper, books = _shopper()
    return _json(redemption_json(redeem.give_back(books, shopper, redemption_id, now_ms())))


@app.get("/storefront/referral")
def referral_show() -> Response[str]:
    shopper, books = _shopper()
    return _json(referral.shown(books, shopper, int(time.time())))


@app.post("/storefront/referral")
def referral_come() -> Response[str]:
    shopper, books = _shopper()
    return _json(referral.come(books, shopper, _body(), now_ms()))


@app.get("/storefront/draws")
def draw_list() -> Response[str]:
    return _json(entering.listed(books_of(_named_store())))


@app.get("/storefront/draws/<draw_id>")
def draw_show(draw_id: str) -> Response[str]:
    return _json(entering.shown(books_of(_named_store()), draw_id))


@app.get("/storefront/draws/<draw_id>/proof")
def draw_proof(draw_id: str) -> Response[str]:
    books, cursor = (
        books_of(_named_store()),
        app.current_event.query_string_parameters.get("cursor"),
    )
    return _json(entering.proof(books, draw_id, cursor))


@app.get("/storefront/draws/<draw_id>/entries")
def draw_mine(draw_id: str) -> Response[str]:
    shopper, books = _shopper()
    return _json(entering.mine(books, shopper, draw_id, int(time.time())))


@app.post("/storefront/draws/<draw_id>/entries")
def draw_enter(draw_id: str) -> Response[str]:
    shopper, books = _shopper()
    wish = _body()
    entries = wish.get("entries")
    return _json(entering.enter(books, shopper, draw_id, entries, _key(wish), now_ms()))


@app.post("/storefront/draws/<draw_id>/entries/<ticket_id>/return")
def draw_leave(draw_id: str, ticket_id: str) -> Response[str]:
    shopper, books = _shopper()
    return _json(entering.leave(books, shopper, draw_id, ticket_id, now_ms()))


@app.get("/storefront/profile")
def profile_show() -> Response[str]:
    shopper, books = _shopper()
    return _json(profile.shown(books, _member_id(shopper, books), int(time.time())))


@app.post("/storefront/profile")
@app.put("/storefront/profile")
def profile_answer() -> Response[str]:
    shopper, books = _shopper()
    member_id = _member_id(shopper, books)
    return _json(profile.answer(books, shopper, member_id, _body(), now_ms()))


@app.get("/storefront/content")
def content_list() -> Response[str]:
    asking = _asking()
    return _json({"content": exclusives.content_list(*asking)})


@app.get("/storefront/content/<content_id>")
def content_show(content_id: str) -> Response[str]:
    return _json(exclusives.content_json(content_id, *_asking()))


@app.get("/storefront/actions")
def action_list() -> Response[str]:
    shopper, books = _shopper()
    return _json(doing.listing(books, shopper, int(time.time())))


@app.post("/storefront/actions/<action_id>")
def action_claim(action_id: str) -> Response[str]:
    shopper, books = _shopper()
    wish = _body()
    made = doing.claim(books, shopper, action_id, _key(wish), wish, now_ms())
    return _json(claim_json(made), 202 if made.status == "waiting" else 200)


@app.post("/storefront/birthday")
@app.put("/storefront/birthday")
def birthday() -> Response[str]:
    shopper, books = _shopper()
    return _json(doing.tell_birthday(books, shopper, _body(), now_ms()))


@app.post("/actions/<store_id>")
def action_report(store_id: str) -> Response[str]:
    return _json(reports.report(store_id, app.current_event.raw_event, now_ms()))


@app.get("/storefront/personal")
def personal_show() -> Response[str]:
    shopper, books = _shopper()
    member_id, store_id = _member_id(shopper, books), shopper.store.store_id
    return _json(personal.shown(books, member_id, store_id, int(time.time())))


@app.post("/storefront/personal")
def personal_choose() -> Response[str]:
    shopper, books = _shopper()
    member_id, store_id = _member_id(shopper, books), shopper.store.store_id
    return _json(personal.choose(books, member_id, store_id, _body(), now_ms()))


@app.post("/storefront/views")
def views_note() -> Response[str]:
    shopper, books = _shopper()
    member_id, store_id = _member_id(shopper, books), shopper.store.store_id
    return _json(personal.look(books, member_id, store_id, _body(), now_ms()))


@app.post("/storefront/joined")
def join_by_channel() -> Response[str]:
    shopper, books = _shopper()
    member_id = _member_id(shopper, books)
    return _json(shopfront.joined(books, shopper, member_id, _body(), now_ms()))


@app.get("/storefront/landing")
def landing_page() -> Response[str]:
    from functions.storefront.front import asked as front  # the other routes start without it

    return _front(lambda asked, store, books: front.landing_page(asked, store, books, _now_s()))


@app.get("/storefront/join/<channel_id>")
def join_page(channel_id: str) -> Response[str]:
    from functions.storefront.front import asked as front

    return _front(
        lambda asked, store, books: front.join_page(asked, store, books, channel_id, _now_s())
    )


@app.get("/storefront/join/<channel_id>/qr.svg")
def join_code(channel_id: str) -> Response[str]:
    from functions.storefront.front import asked as front

    store = _named_store()
    return _shown(front.code_page(store, books_of(store), channel_id))


@app.get("/j/<store_id>/<channel_id>")
def short_link(store_id: str, channel_id: str) -> Response[str]:
    from functions.storefront.front import asked as front

    return _shown(front.short_page(store_id, channel_id))


@app.post("/storefront/claims")
def claim() -> Response[str]:
    shopper, books = _shopper()
    claims.send_link(books.ledger, shopper, int(time.time()), _language())
    return _json({"sent": True}, 202)


@app.get("/storefront/claims/<token>")
def claim_page(token: str) -> Response[str]:
    return _page(claims.page(token, _language(), confirmed=False))


@app.post("/storefront/claims/<token>")
def claim_confirm(token: str) -> Response[str]:
    return _page(claims.page(token, _language(), confirmed=True))


def _shopper() -> tuple[Shopper, Books]:
    shopper = shopper_of(_headers(), _query())
    return shopper, books_of(shopper.store)


def _shopper_or_visitor() -> tuple[Books, str | None, Store]:
    """The books, the member who asks, and their store; None for somebody who is not signed in."""
    who = asking(_headers(), _query())
    if isinstance(who, Shopper):
        books = books_of(who.store)
        return books, _member_id(who, books), who.store
    store = _named_store()
    return books_of(store), None, store


def _named_store() -> Store:
    """The store of a request that names nobody. One that a credential vouches for needs no name."""
    named = app.current_event.query_string_parameters.get("store")
    if named is None or "signature=" in _query():
        who = asking(_headers(), _query())
        if isinstance(who, Shopper | Visitor):
            return who.store
    return stores.get(named or "")


def _headers() -> dict[str, str]:
    return {name.lower(): value for name, value in app.current_event.headers.items()}


def _asking() -> tuple[MemberState, Program, str]:
    """Who asks, the program in force, and the store's day."""
    shopper, books = _shopper()
    now_s = int(time.time())
    member = books.living(books.member(_member_id(shopper, books)))
    return member, books.programs.in_force(now_s), _today(books, now_s)


def _member_id(shopper: Shopper, books: Books) -> str:
    return books.ledger.member_id(shopper.store.store_id, shopper.account) or ""


def _today(books: Books, now_s: int) -> str:
    return calendar.day(now_s, books.tz).isoformat()


def _tallies(books: Books, program: Program) -> dict[str, Tally]:
    return tallies.shown(books.ledger, [name for one in program.rewards for name in one.tallies])


def _query() -> str:
    return str(app.current_event.raw_event.get("rawQueryString") or "")


def _language() -> str | None:
    """What the asker reads, where they say so."""
    return app.current_event.query_string_parameters.get("lang")


def _body() -> dict[str, Any]:
    try:
        text = app.current_event.decoded_body or ""
        if len(text) > MAX_BODY_BYTES:
            raise BadInput("The request is too large.", code="too_large")
        data = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise BadInput("The request is not JSON.") from error
    if not isinstance(data, dict):
        raise BadInput("The request is not a JSON object.")
    return data


def _key(wish: dict[str, Any]) -> str:
    """The request's idempotency key. Shopify's app proxy may drop headers that it does not know;
    the body always arrives."""
    header = app.current_event.headers.get("idempotency-key")
    stated = wish.get("idempotency_key")
    key = header if stated is None else stated
    if not isinstance(key, str) or header not in (None, key):
        raise BadInput("Send one Idempotency-Key header: a fresh random text per request.")
    return key


def _json(
    body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> Response[str]:
    return Response(
        status_code=status,
        content_type="application/json",
        body=json.dumps(only(body, _language()), ensure_ascii=False),
        headers=safe_headers() | (headers or {}),
    )


def _page(body: str, status: int = 200) -> Response[str]:
    headers = safe_headers() | {
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "x-frame-options": "DENY",
    }
    return Response(status_code=status, content_type=_HTML, body=body, headers=headers)


def _front(page: Callable[[Asked, Store, Books], Page]) -> Response[str]:
    """A page about the program of the store that is named, or that Shopify vouches for; a page that
    says so where there is no such store."""
    from functions.storefront.front.asked import Asked, missing_page

    event, query = app.current_event, _query()
    headers = {name.lower(): value for name, value in event.headers.items()}
    asked = Asked(event.query_string_parameters, query, headers, "signature=" in query)
    try:
        store = _named_store()
        if not store.installed:
            raise NotFound("The store is not connected.")
        return _shown(page(asked, store, books_of(store)))
    except NotFound:
        return _shown(missing_page(asked))


def _shown(page: Page) -> Response[str]:
    headers = safe_headers() | dict(page.headers)
    if page.policy:
        headers |= {"content-security-policy": page.policy, "x-frame-options": "SAMEORIGIN"}
    return Response(page.status, content_type=page.kind, body=page.body, headers=headers)


def _now_s() -> int:
    return int(time.time())
