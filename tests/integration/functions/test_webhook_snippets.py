"""What docs/api.md tells developers to write verifies what we sign, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from core import hooks
from infra.tools import ROOT

KEYS = (bytes(range(32)), bytes(range(1, 33)))
BODY = '{"type": "points.changed", "data": {"name": "茶"}}'
DOCUMENT = (ROOT / "docs" / "api.md").read_text("utf-8")


def snippet(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found, language
    return found[1]


def in_python(secret: str, headers: dict[str, str], body: str) -> bool:
    names: dict[str, Any] = {}
    exec(snippet("python"), names)  # noqa: S102
    return bool(names["verified"](secret, headers, body.encode()))


def in_node(secret: str, headers: dict[str, str], body: str) -> bool:
    call = (
        "const [s, h, b] = JSON.parse(process.argv[1]);console.log(verified(s, h, Buffer.from(b)));"
    )
    return _told("node", "-e", snippet("javascript") + call, json.dumps([secret, headers, body]))


def in_php(secret: str, headers: dict[str, str], body: str) -> bool:
    call = (
        "[$s, $h, $b] = json_decode($argv[1], true);echo verified($s, $h, $b) ? 'true' : 'false';"
    )
    return _told("php", "-r", snippet("php") + call, json.dumps([secret, headers, body]))


def _told(*command: str) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("true", "false"), done.stdout
    return done.stdout.strip() == "true"


_NEEDS_PHP = pytest.mark.skipif(not shutil.which("php"), reason="PHP is fetched by make test")


@pytest.mark.parametrize("verified", [in_python, in_node, pytest.param(in_php, marks=_NEEDS_PHP)])
def test_a_snippet_of_the_document_verifies_what_we_sign_and_nothing_else(
    verified: Callable[[str, dict[str, str], str], bool],
) -> None:
    now_s = int(time.time())
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(now_s),
        "webhook-signature": hooks.signature(KEYS, "msg_1", now_s, BODY),
    }
    for key in KEYS:  # during an exchange either secret verifies
        assert verified(hooks.secret_text(key), headers, BODY)
    secret = hooks.secret_text(KEYS[0])
    assert not verified(hooks.secret_text(b"another" * 5), headers, BODY)
    assert not verified(secret, headers, BODY + " ")
    assert not verified(secret, headers | {"webhook-id": "msg_2"}, BODY)
    old = now_s - 400
    signed = {"webhook-timestamp": str(old)}
    signed["webhook-signature"] = hooks.signature(KEYS, "msg_1", old, BODY)
    assert not verified(secret, headers | signed, BODY)
