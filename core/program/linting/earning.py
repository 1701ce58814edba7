"""What is doubtful about earning."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from core import exchange
from core.program.linting.base import Case, Finding, error, warning
from core.program.saying.base import all_of


def no_rate(case: Case) -> Iterator[Finding]:
    """Nobody earns where the store sells."""
    code = case.program.currency
    if all(code not in rule.per_minor for rule in case.program.earning.rules):
        yield error(
            "no_rate",
            "earning.rules",
            f"Orders in {code}, the program's own currency, earn nothing: add an amount in {code} "
            "to a rule.",
            f"以方案本身的幣別 {code} 付款的訂單得不到點數：請在規則中加入 {code} 的金額。",
        )


def other_currency(case: Case) -> Iterator[Finding]:
    """A program for another currency than the store sells in."""
    code = case.sold_in
    if code and exchange.rate(case.program, code) is None:
        yield warning(
            "other_currency",
            "currency",
            f"The store sells in {code}, but the program counts in {case.program.currency}: what "
            f"is spent in {code} reaches no tier, and rewards are worth {case.program.currency}. "
            f"Say what 1 {case.program.currency} is worth in {code}.",
            f"商店以 {code} 販售，方案卻以 {case.program.currency} 計算：以 {code} 消費不會升等，"
            f"獎勵面額也以 {case.program.currency} 計。"
            f"請設定 1 {case.program.currency} 等於多少 {code}。",
        )


def rules_add_up(case: Case) -> Iterator[Finding]:
    """Two rules for the same currency."""
    for (_, one), (index, other) in combinations(enumerate(case.program.earning.rules), 2):
        if one.stores and other.stores and not set(one.stores) & set(other.stores):
            continue
        codes = sorted(set(one.per_minor) & set(other.per_minor))
        if codes:
            shared = all_of(codes)
            yield warning(
                "rules_add_up",
                f"earning.rules.{index}",
                f"The rules {one.id} and {other.id} both count orders in {shared['en']}, so an "
                "order gets the points of both.",
                f"規則 {one.id} 與 {other.id} 都計算 {shared['zh-Hant']} 的訂單，"
                "同一筆訂單會得到兩者的點數。",
            )
