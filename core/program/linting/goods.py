"""What is doubtful about goods with best-before batches."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.linting.base import Case, Finding, quoted, warning
from core.program.saying.conditions import day


def batch_never(case: Case) -> Iterator[Finding]:
    """A batch that ends before its reward begins."""
    for index, reward in enumerate(case.document["rewards"]):
        for number, batch in enumerate(reward.get("batches") or ()):
            if batch["best_before"] < (reward.get("from") or ""):
                name = quoted(reward["name"])
                yield warning(
                    "batch_never",
                    f"rewards.{index}.batches.{number}.best_before",
                    f"Batch {batch['id']} of {name['en']} ends before that reward begins.",
                    f"{name['zh-Hant']}的批次 {batch['id']} 在開放兌換前就已到期。",
                )


def batches_end(case: Case) -> Iterator[Finding]:
    """A reward that is offered for longer than its goods keep."""
    for index, reward in enumerate(case.document["rewards"]):
        last = max((one["best_before"] for one in reward.get("batches") or ()), default="")
        if last and last < (reward.get("until") or ""):
            name, ends = quoted(reward["name"]), day(last)
            yield warning(
                "batches_end",
                f"rewards.{index}.until",
                f"{name['en']} is offered longer than its goods keep: the last batch ends on "
                f"{ends['en']}.",
                f"{name['zh-Hant']}的開放期間比商品保存期限長：最後一批於 {ends['zh-Hant']}到期。",
            )
