"""Referral codes: one a member, made when it is first asked for; it leads to the member in one
read. The row that keeps a member's code also counts what happens to the member's lines."""

from __future__ import annotations

from pynamodb.expressions.condition import Condition

from core.errors import LedgerBusy
from core.identity import Ledger
from core.ledger import keys
from core.ledger.directory import list_member
from core.ledger.posting import Books
from core.ledger.referral_rows import ReferralCodeRow, ReferrerRow
from core.ledger.table import Commit, read_rows, retrying
from core.member import MemberState

# Two members with one code are a coincidence; ten would be a fault.
_TRIED = 10


def make_code(books: Books, member_id: str) -> str:
    """The code of a member, merges followed. Repeating it changes nothing."""
    ledger = books.ledger

    def attempt() -> str:
        member = books.living(books.member(member_id))
        version, code = guard(ledger, member.member_id)
        return code or _new_code(ledger, member, version)

    return retrying(attempt)


def _new_code(ledger: Ledger, member: MemberState, version: int) -> str:
    for number in range(_TRIED):
        code = ledger.referral_code(member.member_id, number)
        owner = owner_of(ledger, code)
        if owner not in (None, member.member_id):
            continue
        list_unseen(ledger, member)
        commit = Commit()
        if owner is None:
            key = keys.referral_code(ledger, code)
            row = ReferralCodeRow(key, keys.REFERRAL_CODE, member_id=member.member_id)
            commit.put(row, ReferralCodeRow.pk.does_not_exist())
        bump(commit, ledger, member.member_id, version, code)
        commit.send()
        return code
    raise LedgerBusy("No code was free. Try again.")


def owner_of(ledger: Ledger, code: str) -> str | None:
    """The member whose code it is; None for nobody's."""
    rows = read_rows([(keys.referral_code(ledger, code), keys.REFERRAL_CODE)])
    return next((row.member_id for row in rows if isinstance(row, ReferralCodeRow)), None)


def guard(ledger: Ledger, member_id: str) -> tuple[int, str]:
    """How often a member's lines have changed, and the member's code, "" without one."""
    rows = read_rows([(keys.referrals(ledger, member_id), keys.REFERRER)])
    found = [row for row in rows if isinstance(row, ReferrerRow)]
    return (found[0].version, found[0].code or "") if found else (0, "")


def bump(commit: Commit, ledger: Ledger, member_id: str, version: int, code: str) -> None:
    """Put into a transaction that a member's lines change, and that nobody else changed them since
    `guard` told of `version`."""
    row = ReferrerRow(
        keys.referrals(ledger, member_id), keys.REFERRER, version=version + 1, code=code or None
    )
    unwritten: Condition = ReferrerRow.pk.does_not_exist()
    commit.put(row, ReferrerRow.version == version if version else unwritten)


def drop_code(ledger: Ledger, member_id: str) -> None:
    """Let a member's code lead to nobody any more."""
    _, code = guard(ledger, member_id)
    if code:
        ReferralCodeRow(keys.referral_code(ledger, code), keys.REFERRAL_CODE).delete()


def list_unseen(ledger: Ledger, member: MemberState) -> None:
    """Let a redaction find somebody of whom no entry tells."""
    if not member.version:
        list_member(ledger, member.member_id)
