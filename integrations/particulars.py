"""What an order says of referral: the code in the address by which the shopper came, and digests of
who ordered, by which two shoppers who are one can be found out. The particulars stay here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from core.likeness import same_address, same_card, same_email, same_phone
from core.placeholders import real
from core.referrals import code_of, packed
from integrations.context import StoreContext

# The name of the code in a link, and in what themes and plugins write on an order.
PARAMETER = "ref"
ATTRIBUTES = ("ref", "regulars_ref", "_regulars_ref")
# Nobody writes more into an address; what does is left alone.
_LONGEST = 2_000
_MOST_NOTES = 500


@dataclass(frozen=True, slots=True)
class Place:
    """An address of an order, as far as it is compared."""

    country: str
    postcode: str
    city: str
    lines: tuple[str, ...]
    phone: str


# Nothing here is worth refusing an order for: what is not of its kind says nothing.
def stated(data: Mapping[str, Any], name: str) -> str:
    """A text of an order; "" for what is none."""
    value = data.get(name)
    return value[:_LONGEST] if isinstance(value, str) else ""


def part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object of an order; an empty one for what is none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def notes(data: Mapping[str, Any], name: str, key: str) -> dict[str, str]:
    """What plugins and themes wrote on an order, by its name, which each has under `key`."""
    rows = data.get(name)
    found = rows[:_MOST_NOTES] if isinstance(rows, list) else []
    return {stated(one, key): stated(one, "value") for one in found if isinstance(one, dict)}


def link_to(address: str, code: str) -> str:
    """A store's front page with a referral code. `address`: as a Store has it, with or without the
    scheme."""
    origin = address if "://" in address else f"https://{address}"
    return f"{origin.rstrip('/')}/?{PARAMETER}={code}"


def code_in(address: object) -> str:
    """The referral code in the address of a page; "" without one."""
    if not isinstance(address, str) or len(address) > _LONGEST:
        return ""
    try:
        found = parse_qs(urlsplit(address).query).get(PARAMETER, [])
    except ValueError:  # no address, such as one with half a bracket
        return ""
    return next(filter(None, map(code_of, found)), "")


def told(
    store: StoreContext,
    code: str,
    emails: Iterable[str],
    places: Iterable[Place],
    cards: Iterable[tuple[str, str]] = (),
    payers: Iterable[str] = (),
) -> str:
    """The part `referral` of a snapshot. `cards`: (brand, last digits). `payers`: accounts that
    paid, as addresses of mail."""
    ledger = store.ledger
    if ledger is None:
        return packed(code, ())
    known = list(places)
    home = known[0] if known else Place("", "", "", (), "")
    digests = [ledger.likeness("e", same_email(real(one) or "")) for one in emails]
    digests += [ledger.likeness("p", same_phone(one.phone, one.country)) for one in known]
    digests += [
        ledger.likeness("a", same_address(one.country, one.postcode, one.city, *one.lines))
        for one in known
    ]
    digests += [
        ledger.likeness("c", same_card(*card, home.country, home.postcode, home.city))
        for card in cards
    ]
    digests += [ledger.likeness("c", same_email(one)) for one in payers]
    return packed(code, digests)
