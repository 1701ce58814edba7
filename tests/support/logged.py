"""What functions log, all of it, and canaries that no log may hold."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import pytest

from infra.package import functions

MARK = "canary"
# Fields of both platforms that hold something about somebody, or a secret.
_PERSONAL = re.compile(
    r"(first_|last_|display_|user)?name|company|address_?[12]|city|province|zip|postcode|phone"
    r"|(customer_)?note|.*_ip(_address)?|.*user_agent|transaction_id|order_key|.*token"
    r"|confirmation_number|.*_site|.*_url|src|session_hash|accept_language"
)


def with_canaries(value: Any, key: str = "") -> Any:
    """A payload with a canary in every field that tells of somebody."""
    if isinstance(value, dict):
        return {name: with_canaries(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [with_canaries(one, key) for one in value]
    if key in ("email", "contact_email"):
        return f"{MARK}.{key}@example.com"
    return f"{MARK} {key}" if _PERSONAL.fullmatch(key) else value


def telling(*_: Any, **__: Any) -> NoReturn:
    """Fails as badly as anything could: with personal data and secrets in its texts, in what led
    to it, and in its notes."""
    try:
        raise KeyError(f"{MARK}.inner@example.com")
    except KeyError as error:
        worse = ValueError(f"Invalid value: {{'email': '{MARK}@example.com', 'key': 'cs_{MARK}'}}")
        worse.add_note(f"while handling {MARK}")
        raise worse from error


@dataclass
class Logged:
    """`secrets`: further texts that may not appear."""

    stream: io.StringIO
    capture: pytest.CaptureFixture[str]
    secrets: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Everything so far: the functions' own logs, other libraries' and what was printed."""
        printed = self.capture.readouterr()
        self.stream.write(printed.out + printed.err)
        return self.stream.getvalue()

    def holds_nothing(self) -> None:
        """No canary and no secret is in it."""
        text = self.text()
        found = [line for line in text.splitlines() if MARK in line.lower()]
        assert not found, "\n".join(found)
        for secret in self.secrets:
            assert len(secret) >= 8
            assert secret not in text, secret

    def says(self, message: str) -> bool:
        """Whether a line with this message was logged."""
        lines = [json.loads(line) for line in self.text().splitlines() if line.startswith("{")]
        return any(line.get("message") == message for line in lines)


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """Everything that functions log in this process from here on, as on Lambda: their own lines,
    and what other loggers pass to the root at its default level."""
    stream = io.StringIO()
    names = functions()
    before = []
    for name in names:
        handler = getattr(logging.getLogger(name), "powertools_handler", None)
        if handler is not None:
            before.append((handler, handler.setStream(stream)))
    others = logging.StreamHandler(stream)
    others.addFilter(lambda record: record.name.partition(".")[0] not in names)
    others.setLevel(logging.WARNING)
    logging.getLogger().addHandler(others)
    yield Logged(stream, capsys)
    logging.getLogger().removeHandler(others)
    for handler, was in before:
        handler.setStream(was)
