"""The packaged template, as AWS would get it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from infra.package import functions
from infra.tools import ROOT
from tests.integration.infra.conftest import TEMPLATE, of_type

# Where AWS knows no narrower resource: a key's own policy, whose resource is that key.
_MAY_NAME_EVERYTHING = {"CredentialsKey", "SigningKey"}


def test_it_is_lint_clean(folder: Path) -> None:
    linter = ROOT / ".venv" / "bin" / "cfn-lint"
    done = subprocess.run(
        [str(linter), "--", str(folder / TEMPLATE)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_every_function_has_a_role_of_its_own_and_one_there_is_for_it(
    template: dict[str, Any],
) -> None:
    made = of_type(template, "AWS::Lambda::Function").values()
    assert {one["FunctionName"].rpartition("-")[2] for one in made} == set(functions())
    roles = [one["Role"]["Fn::GetAtt"][0] for one in made]
    assert sorted([*roles, "ReleasesRole"]) == sorted(of_type(template, "AWS::IAM::Role"))


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


def test_no_function_may_read_the_whole_table(template: dict[str, Any]) -> None:
    roles = of_type(template, "AWS::IAM::Role")
    allowed = {
        action
        for role in roles.values()
        for one in statements(role)
        for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
    }
    assert "dynamodb:Query" in allowed
    assert not {"dynamodb:Scan", "dynamodb:PartiQLSelect", "dynamodb:*", "*"} & allowed


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
    assert len(mappings) == 7
    for properties in mappings.values():
        assert properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        if "Queue" in json.dumps(properties["EventSourceArn"]):
            assert properties["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_the_stream_gives_entries_and_what_webhooks_tell_and_keeps_what_fails(
    template: dict[str, Any],
) -> None:
    (stream,) = [
        one
        for one in of_type(template, "AWS::Lambda::EventSourceMapping").values()
        if "StreamArn" in json.dumps(one["EventSourceArn"])
    ]
    entries, redemptions, jobs, programs = (
        json.loads(one["Pattern"]) for one in stream["FilterCriteria"]["Filters"]
    )
    assert entries == {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "E#"}]}}},
    }
    # What webhooks tell besides: nothing that an order's delivery writes.
    assert redemptions["dynamodb"]["Keys"] == {"sk": {"S": ["REDEMPTION"]}}
    assert jobs["dynamodb"]["NewImage"]["t"] == {"S": ["JB"]}
    assert programs["dynamodb"]["NewImage"] == {"t": {"S": ["P"]}}
    assert stream["BisectBatchOnFunctionError"] is True
    assert "RelayDeadLetters" in json.dumps(stream["DestinationConfig"])


def test_a_queues_message_waits_longer_than_its_function_may_take(template: dict[str, Any]) -> None:
    queues = of_type(template, "AWS::SQS::Queue")
    for properties in of_type(template, "AWS::Lambda::EventSourceMapping").values():
        queue = queues.get(properties["EventSourceArn"]["Fn::GetAtt"][0])
        if queue is not None:
            function = function_of(template, properties)
            assert queue["VisibilityTimeout"] >= function["Timeout"]


def test_every_queue_leads_to_dead_letters_and_those_to_an_alarm(template: dict[str, Any]) -> None:
    queues = of_type(template, "AWS::SQS::Queue")
    dead = {
        one["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for one in queues.values()
        if "RedrivePolicy" in one
    } | {"RelayDeadLetters", "ScheduledDeadLetters"}
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
    """The function that a mapping is for, by its alias."""
    alias = mapping["FunctionName"]["Fn::Join"][1]
    found: dict[str, Any] = template["Resources"][alias[0]["Fn::GetAtt"][0]]
    properties: dict[str, Any] = found["Properties"]
    return properties


def test_no_queue_is_reached_but_over_tls(template: dict[str, Any]) -> None:
    policies = of_type(template, "AWS::SQS::QueuePolicy").values()
    if template["Resources"]["Table"]["Properties"]["TableName"] == "regulars-local":
        assert not policies  # the emulator speaks plain HTTP, on loopback
        return
    closed = set()
    for one in policies:
        [queue] = one["Queues"]
        [statement] = one["PolicyDocument"]["Statement"]
        assert statement["Resource"] == {"Fn::GetAtt": [queue["Ref"], "Arn"]}
        said = {name: statement[name] for name in ("Effect", "Principal", "Action", "Condition")}
        assert said == {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        closed.add(queue["Ref"])
    assert closed == set(of_type(template, "AWS::SQS::Queue"))


def test_what_the_clock_started_in_vain_is_kept(template: dict[str, Any]) -> None:
    [kept] = of_type(template, "AWS::Lambda::EventInvokeConfig").values()
    assert kept["FunctionName"] == {"Ref": "ScheduledLambdaFunction"}
    assert kept["Qualifier"] == "live"
    dead = {"Fn::GetAtt": ["ScheduledDeadLetters", "Arn"]}
    assert kept["DestinationConfig"] == {"OnFailure": {"Destination": dead}}
    role = template["Resources"]["ScheduledRole"]["Properties"]
    sends = [one["Resource"] for one in statements(role) if one["Action"] == "sqs:SendMessage"]
    assert dead in sends


def test_the_access_log_says_nothing_of_who_called(template: dict[str, Any]) -> None:
    [stage] = of_type(template, "AWS::ApiGatewayV2::Stage").values()
    logged = json.loads(stage["AccessLogSettings"]["Format"])
    assert set(logged.values()) == {
        f"$context.{name}"
        for name in (
            *("requestId", "requestTimeEpoch", "routeKey", "status", "responseLatency"),
            *("integrationLatency", "integrationStatus", "responseLength"),
        )
    }


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
    assert len(groups) == len(functions()) + 1  # and the HTTP API's
    assert {one["RetentionInDays"] for one in groups} == {30}


def test_what_cannot_be_made_again_outlives_the_stack(template: dict[str, Any]) -> None:
    table = template["Resources"]["Table"]
    assert table["Properties"]["DeletionProtectionEnabled"] is True
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": True
    }
    kept = {
        "AWS::DynamoDB::Table": "Retain",
        "AWS::KMS::Key": "Retain",
        # A queue of a first deployment that failed was never used, and its name would stand in the
        # way of the next.
        "AWS::SQS::Queue": "RetainExceptOnCreate",
    }
    for name, one in template["Resources"].items():
        if one["Type"] in kept:
            policies = one.get("DeletionPolicy"), one.get("UpdateReplacePolicy")
            assert policies == (kept[one["Type"]], "Retain"), name
    assert template["Resources"]["CredentialsKey"]["Properties"]["PendingWindowInDays"] == 30
    # The app's secret is none of the stack's: no template can delete it.
    assert not of_type(template, "AWS::SecretsManager::Secret")


def test_nobody_changes_or_deletes_a_record_and_each_kind_has_its_writer(
    template: dict[str, Any],
) -> None:
    bucket = template["Resources"]["RecordsBucket"]
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("Retain", "Retain")
    lock = bucket["Properties"]["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert lock["Mode"] == "COMPLIANCE"
    assert lock["Days"] >= 365
    assert bucket["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
    allowed: dict[str, set[tuple[str, str]]] = {}
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for statement in statements(role):
            resource = json.dumps(statement.get("Resource"))
            actions = statement["Action"]
            for action in [actions] if isinstance(actions, str) else actions:
                if "FilesBucket" in resource:
                    continue
                if action.startswith("s3:") or action == "kms:Sign":
                    kind = re.search(r"Arn}/(\w+)/", resource)
                    allowed.setdefault(action, set()).add((name, kind[1] if kind else ""))
    assert allowed == {
        "s3:PutObject": {
            ("ScheduledRole", "checkpoints"),
            ("ScheduledRole", "draws"),
            ("RelayRole", "tombstones"),
            ("LedgerWorkerRole", "tombstones"),
        },
        "s3:GetObject": {("ScheduledRole", "")},
        "s3:ListBucket": {("ScheduledRole", "")},
        "kms:Sign": {("ScheduledRole", "")},
    }


def test_functions_are_told_names_of_secrets_and_no_secret(template: dict[str, Any]) -> None:
    for function in of_type(template, "AWS::Lambda::Function").values():
        for name, value in function["Environment"]["Variables"].items():
            assert not re.search("SECRET(?!_NAME)|PASSWORD|TOKEN|CREDENTIAL", name)
            # A key or token would show as a long run of letters and digits.
            assert not re.search(r"[A-Za-z0-9+/_]{24,}", json.dumps(value)), name
