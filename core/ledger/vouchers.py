"""Partners' vouchers: codes that a merchant was given, each handed to one member.

    L#...#V#reward | F#digest   free
                   | G#digest   given, with the redemption that it went to

A code is put among the free ones only where it was never given, and given in the transaction that
takes the points: two redemptions that reach for one code both write its line among the given, which
must not be there yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from pynamodb.attributes import UnicodeAttribute

from core.errors import BadInput
from core.identity import Ledger
from core.ledger import keys, raw, tallies
from core.ledger.table import Commit, Row, retrying

# Of a transaction's hundred items: two for each code, and the tally.
_AT_ONCE = 40
# Members who redeem at the same moment mostly reach for different ones.
_CHOICE = 25
_MOST_CHARACTERS = 100
# Of so few the merchant is told.
LOW = 10


class VoucherRow(Row, discriminator="V"):
    code = UnicodeAttribute()
    redemption_id = UnicodeAttribute(null=True)


def add(ledger: Ledger, reward_id: str, codes: Iterable[str]) -> int:
    """Put codes into a reward's pool; how many are new to it. Adding one again, given or not,
    changes nothing. Raises BadInput for what can be no code."""
    wanted = list(dict.fromkeys(code for code in map(str.strip, codes) if code))
    for number, code in enumerate(wanted, 1):
        if len(code) > _MOST_CHARACTERS or not code.isprintable():
            raise BadInput(f"Code {number} is none: at most {_MOST_CHARACTERS} printed characters.")
    added = 0
    for some in raw.batches(wanted, _AT_ONCE):
        added += retrying(lambda some=some: _add(ledger, reward_id, some))  # type: ignore[misc]
    return added


def known(ledger: Ledger, reward_id: str, codes: Sequence[str]) -> tuple[str, ...]:
    """Those of the codes that were ever added to the reward's pool, given or not."""
    pk = keys.vouchers(ledger, reward_id)
    digests = {code: digest(code) for code in codes}
    lines = {
        code: [(pk, keys.voucher("F", d)), (pk, keys.voucher("G", d))]
        for code, d in digests.items()
    }
    found = raw.get((key for both in lines.values() for key in both), names="pk, sk")
    return tuple(code for code, both in lines.items() if any(key in found for key in both))


def _add(ledger: Ledger, reward_id: str, codes: Sequence[str]) -> int:
    pk = keys.vouchers(ledger, reward_id)
    digests = {code: digest(code) for code in codes}
    lines = {code: (keys.voucher("F", d), keys.voucher("G", d)) for code, d in digests.items()}
    known = raw.get(((pk, sk) for both in lines.values() for sk in both), names="pk, sk")
    new = [code for code, both in lines.items() if not any((pk, sk) in known for sk in both)]
    if not new:
        return 0
    commit = Commit()
    for code in new:
        free, given = lines[code]
        commit.put(VoucherRow(pk, free, code=code), VoucherRow.pk.does_not_exist())
        commit.check(pk, given, VoucherRow.pk.does_not_exist())
    tallies.change(commit, ledger, tallies.read(ledger, reward_id), pool=len(new))
    commit.send()
    return len(new)


def free_one(ledger: Ledger, reward_id: str, redemption_id: str) -> str | None:
    """A code that nobody has, for a redemption to try; None when the pool is empty."""
    pk = keys.vouchers(ledger, reward_id)
    found = VoucherRow.query(pk, Row.sk.startswith("F#"), limit=_CHOICE, consistent_read=True)
    codes = [row.code for row in found]
    return codes[int(redemption_id, 16) % len(codes)] if codes else None


def give(commit: Commit, ledger: Ledger, reward_id: str, code: str, redemption_id: str) -> None:
    """Put it into a transaction that the code goes to that redemption and to no other."""
    pk = keys.vouchers(ledger, reward_id)
    given = VoucherRow(pk, keys.voucher("G", digest(code)), code=code, redemption_id=redemption_id)
    commit.put(given, VoucherRow.pk.does_not_exist())
    commit.delete(VoucherRow(pk, keys.voucher("F", digest(code))))


def digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:32]
