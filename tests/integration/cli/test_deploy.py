"""./regulars deploy against an emulated AWS account: the same calls, the same template."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.deployment import app_secret, permissions
from cli.deployment.preflight import caller, refuse_ownerless_table, refuse_ringing
from core.errors import Conflict, Forbidden
from infra.local.emulator import Emulator, credentials
from infra.local.table import create_table
from tests.support.operator import shell

STAGE = "trial"


@pytest.fixture
def account(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty account's environment. Of its own, because what is deployed keeps running."""
    with Emulator(tmp_path) as running:
        yield {**credentials(), "AWS_ENDPOINT_URL": running.url}


def test_a_first_deployment_makes_everything_and_says_what_to_enter_elsewhere(
    account: dict[str, str],
) -> None:
    environment = account | {"SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": "one"}
    arguments = ("deploy", "--stage", STAGE, "--region", "us-east-1", "--json")
    deployed = shell(*arguments, environment=environment, timeout_s=240).data
    url = deployed["public_url"]
    assert url.startswith("http")
    assert deployed["shopify"]["webhooks_uri"] == f"{url}/webhooks/shopify"
    assert deployed["woocommerce"]["webhook_url"] == f"{url}/webhooks/woocommerce/STORE"
    assert deployed["stores"] == []

    here = ("--stage", STAGE, "--json")
    added = shell(
        *("store", "add", "shopify", "--shop", "a.myshopify.com", "--access-token", "t"),
        *("--no-check", *here),
        environment=account,
    ).data
    [listed] = shell("store", "list", environment=account | {"REGULARS_STAGE": STAGE}).out.split(
        "\n"
    )[1:2]
    assert listed.startswith(added["store_id"])
    link = shell("admin", "link", added["store_id"], *here, environment=account).data["url"]
    assert link.startswith(f"{url}/admin/enter?token=")


def test_a_stage_that_was_never_deployed_is_not_found(account: dict[str, str]) -> None:
    error = shell("store", "list", "--stage", "nowhere", "--json", environment=account).error
    assert error["code"] == "not_deployed"


def test_nothing_is_deployed_with_development_settings(account: dict[str, str]) -> None:
    environment = account | {"ALLOW_PRIVATE_STORE_URLS": "1"}
    error = shell("deploy", "--stage", STAGE, "--json", environment=environment).error
    assert error["code"] == "development_setting"


def test_without_credentials_the_command_says_how_to_get_some(tmp_path: Path) -> None:
    environment = {"AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path)}
    arguments = ("deploy", "--stage", STAGE, "--region", "us-east-1", "--json")
    assert shell(*arguments, environment=environment).error["code"] == "no_aws_credentials"


def test_the_secret_is_made_once_and_its_keys_never_change(aws: Emulator) -> None:
    stage = "once"
    assert app_secret.ensure(stage, {"SHOPIFY_API_SECRET": "one"}, ask=False) == "created"
    first = secret_of(stage)
    assert len(bytes.fromhex(first["master_key"])) == 32
    assert app_secret.ensure(stage, {}, ask=False) == "kept"
    assert app_secret.ensure(stage, {"SHOPIFY_API_SECRET": "two"}, ask=False) == "updated"
    second = secret_of(stage)
    assert second["master_key"] == first["master_key"]
    assert (second["shopify_api_secret"], second["shopify_api_secret_previous"]) == ("two", "one")


def test_a_secret_with_development_settings_is_refused(aws: Emulator) -> None:
    app_secret.ensure("tainted", {}, ask=False)
    tainted = secret_of("tainted") | {"development": {"shopify_admin_origin": "http://x"}}
    client = boto3.client("secretsmanager")
    client.put_secret_value(SecretId="regulars/tainted/app", SecretString=json.dumps(tainted))
    with pytest.raises(Forbidden):
        app_secret.ensure("tainted", {}, ask=False)


def secret_of(stage: str) -> dict[str, Any]:
    value = boto3.client("secretsmanager").get_secret_value(SecretId=f"regulars/{stage}/app")
    found: dict[str, Any] = json.loads(value["SecretString"])
    return found


@pytest.mark.parametrize(
    ("allowed", "missing"),
    [
        (["*"], None),
        (["cloudformation:*", "s3:*", "iam:*", "kms:*", "sqs:*"], "lambda:CreateFunction"),
    ],
)
def test_missing_permissions_are_listed_before_anything_is_made(
    aws: Emulator, allowed: list[str], missing: str | None
) -> None:
    who = caller()
    name = f"deployer-{len(allowed)}"
    iam = boto3.client("iam")
    arn = iam.create_user(UserName=name)["User"]["Arn"]
    statement = {"Effect": "Allow", "Action": allowed, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=name, PolicyName="deploy", PolicyDocument=policy)
    deployer = type(who)(arn, who.account, who.region, who.partition)
    if missing is None:
        assert permissions.check(deployer, STAGE) is None
        return
    with pytest.raises(Forbidden) as refused:
        permissions.check(deployer, STAGE)
    assert missing in str(refused.value)
    assert "sqs:CreateQueue" not in str(refused.value)


def test_when_iam_does_not_tell_the_deployment_goes_on(aws: Emulator) -> None:
    who = caller()
    nobody = type(who)(f"arn:aws:sts::{who.account}:assumed-role/gone/me", who.account, "x", "aws")
    assert "could not be checked" in (permissions.check(nobody, STAGE) or "")


@pytest.mark.parametrize(
    "ringing", ["Events-1-WebhooksErrors-X1", "CodesExceptions-2", "EventsDeadLettersAlarm-3"]
)
def test_a_release_that_ringing_alarms_would_take_back_is_not_begun(
    aws: Emulator, ringing: str
) -> None:
    cloudwatch = boto3.client("cloudwatch")
    for name, state in ((ringing, "ALARM"), ("EventsWait-4", "ALARM"), ("CodesErrors-5", "OK")):
        cloudwatch.put_metric_alarm(
            AlarmName=f"regulars-rings-{name}",
            Namespace="none",
            MetricName="none",
            ComparisonOperator="GreaterThanThreshold",
            Threshold=0,
            Period=60,
            EvaluationPeriods=1,
            Statistic="Sum",
        )
        cloudwatch.set_alarm_state(
            AlarmName=f"regulars-rings-{name}", StateValue=state, StateReason="a test"
        )
    with pytest.raises(Conflict) as refused:
        refuse_ringing("rings")
    assert refused.value.details["alarms"] == [f"regulars-rings-{ringing}"]
    cloudwatch.set_alarm_state(
        AlarmName=f"regulars-rings-{ringing}", StateValue="OK", StateReason="a test"
    )
    refuse_ringing("rings")


def test_a_table_without_a_stack_is_not_built_over(aws: Emulator) -> None:
    refuse_ownerless_table("orphan")
    create_table(boto3.client("dynamodb"), "regulars-orphan")
    with pytest.raises(Conflict, match="belongs to no stack"):
        refuse_ownerless_table("orphan")
