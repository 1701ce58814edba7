"""The packaged stack on an emulator of its own, without shop and front: for what AWS does around
the functions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import boto3

from core.ledger import programs, stores
from core.ledger import table as ledger_table
from infra.local import deployment, facts, secret, settings
from infra.local.emulator import REGION, Emulator, credentials
from infra.local.facts import StackFacts
from integrations.aws import secrets, session


@contextmanager
def stack(home: Path) -> Iterator[StackFacts]:
    """Roles enforced. Facts are saved in `home`, so that the command line finds the stack there;
    this process's environment points at it meanwhile."""
    before = dict(os.environ)
    packaged = deployment.make_package()
    # What AWS waits for a minute before it calls again is waited for as long as it takes to see it.
    environment = {"AUTH": "true", "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"}
    with Emulator(home / "emulator", environment=environment) as emulator:
        os.environ.update(credentials() | {"AWS_ENDPOINT_URL": emulator.url})
        chosen = settings.read({"DATA_DIR": str(home)})
        secret.ensure(boto3.client("secretsmanager"), chosen)
        outputs = deployment.deploy(packaged, chosen, cache(lambda name: boto3.client(name)))
        named = facts.from_outputs(settings.STAGE, REGION, outputs)
        found = replace(named, endpoint_url=emulator.url)
        facts.save(found, home)
        os.environ.update(facts.environ(found) | {"DATA_DIR": str(home)})
        # The process's clients may have been made for another AWS, with credentials that this one
        # does not know.
        session._client.cache_clear()
        session._session.cache_clear()
        stores._cached.clear()
        programs._cached.clear()
        secrets.forget()
        ledger_table.bind(found.table)
        yield found
    os.environ.clear()
    os.environ.update(before)
    secrets.forget()
