"""The functions' loggers. The text of an exception may hold anything: a payload's value in a
KeyError, an item in what botocore could not validate. So a log gets its kinds and places alone.
"""

from __future__ import annotations

import re
from types import TracebackType
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from core.errors import RegularsError

_CHAIN_MAX = 10
_WORD = re.compile(r"[a-z]{0,20}", re.ASCII)

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def logger(service: str) -> Logger:
    """The function's logger, the same one for every module of the function.

    `exception()` writes what `described` gives; messages and `extra` are the caller's to keep
    free of personal data and secrets.
    """
    # Without serialize_stacktrace: that would add the exception's text in a field of its own.
    return Logger(service=service, logger_formatter=_NoTexts(serialize_stacktrace=False))


def route(path: str) -> str:
    """As much of a path as a log may have: "/admin/members". What stands behind may be a token or
    a name, and so may be what stands where no route is."""
    words = path.split("/")[:3]
    return "/".join(word if _WORD.fullmatch(word) else "?" for word in words)


def described(error: BaseException) -> str:
    """An exception and what led to it, by kind (with the error tree's code) and place."""
    told = []
    current: BaseException | None = error
    for _ in range(_CHAIN_MAX):
        if current is None:
            break
        code = f"({current.code})" if isinstance(current, RegularsError) else ""
        told.append(f"{type(current).__name__}{code} at {' > '.join(_places(current))}")
        hidden = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or hidden
    return " from ".join(told)


def _places(error: BaseException) -> list[str]:
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        module = trace.tb_frame.f_globals.get("__name__", "?")
        places.append(f"{module}.{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places or ["nowhere"]


class _NoTexts(LambdaPowertoolsFormatter):
    def formatException(self, ei: _ExcInfo) -> str:
        return "" if ei[1] is None else described(ei[1])

    def serialize(self, log: Any) -> str:
        log.pop("exception_notes", None)  # texts, too
        return super().serialize(log)
