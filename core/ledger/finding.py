"""Finding the member somebody means by whatever they have at hand: a customer id, an address, a
telephone number, an order's number, a code, or the beginning of a pseudonym."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core import phones
from core.identity import REFERRAL_LENGTH, REFERRAL_LETTERS, Ledger
from core.ledger import keys, members, redemptions
from core.ledger.directory import DirectoryRow
from core.ledger.members import AliasRow
from core.ledger.posting import Books
from core.ledger.referral_codes import owner_of
from core.ledger.rows import OrderRow
from core.ledger.table import Row, read_rows
from core.member import MemberState
from core.ports import CODE_PREFIX
from core.snapshot import CustomerRef

By = Literal["address", "phone", "customer", "order", "code", "referral", "pseudonym"]

# As many as share the beginning of a pseudonym are shown.
_ALIKE = 25
_PSEUDONYM = re.compile(r"[0-9a-f]{6,24}", re.ASCII)
_ORDER = re.compile(r"#?([A-Za-z0-9_.-]{1,64})", re.ASCII)
_PHONE = re.compile(r"[+0-9(][0-9 ()./-]{6,24}", re.ASCII)
_REFERRAL = re.compile(f"[{REFERRAL_LETTERS}]{{{REFERRAL_LENGTH}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """A member, merges followed, and by what they were found."""

    member: MemberState
    by: By


def find(books: Books, store_id: str, wanted: str, country: str) -> list[Found]:
    """All whom it may mean, each once, by what names somebody most surely first. `country`: where
    a telephone number is from that does not say so (ISO 3166), "" for nowhere. A few reads,
    whatever the number of members."""
    wanted = wanted.strip()
    found: dict[str, Found] = {}
    for by, member_id in _meant(books.ledger, store_id, wanted, country) if wanted else ():
        living = books.living(books.member(member_id))
        if living.version:
            found.setdefault(living.member_id, Found(living, by))
    return list(found.values())


def _meant(ledger: Ledger, store_id: str, wanted: str, country: str) -> Iterator[tuple[By, str]]:
    if "@" in wanted:  # an account has it, and somebody may have ordered under it as a guest
        rows = read_rows([(keys.alias(ledger, ledger.alias(wanted)), "ALIAS")])
        yield from (("address", row.member_id) for row in rows if isinstance(row, AliasRow))
        yield "address", ledger.guest_id(wanted)
        return
    if wanted.lower().startswith(CODE_PREFIX):
        redemption = redemptions.find_by_code(ledger, wanted)
        if redemption is not None:
            yield "code", redemption.member_id
    customer = ledger.member_id(store_id, CustomerRef(customer_id=wanted))
    if customer is not None:
        yield "customer", customer
    order = _ORDER.fullmatch(wanted)
    if order is not None:
        rows = read_rows([(keys.order(ledger, store_id, order[1]), keys.ORDER)])
        for row in rows:
            if isinstance(row, OrderRow) and row.member_id is not None:
                yield "order", row.member_id
    if _PHONE.fullmatch(wanted):
        phone = phones.billing_phone(wanted, country) or phones.billing_phone(f"+{wanted}", "")
        if phone is not None:
            yield "phone", members.find_member_id(ledger, store_id, f"+{phone}")
    if _REFERRAL.fullmatch(wanted.upper()):
        owner = owner_of(ledger, wanted.upper())
        if owner is not None:
            yield "referral", owner
    if _PSEUDONYM.fullmatch(wanted.lower()):
        lines = Row.query(
            keys.member_directory(ledger), Row.sk.startswith(wanted.lower()), limit=_ALIKE
        )
        yield from (("pseudonym", row.sk) for row in lines if isinstance(row, DirectoryRow))
