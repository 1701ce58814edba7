"""Questions about a program with their answers: what shoppers ask of every program, said from the
rules of this one, then the merchant's own."""

from __future__ import annotations

from dataclasses import dataclass

from core.money import money_text
from core.program.model import Program
from functions.storefront.front import facts
from functions.storefront.front.languages import Tongue
from functions.storefront.front.markup import Html, el

_CODES = ("fixed", "percent", "free_shipping", "amount", "product", "bundle")
_EVERY_MONTH = 12


@dataclass(frozen=True, slots=True)
class Answered:
    """`question` and `answer` for the page; `asked` and `told` the same as plain text."""

    question: str
    answer: list[Html]
    asked: str
    told: str


def answered(program: Program, store: str, tongue: Tongue) -> list[Answered]:
    """All questions with their answers. `store`: what it is called."""
    found = [
        _general(key, sentences, tongue)
        for key, sentences in (
            ("q.join", _join(program, store, tongue)),
            ("q.points", _points(program, tongue)),
            ("q.when", _when(program, tongue)),
            ("q.redeem", _redeem(program, tongue)),
            ("q.tiers", _tiers(program, tongue)),
            ("q.expiry", _expiry(program, tongue)),
            ("q.refund", _refund(program, tongue)),
        )
        if sentences
    ]
    for one in program.questions:
        question, told = tongue.named(one.names), tongue.plain(one.text)
        answer = tongue.paragraphs(one.text)
        found.append(Answered(question, answer, tongue.plain(one.names), told))
    return found


def _general(key: str, sentences: list[str], tongue: Tongue) -> Answered:
    question, told = tongue.say(key), tongue.run(sentences)
    return Answered(question, [el("p", told)], question, told)


def _join(program: Program, store: str, tongue: Tongue) -> list[str]:
    first = program.tier_rules.on_first_order
    return [
        tongue.say("q.join.a", store=store),
        tongue.say("q.join.first") if first else "",
    ]


def _points(program: Program, tongue: Tongue) -> list[str]:
    rate = facts.rate(program, tongue)
    if not rate:
        return []
    earning = program.earning
    minimum = earning.minimum_minor.get(program.currency, 0)
    return [
        tongue.say("q.points.rate", rate=rate),
        tongue.say(
            "q.points.goods",
            discounts=tongue.say(f"q.points.{'before' if earning.before_discounts else 'after'}"),
            tax=tongue.say(f"q.points.{'tax' if earning.with_tax else 'no_tax'}"),
            shipping=tongue.say(
                f"q.points.{'shipping' if earning.with_shipping else 'no_shipping'}"
            ),
        ),
        tongue.say("q.points.minimum", amount=money_text(minimum, program.currency))
        if minimum
        else "",
        tongue.say("q.points.gift_cards") if earning.exclude_gift_cards else "",
    ]


def _when(program: Program, tongue: Tongue) -> list[str]:
    hold = program.earning.hold
    if hold is None or not hold.days:
        return [tongue.say("q.when.paid")]
    return [tongue.say(f"q.when.hold_{hold.after}", n=hold.days)]


def _redeem(program: Program, tongue: Tongue) -> list[str]:
    if not program.rewards:
        return []
    codes = any(one.kind in _CODES for one in program.rewards)
    return [
        tongue.say("q.redeem.a"),
        *(
            [
                tongue.say("q.redeem.code", n=program.code_days),
                tongue.say("q.redeem.back"),
            ]
            if codes
            else []
        ),
    ]


def _tiers(program: Program, tongue: Tongue) -> list[str]:
    if len(program.tiers) < 2:
        return []
    rules = program.tier_rules
    sentences = [tongue.say(f"q.tiers.{rules.window}", n=rules.months), tongue.say("q.tiers.up")]
    if rules.down == "never":
        return [*sentences, tongue.say("q.tiers.never")]
    if len(rules.reviews) == _EVERY_MONTH:
        return [*sentences, tongue.say("q.tiers.monthly")]
    months = tongue.all_of([tongue.month(one) for one in rules.reviews])
    return [*sentences, tongue.say("q.tiers.months", months=months)]


def _expiry(program: Program, tongue: Tongue) -> list[str]:
    expiry = program.expiry
    if expiry.kind == "none":
        return [tongue.say("q.expiry.none")]
    month = tongue.month(expiry.month)
    sentences = [tongue.say(f"q.expiry.{expiry.kind}", n=expiry.months, month=month)]
    if expiry.kind == "yearly" and expiry.months:
        sentences.append(tongue.say("q.expiry.least", n=expiry.months))
    if expiry.remind_days:
        sentences.append(tongue.say("q.expiry.remind", n=expiry.remind_days))
    return sentences


def _refund(program: Program, tongue: Tongue) -> list[str]:
    return [
        tongue.say("q.refund.back"),
        tongue.say(f"q.refund.{program.spent_refund}"),
        tongue.say(f"q.refund.{program.code_refund}"),
    ]
