"""What is doubtful about channels."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.linting.base import Case, Finding, quoted, warning

# Days without an end.
_ALWAYS = "9999-12-31"


def joined_twice(case: Case) -> Iterator[Finding]:
    """A channel and a sign-up that one newcomer has both of."""
    signups = [one for one in case.document.get("actions", ()) if one["kind"] == "signup"]
    for index, row in enumerate(case.document.get("channels", ())):
        if not row.get("award"):
            continue
        for signup in signups:
            window = signup.get("window") or {}
            first = max(row.get("from") or "", window.get("from") or "")
            last = min(row.get("until") or _ALWAYS, window.get("until") or _ALWAYS)
            if first <= last:
                name, too = quoted(row["name"]), quoted(signup["name"])
                yield warning(
                    "overlap",
                    f"channels.{index}",
                    f"Who joins by {name['en']} gets its award, and that of {too['en']} besides.",
                    f"由{name['zh-Hant']}入會者，除該管道的贈禮外，也會獲得{too['zh-Hant']}。",
                )


def channel_removed(case: Case) -> Iterator[Finding]:
    """A channel that goes, although its links and codes may be printed somewhere."""
    kept = {one["id"] for one in case.document.get("channels", ())}
    for row in (case.previous or {}).get("channels", ()):
        if row["id"] not in kept:
            name = quoted(row["name"])
            yield warning(
                "channel_removed",
                "channels",
                f"Links and QR codes of {name['en']} that are about still invite, but give nothing "
                "any more and are not counted; an end (until) says so to who comes by them.",
                f"{name['zh-Hant']}已發出的連結與 QR Code 仍可邀請入會，但不再贈禮也不再計數；"
                "若要結束，請改設截止日（until）。",
            )
