"""What is doubtful about referral."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.linting.base import Case, Finding, quoted, warning


def unlimited(case: Case) -> Iterator[Finding]:
    """A referral that pays for any number of friends, whatever they spend."""
    rule = case.document.get("referral")
    if rule and not rule.get("cap") and not rule.get("minimum"):
        name = quoted(rule["name"])
        yield warning(
            "referral_unlimited",
            "referral.cap",
            f"{name['en']} has neither a cap nor a minimum order, so inventing friends pays.",
            f"{name['zh-Hant']}沒有次數上限，也沒有最低消費，可能有人以假好友套取獎勵。",
        )


def friend_twice(case: Case) -> Iterator[Finding]:
    """A friend who is given something at the first order, as all newcomers are."""
    rule = case.document.get("referral")
    if not rule or not rule.get("friend") or rule.get("friend_at") == "link":
        return
    for bonus in case.document["earning"].get("bonuses", ()):
        if bonus["kind"] == "first_order":
            name, too = quoted(rule["name"]), quoted(bonus["name"])
            yield warning(
                "overlap",
                "referral.friend",
                f"A friend's first order gets both {name['en']} and {too['en']}.",
                f"好友的首筆訂單會同時得到{name['zh-Hant']}與{too['zh-Hant']}。",
            )
