"""Keeping awards: one consistent read, a decision, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core import awards, tiers
from core.awards import AwardState
from core.errors import NotFound, RewardClosed
from core.ledger import draws, keys, redemptions
from core.ledger.award_rows import AwardRow, award_row, award_state, unchanged
from core.ledger.posting import Books
from core.ledger.rows import MemberRow, member_state
from core.ledger.table import Commit, read_rows, retrying
from core.member import MemberState
from core.program.awards import NOTHING, Award
from core.program.model import Program

# What else belongs into the transaction that changes an award; it may raise to refuse it, and
# give back the member as they are with it. Called anew with every attempt, so it must read what it
# decides on.
Also = Callable[[Commit, MemberState], MemberState | None]


def find(books: Books, member_id: str, award_id: str) -> AwardState:
    """The award as it is; of version 0 when it was never given."""
    rows = read_rows([(keys.awards(books.ledger, member_id), award_id)])
    found = [award_state(row) for row in rows if isinstance(row, AwardRow)]
    return found[0] if found else AwardState(member_id, award_id)


def give_once(
    books: Books,
    member_id: str,
    award_id: str,
    wish: Award,
    rule_id: str,
    why: Mapping[str, Any],
    store_id: str,
    now_ms: int,
    also: Also | None = None,
) -> AwardState:
    """Give an award. One that was given stays as it is, whatever is wished now: `award_id` is its
    idempotency key. Raises what `also` does."""
    return _bring(books, member_id, award_id, wish, rule_id, why, store_id, now_ms, also, once=True)


def bring(
    books: Books,
    member_id: str,
    award_id: str,
    wish: Award,
    rule_id: str,
    why: Mapping[str, Any],
    store_id: str,
    now_ms: int,
    also: Also | None = None,
) -> AwardState:
    """Bring an award to what is wished now, NOTHING to take it back: the points at once, by the
    rules that hold for an order's refund; an unused code when the store says that it was not used;
    draw entries until those have closed. Repeating it changes nothing. An award never given is not
    taken back. Raises what `also` does, which is asked whenever something is to be written.
    """
    return _bring(books, member_id, award_id, wish, rule_id, why, store_id, now_ms, also)


def go_on(books: Books, member_id: str, award_id: str, now_ms: int) -> AwardState:
    """Do what an award waits for, after a code of it was taken back."""
    award = find(books, member_id, award_id)
    if not award.version:
        return award
    why = {"reason": "award", "rule": award.rule_id}
    return bring(books, member_id, award_id, award.wish, award.rule_id, why, award.store_id, now_ms)


def _bring(
    books: Books,
    member_id: str,
    award_id: str,
    wish: Award,
    rule_id: str,
    why: Mapping[str, Any],
    store_id: str,
    now_ms: int,
    also: Also | None,
    *,
    once: bool = False,
) -> AwardState:
    ledger = books.ledger
    now_s = now_ms // 1000

    def attempt() -> AwardState:
        award, first = _read(books, member_id, award_id)
        if (once and award.version) or (wish == NOTHING and not award.version):
            return award
        member = books.living(first)
        if awards.closed(first, award) or awards.closed(member, award):
            return award
        current = redemptions.find(ledger, award.redemption_id) if award.redemption_id else None
        what = awards.step(wish, current)
        if award.version and what == "stays" and wish == award.wish:
            return award
        commit = Commit()
        with_it = member if also is None else also(commit, member) or member
        reason = dict(why)
        if with_it is not member:  # who takes part may come into a higher tier by it, at once
            program = books.programs.in_force(now_s)
            with_it = tiers.promoted(with_it, program, now_s, books.tz)
            if with_it.tier_id != member.tier_id:
                reason["tier_reached"] = with_it.tier_id
        redemption_id = award.redemption_id
        if what == "new":
            name = f"\x01{award_id}\x01{award.rounds}"  # no shopper can send such a key
            redemption_id = ledger.redemption_id(member_id, name)
            try:
                with_it = _give(
                    commit, books, with_it, award, wish, redemption_id, store_id, now_ms
                )
            except (RewardClosed, NotFound) as refusal:
                if award.version and wish == award.wish:
                    return award  # which was said when it was wished
                what, redemption_id = "stays", award.redemption_id
                reason["refused"] = [wish.reward_id, refusal.code]
        elif what == "back" and current is not None:
            redemptions.withdraw(commit, ledger, current, now_ms)
        reason |= draws.bring(commit, books, award, member, wish, now_s)
        began = award if award.version else replace(award, rule_id=rule_id, store_id=store_id)
        after, member_after, entry = awards.settle(
            began,
            with_it,
            wish,
            _program(books, award, now_s),
            reason,
            now_s,
            books.tz,
            (what, redemption_id),
        )
        books.add(commit, member, member_after, entry, now_ms)
        commit.put(award_row(ledger, after), unchanged(award))
        commit.send()
        return replace(after, version=award.version + 1)

    return retrying(attempt)


def _read(books: Books, member_id: str, award_id: str) -> tuple[AwardState, MemberState]:
    wanted = [
        (keys.awards(books.ledger, member_id), award_id),
        (keys.member(books.ledger, member_id), keys.MEMBER),
    ]
    award, member = AwardState(member_id, award_id), MemberState(member_id)
    for row in read_rows(wanted):
        if isinstance(row, AwardRow):
            award = award_state(row)
        elif isinstance(row, MemberRow):
            member = member_state(row)
    return award, member


def _program(books: Books, award: AwardState, now_s: int) -> Program:
    if award.version:
        return books.programs.of_version(award.program_version)
    return books.programs.in_force(now_s)


def _give(
    commit: Commit,
    books: Books,
    member: MemberState,
    award: AwardState,
    wish: Award,
    redemption_id: str,
    store_id: str,
    now_ms: int,
) -> MemberState:
    reward = books.programs.in_force(now_ms // 1000).reward(wish.reward_id)
    name = f"{award.member_id}/{award.award_id}"
    after, _ = redemptions.give(
        commit, books, member, reward, redemption_id, name, store_id, now_ms, wish.value_minor
    )
    return after
