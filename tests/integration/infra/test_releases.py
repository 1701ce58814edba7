"""Releases, from the packaged template: all goes through aliases, which can be taken back."""

from __future__ import annotations

import json
from typing import Any

from tests.integration.infra.conftest import of_type

_INVOKERS = {
    "AWS::Lambda::EventSourceMapping": "FunctionName",
    "AWS::Lambda::Permission": "FunctionName",
    "AWS::ApiGatewayV2::Integration": "IntegrationUri",
}


def live(function: str) -> dict[str, Any]:
    """The alias of a function, as the template refers to it."""
    return {"Fn::Join": [":", [{"Fn::GetAtt": [function, "Arn"]}, "live"]]}


def functions(template: dict[str, Any]) -> list[str]:
    return sorted(of_type(template, "AWS::Lambda::Function"))


def aliases(template: dict[str, Any]) -> dict[str, Any]:
    """By the function's logical id."""
    of = template["Resources"].values()
    found = [one for one in of if one["Type"] == "AWS::Lambda::Alias"]
    return {one["Properties"]["FunctionName"]["Ref"]: one for one in found}


def test_everything_that_invokes_a_function_invokes_its_alias(template: dict[str, Any]) -> None:
    every = {json.dumps(live(name)) for name in functions(template)}
    invoked = [
        one["Properties"][_INVOKERS[one["Type"]]]
        for one in template["Resources"].values()
        if one["Type"] in _INVOKERS
    ]
    for rule in of_type(template, "AWS::Events::Rule").values():
        invoked += [target["Arn"] for target in rule["Targets"]]
    assert {json.dumps(one) for one in invoked} == every


def test_every_alias_points_to_a_version_of_the_code_in_this_package(
    template: dict[str, Any],
) -> None:
    versions = of_type(template, "AWS::Lambda::Version")
    assert sorted(aliases(template)) == functions(template)
    for function, alias in aliases(template).items():
        version, attribute = alias["Properties"]["FunctionVersion"]["Fn::GetAtt"]
        assert attribute == "Version"
        assert versions[version]["FunctionName"] == {"Ref": function}


def test_a_changed_parameter_makes_a_new_version(template: dict[str, Any]) -> None:
    """A version keeps the environment it was published with."""
    used = {
        name
        for one in of_type(template, "AWS::Lambda::Function").values()
        for name in template["Parameters"]
        if f'"Ref": "{name}"' in json.dumps(one["Environment"])
    }
    assert used
    for version in of_type(template, "AWS::Lambda::Version").values():
        for name in used:
            assert f"${{{name}}}" in version["Description"]["Fn::Sub"]


def test_every_alias_is_moved_by_codedeploy_and_taken_back_when_its_alarms_ring(
    template: dict[str, Any],
) -> None:
    groups = of_type(template, "AWS::CodeDeploy::DeploymentGroup")
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    for function, alias in aliases(template).items():
        policy = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        assert policy["ApplicationName"] == {"Ref": "Releases"}
        group = groups.pop(policy["DeploymentGroupName"]["Ref"])
        assert group["AutoRollbackConfiguration"]["Enabled"] is True
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        watched = [alarms[one["Name"]["Ref"]] for one in group["AlarmConfiguration"]["Alarms"]]
        name = template["Resources"][function]["Properties"]["FunctionName"]
        of_function = {"Name": "FunctionName", "Value": name}
        assert any(
            one["MetricName"] == "Errors" and one["Dimensions"] == [of_function] for one in watched
        )
        short = name.split("-", 2)[2]
        assert any(one["MetricName"] == f"Exceptions-{short}" for one in watched)
        # An alarm that needs longer than a release takes would ring too late.
        assert all(one["Period"] * one["EvaluationPeriods"] <= 60 for one in watched)
    assert not groups


def test_what_reads_a_queue_is_taken_back_for_its_dead_letters_and_what_answers_for_5xx(
    template: dict[str, Any],
) -> None:
    alarms = of_type(template, "AWS::CloudWatch::Alarm")

    def metrics(function: str) -> set[str]:
        group = of_type(template, "AWS::CodeDeploy::DeploymentGroup")[f"{function}Release"]
        return {
            alarms[one["Name"]["Ref"]]["MetricName"]
            for one in group["AlarmConfiguration"]["Alarms"]
        }

    dead = "ApproximateNumberOfMessagesVisible"
    for reader in ("LedgerUnderscoreworker", "Relay", "Fetcher", "Codes", "Balances"):
        assert dead in metrics(reader), reader
    for answers in ("Webhooks", "Storefront", "Admin"):
        assert "5xx" in metrics(answers), answers


def test_traffic_moves_by_a_tenth_first_but_for_what_the_clock_starts(
    template: dict[str, Any],
) -> None:
    found = {
        name.removesuffix("Release"): one["DeploymentConfigName"]
        for name, one in of_type(template, "AWS::CodeDeploy::DeploymentGroup").items()
    }
    assert found.pop("Scheduled") == "CodeDeployDefault.LambdaAllAtOnce"
    assert set(found.values()) == {"CodeDeployDefault.LambdaCanary10Percent5Minutes"}


def test_every_exception_in_a_log_is_counted(template: dict[str, Any]) -> None:
    filters = of_type(template, "AWS::Logs::MetricFilter").values()
    groups = {one["LogGroupName"]["Ref"] for one in filters}
    assert groups == set(of_type(template, "AWS::Logs::LogGroup")) - {"HttpApiLogGroup"}
    assert {one["FilterPattern"] for one in filters} == {'{ $.exception_name = "*" }'}


def test_codedeploy_may_move_these_aliases_and_nothing_else(template: dict[str, Any]) -> None:
    (policy,) = of_type(template, "AWS::IAM::Role")["ReleasesRole"]["Policies"]
    moves, looks = policy["PolicyDocument"]["Statement"]
    assert moves["Resource"]["Fn::Sub"].rpartition(":function:")[2].startswith("regulars-")
    assert looks["Action"] == "cloudwatch:DescribeAlarms"
