"""The packaged template, as AWS would get it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.package import functions
from infra.tools import OSLS, ROOT, node

_TEMPLATE = "cloudformation-template-update-stack.json"
# Where AWS knows no narrower resource: a key's own policy, whose resource is that key.
_MAY_NAME_EVERYTHING = {"CredentialsKey"}


@pytest.fixture(scope="module", params=["prod", "local"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """serverless.yml packaged offline, for AWS and for this machine."""
    out = tmp_path_factory.mktemp(request.param)
    for name in functions():
        # osls only looks whether the zips are there.
        build = ROOT / ".build" / ("local" if request.param == "local" else "aws")
        build.mkdir(parents=True, exist_ok=True)
        if not (build / f"{name}.zip").exists():
            (build / f"{name}.zip").touch()
    osls = [node(), str(OSLS), "package", "--stage", request.param, "--package", str(out)]
    done = subprocess.run(osls, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def template(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / _TEMPLATE).read_text())
    return content


def of_type(template: dict[str, Any], kind: str) -> dict[str, Any]:
    resources = template["Resources"].items()
    return {name: one["Properties"] for name, one in resources if one["Type"] == kind}


def test_it_is_lint_clean(folder: Path) -> None:
    linter = ROOT / ".venv" / "bin" / "cfn-lint"
    done = subprocess.run(
        [str(linter), "--", str(folder / _TEMPLATE)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_every_function_has_a_role_of_its_own_and_one_there_is_for_it(
    template: dict[str, Any],
) -> None:
    made = of_type(template, "AWS::Lambda::Function").values()
    assert {one["FunctionName"].rpartition("-")[2] for one in made} == set(functions())
    roles = [one["Role"]["Fn::GetAtt"][0] for one in made]
    assert sorted(roles) == sorted(of_type(template, "AWS::IAM::Role"))


def test_no_permission_is_for_everything(template: dict[str, Any]) -> None:
    for name, properties in template["Resources"].items():
        if name in _MAY_NAME_EVERYTHING or not properties["Type"].startswith(
            ("AWS::IAM", "AWS::KMS")
        ):
            continue
        for statement in statements(properties["Properties"]):
            actions = statement["Action"]
            for action in [actions] if isinstance(actions, str) else actions:
                assert "*" not in action, name
            resources = statement.get("Resource", [])
            for resource in [resources] if isinstance(resources, (str, dict)) else resources:
                assert resource != "*", name


def statements(properties: Any) -> list[dict[str, Any]]:
    """Every policy statement anywhere below."""
    if isinstance(properties, dict):
        own = properties.get("Statement", [])
        below = [statements(value) for key, value in properties.items() if key != "Statement"]
        return [*own, *(one for many in below for one in many)]
    if isinstance(properties, list):
        return [one for each in properties for one in statements(each)]
    return []


def test_every_mapping_reports_single_failures_and_every_queues_is_bounded(
    template: dict[str, Any],
) -> None:
    mappings = of_type(template, "AWS::Lambda::EventSourceMapping")
    assert len(mappings) == 5
    for properties in mappings.values():
        assert properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        if "Queue" in json.dumps(properties["EventSourceArn"]):
            assert properties["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_the_stream_gives_new_entries_only_and_keeps_what_fails(template: dict[str, Any]) -> None:
    (stream,) = [
        one
        for one in of_type(template, "AWS::Lambda::EventSourceMapping").values()
        if "StreamArn" in json.dumps(one["EventSourceArn"])
    ]
    (pattern,) = stream["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "E#"}]}}},
    }
    assert stream["BisectBatchOnFunctionError"] is True
    assert "RelayDeadLetters" in json.dumps(stream["DestinationConfig"])


def test_a_queues_message_waits_longer_than_its_function_may_take(template: dict[str, Any]) -> None:
    queues = of_type(template, "AWS::SQS::Queue")
    lambdas = of_type(template, "AWS::Lambda::Function")
    for properties in of_type(template, "AWS::Lambda::EventSourceMapping").values():
        queue = queues.get(properties["EventSourceArn"]["Fn::GetAtt"][0])
        if queue is not None:
            function = properties["FunctionName"]["Fn::GetAtt"][0]
            assert queue["VisibilityTimeout"] >= lambdas[function]["Timeout"]


def test_every_queue_leads_to_dead_letters_and_those_to_an_alarm(template: dict[str, Any]) -> None:
    queues = of_type(template, "AWS::SQS::Queue")
    dead = {
        one["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for one in queues.values()
        if "RedrivePolicy" in one
    } | {"RelayDeadLetters"}
    assert {name for name, one in queues.items() if "RedrivePolicy" not in one} == dead
    alarms = json.dumps(of_type(template, "AWS::CloudWatch::Alarm"))
    for name in dead:
        assert f'"Fn::GetAtt": ["{name}", "QueueName"]' in alarms


def test_a_function_knows_its_queues_dead_letters_and_its_last_receive(
    template: dict[str, Any],
) -> None:
    queues = of_type(template, "AWS::SQS::Queue")
    for properties in of_type(template, "AWS::Lambda::EventSourceMapping").values():
        redrive = queues.get(properties["EventSourceArn"]["Fn::GetAtt"][0], {}).get("RedrivePolicy")
        if redrive is None:
            continue
        function = function_of(template, properties)
        told = function["Environment"]["Variables"]
        dead = redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]
        assert told["DEAD_LETTERS_QUEUE_URL"] == {"Ref": dead}
        assert told["MAX_RECEIVES"] == str(redrive["maxReceiveCount"])
        role = template["Resources"][function["Role"]["Fn::GetAtt"][0]]
        sends = [
            one for one in statements(role["Properties"]) if one["Action"] == "sqs:SendMessage"
        ]
        assert {"Fn::GetAtt": [dead, "Arn"]} in [one["Resource"] for one in sends]


def function_of(template: dict[str, Any], mapping: dict[str, Any]) -> dict[str, Any]:
    """The function that a mapping is for, named itself or by an alias."""
    named = mapping["FunctionName"]
    found: dict[str, Any] = template["Resources"][
        named["Fn::GetAtt"][0] if "Fn::GetAtt" in named else named["Ref"]
    ]
    if found["Type"] == "AWS::Lambda::Alias":
        return function_of(template, found["Properties"])
    properties: dict[str, Any] = found["Properties"]
    return properties


def test_deliveries_are_ordered_by_group_and_never_taken_for_repeats(
    template: dict[str, Any],
) -> None:
    events = of_type(template, "AWS::SQS::Queue")["EventsQueue"]
    assert events["DeduplicationScope"] == "messageGroup"
    assert events["FifoThroughputLimit"] == "perMessageGroupId"
    assert events["ContentBasedDeduplication"] is False


def test_every_functions_errors_ring(template: dict[str, Any]) -> None:
    watched = {
        one["Dimensions"][0]["Value"]
        for one in of_type(template, "AWS::CloudWatch::Alarm").values()
        if one["MetricName"] == "Errors"
    }
    made = of_type(template, "AWS::Lambda::Function").values()
    assert watched == {one["FunctionName"] for one in made}


def test_logs_are_kept_for_thirty_days(template: dict[str, Any]) -> None:
    groups = of_type(template, "AWS::Logs::LogGroup").values()
    assert len(groups) == len(functions())
    assert {one["RetentionInDays"] for one in groups} == {30}


def test_the_ledger_outlives_the_stack_and_can_be_put_back_in_time(
    template: dict[str, Any],
) -> None:
    table = template["Resources"]["Table"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": True
    }
    assert template["Resources"]["CredentialsKey"]["DeletionPolicy"] == "Retain"


def test_functions_are_told_names_of_secrets_and_no_secret(template: dict[str, Any]) -> None:
    for function in of_type(template, "AWS::Lambda::Function").values():
        for name, value in function["Environment"]["Variables"].items():
            assert not re.search("SECRET(?!_NAME)|PASSWORD|TOKEN|CREDENTIAL", name)
            # A key or token would show as a long run of letters and digits.
            assert not re.search(r"[A-Za-z0-9+/_]{24,}", json.dumps(value)), name
