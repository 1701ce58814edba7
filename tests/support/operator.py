"""The operator's commands against a bare emulator that looks like a running stack.

Most tests call the command line's `main` in this process, which saves a second each time; `shell`
runs ./regulars itself.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from cli.main import main
from core.ledger import catalogue, programs, stores
from core.ledger import table as ledger_table
from infra.local import facts
from infra.local.emulator import Emulator
from infra.local.facts import StackFacts
from infra.tools import ROOT
from integrations.aws import secrets
from tests.support.emulator import FreshTable
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer

MASTER_KEY = "0123456789abcdef" * 4
# What in an environment says which stack a command works on.
OF_A_STACK = (
    *("AWS_", "DYNAMODB_", "TABLE_NAME", "APP_SECRET_NAME"),
    *("KMS_KEY_ID", "STAGE", "REGULARS_"),
)


@dataclass(frozen=True)
class Ran:
    """A finished command."""

    exit_code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        assert self.exit_code == 0, self.err
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        assert self.exit_code == 1, self.out + self.err
        assert self.out == ""
        *_, last = self.err.splitlines()  # progress may have gone before it
        return json.loads(last)["error"]


def shell(
    *arguments: str,
    environment: dict[str, str] | None = None,
    cwd: Path = ROOT,
    timeout_s: float = 60,
) -> Ran:
    """Run ./regulars as a shell would, with nothing of AWS in its environment but what is given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OF_A_STACK)}
    done = subprocess.run(
        [str(ROOT / "regulars"), *arguments],
        env=clean | (environment or {}),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        stdin=subprocess.DEVNULL,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def within(*arguments: str) -> Ran:
    """Run the command in this process, on the stack that its environment names."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        exit_code = main(arguments)
    return Ran(exit_code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Operator:
    """Somebody at a terminal beside the stack."""

    stack: StackFacts
    data_dir: Path

    def shell(self, *arguments: str, cwd: Path = ROOT) -> Ran:
        """./regulars with these arguments, in a process of its own."""
        return shell(*arguments, environment={"DATA_DIR": str(self.data_dir)}, cwd=cwd)

    def run(self, *arguments: str) -> Ran:
        """The command with these arguments, in this process."""
        return within(*arguments)

    def json(self, *arguments: str) -> Any:
        """The document that a command prints under --json; it must succeed."""
        return self.run("--json", *arguments).data

    def error(self, *arguments: str) -> Any:
        """The error that a command fails with under --json."""
        return self.run(*arguments, "--json").error

    def develop(self, **development: Any) -> None:
        """Set what only a developer's machine may do."""
        put_secret(self.stack.secret_name, **development)

    def connect_woo(self, shop: SandboxServer) -> str:
        """Connect the sandbox's WooCommerce store; its id."""
        self.develop(allow_private_store_urls=True)
        added = self.json(
            *("store", "add", "woocommerce", "--url", f"{shop.origin}/woo"),
            *("--consumer-key", WOO["consumer_key"]),
            *("--consumer-secret", WOO["consumer_secret"]),
            *("--webhook-secret", WOO["webhook_secret"]),
        )
        return str(added["store_id"])

    def connect_shopify(self, shop: SandboxServer) -> str:
        """Connect the sandbox's Shopify shop; its id."""
        self.develop(shopify_admin_origin=f"{shop.origin}/shopify")
        added = self.json(
            *("store", "add", "shopify", "--shop", SHOPIFY["shop_domain"]),
            *("--access-token", SHOPIFY["access_token"]),
        )
        return str(added["store_id"])

    def connect_unchecked(self, url: str = "https://shop.example") -> str:
        """Connect a store that nobody asks anything; its id."""
        added = self.json(
            *("store", "add", "woocommerce", "--url", url, "--no-check"),
            *("--consumer-key", "ck", "--consumer-secret", "cs", "--webhook-secret", "wh"),
        )
        return str(added["store_id"])


def put_secret(name: str, **development: Any) -> None:
    """Write the app's secret, and forget what this process knew of it."""
    client = boto3.client("secretsmanager")
    value = {
        "master_key": MASTER_KEY,
        "session_key": MASTER_KEY,
        "shopify_api_key": SHOPIFY["api_key"],
        "shopify_api_secret": SHOPIFY["api_secret"],
        "development": development,
    }
    try:
        client.put_secret_value(SecretId=name, SecretString=json.dumps(value))
    except client.exceptions.ResourceNotFoundException:
        client.create_secret(Name=name, SecretString=json.dumps(value))
    secrets.forget()


def locked_bucket(name: str) -> str:
    """A bucket as infra/records.yml defines it; its name. CloudFormation in the emulator sets no
    lock."""
    definition = yaml.safe_load((ROOT / "infra" / "records.yml").read_text())
    properties = definition["Resources"]["RecordsBucket"]["Properties"]
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    s3.put_object_lock_configuration(
        Bucket=name, ObjectLockConfiguration=properties["ObjectLockConfiguration"]
    )
    return name


def plain_bucket(name: str) -> str:
    """A bucket for files of jobs; its name."""
    boto3.client("s3").create_bucket(Bucket=name)
    return name


@functools.cache
def signing_key(aws_url: str) -> str:
    """The one key that signs, of that emulator: making one takes a second."""
    kms = boto3.client("kms", endpoint_url=aws_url)
    made = kms.create_key(KeySpec="RSA_3072", KeyUsage="SIGN_VERIFY")
    return str(made["KeyMetadata"]["Arn"])


@pytest.fixture
def operator(
    aws: Emulator, table: FreshTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Operator]:
    """A stack without functions: a table, a secret and a key; this process works on it, too."""
    name = f"regulars/{table.name}/app"
    put_secret(name)
    stack = StackFacts(
        stage="local",
        region="us-east-1",
        front_url="http://127.0.0.1:8000",
        table=table.name,
        secret_name=name,
        kms_key_id=boto3.client("kms").create_key()["KeyMetadata"]["Arn"],
        records_bucket=locked_bucket(f"records-{table.name}"),
        files_bucket=plain_bucket(f"files-{table.name}"),
        signing_key_id=signing_key(aws.url),
        mail_from="regulars@example.com",
        queues=dict.fromkeys(facts.QUEUES, ""),
        dead_letters=dict.fromkeys(facts.DEAD_LETTERS, ""),
        endpoint_url=aws.url,
    )
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    facts.save(stack, data_dir)
    for variable, value in (facts.environ(stack) | {"DATA_DIR": str(data_dir)}).items():
        monkeypatch.setenv(variable, value)
    stores._cached.clear()
    programs._cached.clear()
    catalogue._cached.clear()
    ledger_table.bind(table.name)
    yield Operator(stack, data_dir)
    secrets.forget()
