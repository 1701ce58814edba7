"""Names that give nothing away: member ids, redemption ids and codes are HMACs under the
ledger's secret, so the table's keys hold no personal data and a retry finds what it made."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from core.ports import CODE_PREFIX
from core.snapshot import CustomerRef

# No vowels, so that no code is a word; and nothing that is taken for something else when read out.
REFERRAL_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
REFERRAL_LENGTH = 8


def _hmac(secret: bytes, *parts: str) -> bytes:
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).digest()


def shopper_secret(master_key: bytes, store_id: str) -> str:
    """The key (hex) that signs a store's shopper tokens, until it is exchanged."""
    return _hmac(master_key, "shopper", store_id).hex()


def plugin_secret(master_key: bytes, store_id: str, generation: int) -> str:
    """The key (hex) that signs what a store's plugin itself asks, of one installation: a later one
    has another. Whoever signs shoppers' tokens does not know it."""
    return _hmac(master_key, "plugin", store_id, str(generation)).hex()


def claim_secret(session_key: bytes, store_id: str) -> str:
    """The key (hex) of the links that prove an address. The store does not have it: who may say
    who is signed in may not say who reads whose mail."""
    return _hmac(session_key, "claim", store_id).hex()


def hook_key(master_key: bytes, store_id: str, endpoint_id: str, nonce: str) -> bytes:
    """What signs the webhooks of a store's endpoint: neither who reads the table, where the `nonce`
    is, nor who has the master key knows it. A new nonce is a new key."""
    return _hmac(master_key, "hook", store_id, endpoint_id, nonce)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger, reached through a verified store: the only maker of keys and pseudonyms.

    A ledger is the tenant. Every key of the table that holds members' data begins with its id,
    and no function takes a ledger id as text.
    """

    ledger_id: str
    secret: bytes = field(repr=False)

    @classmethod
    def open(cls, ledger_id: str, master_key: bytes) -> Ledger:
        """The ledger under a deployment's master key."""
        return cls(ledger_id, _hmac(master_key, "ledger", ledger_id))

    def member_id(self, store_id: str, customer: CustomerRef) -> str | None:
        """The member that `customer` of the store is: an account by the platform's id, else a
        guest by address, else by telephone. None for nobody."""
        if customer.customer_id is not None:
            return self._name("customer", store_id, customer.customer_id)
        if customer.email is not None:
            return self.guest_id(customer.email)
        return self.phone_guest_id(customer.phone) if customer.phone is not None else None

    def guest_id(self, email: str) -> str:
        """The member that orders as a guest under this address."""
        return self._name("email", email.strip().lower())

    def phone_guest_id(self, phone: str) -> str:
        """The member that orders as a guest under this telephone number and no address. `phone`: as
        core/phones.py writes one."""
        return self._name("phone", phone)

    def alias(self, email: str) -> str:
        """The pseudonym under which an account's address can be looked up."""
        return self._name("alias", email.strip().lower())

    def redemption_id(self, member_id: str, key: str) -> str:
        """The redemption that an idempotency key of a member names, today and on any retry."""
        return self._name("redemption", member_id, key)[:16]

    def action_id(self, whose: str, key: str) -> str:
        """What an idempotency key names of what was done: `whose` key it is, a member's or a
        store's."""
        return self._name("action", whose, key)

    def case_id(self, member_id: str, key: str) -> str:
        """The case that an idempotency key of a member names, today and on any retry."""
        return self._name("case", member_id, key)[:16]

    def request_id(self, *parts: str) -> str:
        """The name of a request about personal data, which tells nobody whom it is about."""
        return self._name("request", *parts)[:16]

    def code(self, redemption_id: str) -> str:
        """The discount code of a redemption: 60 bits, lower case (WooCommerce lowers codes)."""
        text = base64.b32encode(_hmac(self.secret, "code", redemption_id)[:10]).decode().lower()
        return f"{CODE_PREFIX}{text[0:4]}-{text[4:8]}-{text[8:12]}"

    def referral_code(self, member_id: str, attempt: int = 0) -> str:
        """The code by which a member recommends the store: 38 bits, which no list of all members
        exhausts. `attempt`: which one, should another member have an earlier one."""
        number = int.from_bytes(_hmac(self.secret, "referral code", member_id, str(attempt))[:16])
        letters = []
        for _ in range(REFERRAL_LENGTH):
            number, letter = divmod(number, len(REFERRAL_LETTERS))
            letters.append(REFERRAL_LETTERS[letter])
        return "".join(letters)

    def friend(self, member_id: str) -> str:
        """A friend's name in the list of who brought them: leads nobody back to the member."""
        return self._name("friend", member_id)

    def likeness(self, kind: str, particulars: str) -> str:
        """What two people have in common who have the same particulars (core/likeness.py), and
        nothing else: the letter of the kind and 32 bits. "" for no particulars."""
        return kind + self._name("likeness", kind, particulars)[:8] if particulars else ""

    def draw_seed(self, draw_id: str, nonce: str) -> bytes:
        """The seed of a draw: neither who reads the table, where the `nonce` is, nor who has the
        secret knows it."""
        return _hmac(self.secret, "draw", draw_id, nonce)

    def ticket(self, draw_id: str, member_id: str, key: str) -> str:
        """The ticket that a key of a member names in a draw, today and on any retry."""
        return self._name("ticket", draw_id, member_id, key)[:16]

    def ticket_holder(self, draw_id: str, member_id: str) -> str:
        """What a draw calls the member, and no other draw does."""
        return self._name("ticket holder", draw_id, member_id)[:16]

    def _name(self, *parts: str) -> str:
        return _hmac(self.secret, *parts).hex()[:24]
