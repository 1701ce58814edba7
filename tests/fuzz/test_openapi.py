"""What docs/openapi.json says of the JSON routes is true: of the code, and of every answer."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import jwt
import pytest
import yaml

from core.ledger import hook_endpoints, members, programs, stores
from functions.api import pacing
from functions.storefront import handler as storefront
from infra.tools import ROOT
from integrations import access
from tests.fuzz.http_front import served
from tests.fuzz.settings import SEED, examples, patient
from tests.support.developer import developer
from tests.support.http_api import token
from tests.support.operator import Operator
from tests.support.queues import queue
from tests.support.sandbox import SandboxServer

DESCRIPTION = ROOT / "docs" / "openapi.json"
API = ROOT / "docs" / "api.json"
EXAMPLES = examples(6, weight=1 / 75)
# These know nothing of signatures over a body, or ask for answers that nobody promised.
_NOT_MEANT = "positive_data_acceptance,unsupported_method,allow_header_conformance"
DRAW: dict[str, Any] = {
    "id": "spring",
    "name": {"en": "Spring draw"},
    "from": "2026-01-01",
    "until": "2098-12-31",
    "cost": 1,
    "prizes": [{"name": {"en": "First prize"}, "count": 1, "award": {"points": 5}}],
}
CHANNEL: dict[str, Any] = {"id": "cafe", "name": {"en": "Cafe"}, "award": {"points": 5}}
Operations = set[tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """What exists, for requests that get further than a 404."""

    store_id: str
    redemption_id: str
    link: str


def described() -> Operations:
    document = json.loads(DESCRIPTION.read_text())
    found = document["paths"].items()
    return {(method.upper(), path) for path, methods in found for method in methods}


def test_the_description_names_every_route_of_the_code_and_no_other() -> None:
    resolver: Any = storefront.app
    routes = [*resolver._static_routes, *resolver._dynamic_routes]
    coded: Operations = {(one.method, re.sub(r"<(\w+)>", r"{\1}", one.path)) for one in routes}
    template = yaml.safe_load((ROOT / "serverless.yml").read_text())
    for function in ("webhooks", "connect"):
        events = template["functions"][function]["events"]
        coded |= {tuple(one["httpApi"].split(" ")) for one in events}
    assert described() == coded


@pytest.fixture
def known(
    operator: Operator, store: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Known]:
    """A connected shop with a shopper who has points, a code and a link for guest points."""
    store_id = operator.connect_woo(store)
    monkeypatch.setenv("PUBLIC_URL", "https://regulars.example")
    boto3.client("ses").verify_email_identity(EmailAddress="regulars@example.com")
    monkeypatch.setenv("MAIL_FROM", "regulars@example.com")
    operator.run("member", "adjust", store_id, "3", "5000", "--reason", "welcome")
    made = operator.json("redeem", store_id, "3", "off-small")
    ledger = access.ledger_of(stores.get(store_id, fresh=True))
    _, newest = programs.document(ledger)
    programs.publish(
        ledger, newest | {"draws": [DRAW], "channels": [CHANNEL]}, "test", int(time.time()) - 60
    )
    said = {"iss": store_id, "aud": "claim", "sub": "3", "email": "jia@example.com"}
    link = jwt.encode(said | {"exp": time.time() + 900}, access.claim_secret(store_id))
    with queue("fetches") as fetches:
        monkeypatch.setenv("FETCHES_QUEUE_URL", fetches.url)
        yield Known(store_id, made["redemption_id"], link)


@patient
def test_every_answer_is_as_described_whatever_is_asked(known: Known, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(
        "[parameters]\n"
        f'"query.store" = "{known.store_id}"\n'
        f'"path.store_id" = "{known.store_id}"\n'
        f'"path.redemption_id" = "{known.redemption_id}"\n'
        '"path.draw_id" = "spring"\n'
        '"path.channel_id" = "cafe"\n'
        f'"path.token" = "{known.link}"\n'
    )
    with served() as origin:
        done = subprocess.run(
            [
                str(ROOT / ".venv" / "bin" / "schemathesis"),
                *("--config-file", str(config), "run", str(DESCRIPTION), "--url", origin),
                *("--checks", "all", "--exclude-checks", _NOT_MEANT, "--phases"),
                *(
                    "examples,coverage,fuzzing",
                    "--max-examples",
                    str(EXAMPLES),
                    "--seed",
                    str(SEED),
                ),
                *("--header", f"Authorization: {token(known.store_id, '3')}", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr


@pytest.fixture
def key(known: Known) -> str:
    """A key of all scopes."""
    return developer(known.store_id).key


@patient
def test_every_answer_of_the_developer_api_is_as_described_whatever_is_asked(
    known: Known, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST", 10**9)
    books = access.books_of(stores.get(known.store_id, fresh=True))
    member_id = members.find_member_id(books.ledger, known.store_id, "3")
    wanted = ["points.changed"]
    hook = hook_endpoints.add(books.ledger, known.store_id, "https://x.example/", wanted, 1)
    config = tmp_path / "schemathesis.toml"
    config.write_text(
        "[parameters]\n"
        f'"path.member_id" = "{member_id}"\n'
        f'"path.redemption_id" = "{known.redemption_id}"\n'
        f'"path.endpoint_id" = "{hook.endpoint_id}"\n'
    )
    with served() as origin, queue("hooks", fifo=True) as waiting:
        monkeypatch.setenv("HOOKS_QUEUE_URL", waiting.url)
        done = subprocess.run(
            [
                str(ROOT / ".venv" / "bin" / "schemathesis"),
                *("--config-file", str(config), "run", str(API), "--url", origin),
                *("--checks", "all", "--exclude-checks", _NOT_MEANT, "--phases"),
                *("examples,coverage,fuzzing", "--max-examples", str(EXAMPLES)),
                *("--seed", str(SEED), "--header", f"Authorization: Bearer {key}", "--no-color"),
                *("--exclude-operation-id", "eraseMember", "--exclude-operation-id"),
                "removeWebhook",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
