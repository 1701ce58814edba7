"""What an endpoint is told: small, versioned, and made of what is known when it is sent.

    {"type": "points.changed", "version": 1, "timestamp": "2026-11-29T10:00:00Z", "sequence": 7,
     "store_id": "woo-…", "data": {"member": {"id", "customer_id"}, "entry": {…}, "balance": {…}}}

`timestamp` says when it happened and `sequence` in which order, within one member, redemption or
program: receivers may hear of it in another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core import calendar, hooks
from core import lots as lot
from core.errors import NotFound
from core.explain import names_of
from core.ledger import jobs, keys, members, redemptions
from core.ledger.hook_deliveries import Delivery
from core.ledger.hook_endpoints import Endpoint
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import read_rows
from core.member import MemberState
from core.placeholders import real
from functions.storefront.redemption_shapes import redemption_json

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Payload:
    """`subject`: what it tells, by pseudonyms and numbers. `personal`: what names a person."""

    body: Data
    subject: str
    personal: tuple[str, ...] = ()


def of(books: Books, endpoint: Endpoint, delivery: Delivery) -> Payload | None:
    """What a delivery says; None where there is nothing to say (any more)."""
    about = delivery.about
    kind = next((one for one in _KINDS if one in about), "")
    return _KINDS[kind](books, endpoint, delivery) if kind else None


def _entry(books: Books, endpoint: Endpoint, delivery: Delivery) -> Payload | None:
    member_id, sequence = str(delivery.about["member"]), int(delivery.about["entry"])
    rows = read_rows([(keys.member(books.ledger, member_id), keys.entry(sequence))])
    entry = next((row for row in rows if isinstance(row, EntryRow)), None)
    if entry is None:
        return None
    member = books.living(books.member(member_id))
    who, personal = _who(member, endpoint)
    data: Data = {"member": who}
    subject = f"{member_id} {sequence}"
    if delivery.topic == "tier.changed":
        tier = _tier_of(books, member, entry)
        if tier is None:
            return None
        data["tier"] = tier
        subject = f"{member.member_id} {tier['since']} {tier['id']}"
    elif delivery.topic == "points.expiring":
        data["expiring"] = [
            {"points": points, "on": on}
            for on, points in member.lots
            if lot.NEVER < on <= member.reminded
        ]
    elif delivery.topic == "points.changed":
        shown = members.entry_json(entry, None, names_of(books.programs.newest))
        data["entry"] = {one: shown[one] for one in ("id", "points", "pending", "kind", "source")}
        data["entry"]["text"] = shown["why"]["text"]
        data["balance"] = _balance(member)
    return Payload(_body(endpoint, delivery, sequence, data), subject, personal)


def _tier_of(books: Books, member: MemberState, entry: EntryRow) -> Data | None:
    """The tier that the member came into with an entry; None where it stayed as it was."""
    at_s = entry.at_ms // 1000
    reached = [(tier_id, since_s) for tier_id, since_s in member.tiers if since_s == at_s]
    if not reached:
        return None
    tier_id, since_s = reached[-1]
    program = books.programs.newest
    before = [one for one, since in member.tiers if since < since_s]
    tier = program.tier(tier_id)
    return {
        "id": tier.id,
        "names": dict(tier.names),
        "was": program.tier(before[-1] if before else None).id,
        "since": calendar.iso(since_s),
    }


def _redemption(books: Books, endpoint: Endpoint, delivery: Delivery) -> Payload | None:
    try:
        found = redemptions.find(books.ledger, str(delivery.about["redemption"]))
    except NotFound:
        return None  # its member was forgotten
    owner = redemptions.owner(books, found)
    who, personal = _who(owner, endpoint) if owner else ({"id": found.member_id}, ())
    version, status = int(delivery.about["version"]), str(delivery.about["status"])
    shown = redemption_json(found) | {"status": status}
    shown.pop("rating")
    data = {"member": who, "redemption": shown}
    subject = f"{found.redemption_id} {status} {version}"
    return Payload(_body(endpoint, delivery, version, data), subject, personal)


def _program(books: Books, endpoint: Endpoint, delivery: Delivery) -> Payload:
    version = int(delivery.about["program"])
    return Payload(_body(endpoint, delivery, version, {"program_version": version}), str(version))


def _job(books: Books, endpoint: Endpoint, delivery: Delivery) -> Payload | None:
    """Only for the store whose job it was: others of the ledger did not ask for it."""
    store_id, job_id = str(delivery.about["store"]), str(delivery.about["job"])
    if store_id != endpoint.store_id:
        return None
    try:
        job = jobs.get(books.ledger, store_id, job_id)
    except NotFound:
        return None
    shown = {"id": job_id, "kind": job.kind, "state": job.state, "done": job.done}
    version = int(delivery.about["version"])
    data = {"job": shown | {"total": job.total}}
    return Payload(_body(endpoint, delivery, version, data), f"{job_id} {version}")


def _test(books: Books, endpoint: Endpoint, delivery: Delivery) -> Payload:
    said = "This is a test. Nothing has happened."
    token = str(delivery.about["test"])
    return Payload(_body(endpoint, delivery, 0, {"message": said}), token)


_KINDS: Mapping[str, Callable[[Books, Endpoint, Delivery], Payload | None]] = {
    "entry": _entry,
    "redemption": _redemption,
    "job": _job,
    "program": _program,
    "test": _test,
}


def _who(member: MemberState, endpoint: Endpoint) -> tuple[Data, tuple[str, ...]]:
    """The member as the endpoint's store knows them, and what of that names a person. The address
    only for an endpoint that asked for addresses."""
    customer_id = member.contact.customers.get(endpoint.store_id)
    email = real(member.contact.email) if endpoint.with_email else None
    who: Data = {"id": member.member_id, "customer_id": customer_id}
    if endpoint.with_email:
        who["email"] = email
    return who, tuple(one for one in (customer_id, email) if one)


def _balance(member: MemberState) -> Data:
    return {"available": member.available, "pending": member.pending, "debt": member.debt}


def _body(endpoint: Endpoint, delivery: Delivery, sequence: int, data: Data) -> Data:
    return {
        "type": delivery.topic,
        "version": hooks.PAYLOAD_VERSION,
        "timestamp": calendar.iso(delivery.at_ms / 1000),
        "sequence": sequence,
        "store_id": endpoint.store_id,
        "data": data,
    }
