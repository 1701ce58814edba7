"""Amounts in other currencies than the program's: a wallet's stores may each sell in their own.

A program says what one unit of its currency is worth in others. What is spent there counts by that
for tiers, groups and cash back; rewards are given there in the store's own money. Rates are the
merchant's, not the market's: they change when a version does, never in between.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

from core.money import exponent
from core.program.model import Program
from core.program.rewards import Reward

# Of these no store gives anything: their amounts stay as the program says them.
_NO_STORES = frozenset({"experience", "donation", "voucher", "goods"})


def rate(program: Program, currency: str) -> Fraction | None:
    """What one unit of the program's currency is worth in `currency`; None for one that it does
    not know."""
    return Fraction(1) if currency == program.currency else program.exchange.get(currency)


def spoken(program: Program, currency: str) -> str:
    """The currency of amounts for a store that sells in `currency`: its own where the program has
    a rate for it."""
    return currency if rate(program, currency) is not None else program.currency


def counted(minor: int, currency: str, program: Program) -> int:
    """What so many minor units of `currency` count as in the program's, rounded down; 0 where it
    has no rate."""
    if currency == program.currency:
        return minor
    known = rate(program, currency)
    if known is None:
        return 0
    return floor(_units(minor, currency, program.currency) / known)


def given(minor: int, program: Program, currency: str) -> int:
    """What so many minor units of the program's currency are in `currency`, to the nearest; as they
    are where it has no rate."""
    known = rate(program, currency)
    if known is None or currency == program.currency:
        return minor
    return floor(_units(minor, program.currency, currency) * known + Fraction(1, 2))


def priced(reward: Reward, program: Program, currency: str) -> Reward:
    """The reward as a store that sells in `currency` gives it."""
    if spoken(program, currency) == program.currency or reward.kind in _NO_STORES:
        return reward
    return replace(
        reward,
        value_minor=given(reward.value_minor, program, currency),
        price_minor=given(reward.price_minor, program, currency),
        beside_minor=given(reward.beside_minor, program, currency),
        terms=replace(
            reward.terms, minimum_minor=given(reward.terms.minimum_minor, program, currency)
        ),
    )


def money_of(reward: Reward, program: Program, currency: str) -> str:
    """The currency of what `priced` gives."""
    return program.currency if reward.kind in _NO_STORES else spoken(program, currency)


def seen_in(program: Program, store_id: str, currency: str) -> Program:
    """The program as the pages of a store that sells in `currency` say it, with the rules that are
    its own: to be shown, never to decide by."""
    rules = tuple(one for one in program.earning.rules if one.counts_in(store_id))
    if rules != program.earning.rules:
        program = replace(program, earning=replace(program.earning, rules=rules))
    if spoken(program, currency) == program.currency:
        return program
    referral = program.referral
    return replace(
        program,
        currency=currency,
        tiers=tuple(
            replace(
                tier,
                thresholds=replace(
                    tier.thresholds,
                    spend_minor=given(tier.thresholds.spend_minor, program, currency),
                ),
            )
            for tier in program.tiers
        ),
        rewards=tuple(priced(reward, program, currency) for reward in program.rewards),
        referral=referral
        and replace(referral, minimum_minor=given(referral.minimum_minor, program, currency)),
    )


def _units(minor: int, currency: str, other: str) -> Fraction:
    """So many minor units of one currency in those of another, were both worth the same."""
    return minor * Fraction(10) ** (exponent(other) - exponent(currency))
