"""What is doubtful about how a program reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.program.linting.base import Case, Finding, quoted, warning
from core.program.sentences import sentences, unsaid

_LONGEST = 240
_LANGUAGES = (("en", "English", "英文"), ("zh-Hant", "Traditional Chinese", "繁體中文"))


def not_said(case: Case) -> Iterator[Finding]:
    """What no sentence tells."""
    for where in unsaid(case.document):
        yield warning(
            "not_said",
            where,
            f"What {where} says cannot be told in a plain sentence, so no shopper will know it.",
            f"{where} 的內容無法用一句話說明，顧客不會知道。",
        )


def too_long(case: Case) -> Iterator[Finding]:
    """What takes more than one sentence, or one that nobody reads to its end."""
    for said in sentences(case.document).values():
        sentence = said.text["en"]
        if len(sentence) > _LONGEST or ". " in sentence:
            yield warning(
                "too_long",
                said.where,
                f"This rule takes more than one plain sentence; make two of it, or fewer "
                f"conditions: {sentence}",
                f"這條規則無法用一句話說完，請拆成兩條或減少條件：{said.text['zh-Hant']}",
            )


_NAMED = (
    *("tiers", "rewards", "profile", "product_sets", "segments", "content", "sales"),
    *("actions", "events", "surveys", "draws"),
    *("news", "community", "channels", "questions"),
)


def missing_names(case: Case) -> Iterator[Finding]:
    """A name that lacks a language which others have."""
    rows = [
        (f"{part}.{index}.name", row["name"])
        for part in _NAMED
        for index, row in enumerate(case.document.get(part, ()))
    ]
    for code, en, zh in _LANGUAGES:
        if any(code in names for _, names in rows):
            for where, names in rows:
                if code not in names:
                    name = quoted(names)
                    yield warning(
                        "missing_name",
                        where,
                        f"{name['en']} has no name in {en}, which others have.",
                        f"{name['zh-Hant']}沒有{zh}名稱，但其他項目有。",
                    )


def same_names(case: Case) -> Iterator[Finding]:
    """Two rewards that a shopper cannot tell apart."""
    counts = Counter(str(sorted(row["name"].items())) for row in case.document["rewards"])
    for index, row in enumerate(case.document["rewards"]):
        if counts.pop(str(sorted(row["name"].items())), 0) > 1:
            name = quoted(row["name"])
            yield warning(
                "same_name",
                f"rewards.{index}.name",
                f"More than one reward is called {name['en']}.",
                f"有兩種以上的獎勵都叫做{name['zh-Hant']}。",
            )
