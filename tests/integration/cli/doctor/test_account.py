"""The doctor on the AWS account, with everything it looks at made bad and mended again."""

from __future__ import annotations

import io
import zipfile

import boto3
import pytest

from cli.doctor import account, keys, mail, queues, releases
from cli.doctor import ledger_table as table
from cli.doctor.line import Check, Line
from infra.local.facts import StackFacts
from infra.package import build_id, functions


def seen(run: object, facts: StackFacts) -> list[Line]:
    """What a check finds."""
    assert callable(run)
    return list(run(facts))


def only(run: object, facts: StackFacts) -> Line:
    (line,) = seen(run, facts)
    return line


def make_function(name: str) -> str:
    """A function that does nothing; its ARN."""
    role = "arn:aws:iam::000000000000:role/none"
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", f"def handler(event, context): return {name!r}")
    made = boto3.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role,
        Handler="index.handler",
        Code={"ZipFile": code.getvalue()},
    )
    return str(made["FunctionArn"])


@pytest.mark.parametrize(("taken", "status"), [(50, "ok"), (560, "warn"), (700, "bad")])
def test_queues_that_may_take_all_functions_are_told_with_what_to_ask_for(
    stack: StackFacts, taken: int, status: str
) -> None:
    lambdas = boto3.client("lambda")
    arn = make_function(f"regulars-{stack.stage}-ledger_worker")
    queue = stack.queues["events"]
    attributes = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])
    mapping = lambdas.create_event_source_mapping(
        EventSourceArn=attributes["Attributes"]["QueueArn"],
        FunctionName=arn,
        ScalingConfig={"MaximumConcurrency": taken},
        Enabled=False,
    )
    line = only(account.concurrency, stack)
    lambdas.delete_event_source_mapping(UUID=mapping["UUID"])
    lambdas.delete_function(FunctionName=arn)
    assert line.status == status
    assert f"the queues may take {taken}" in line.what
    assert ("request-service-quota-increase" in line.do) == (status != "ok")


def test_alarms_that_nobody_hears_of_are_bad(stack: StackFacts) -> None:
    assert only(account.alarm_mail, stack).status == "bad"
    sns = boto3.client("sns")
    topic = sns.create_topic(Name=f"regulars-{stack.stage}-alarms")["TopicArn"]
    line = only(account.alarm_mail, stack)
    assert (line.status, line.what) == ("bad", "nobody is told when an alarm rings")
    # The emulator takes an address as confirmed; what listens by https has to confirm there, too.
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://127.0.0.1:9/")
    line = only(account.alarm_mail, stack)
    assert (line.status, "never confirmed" in line.what) == ("bad", True)
    queue = stack.dead_letters["events"].rpartition("/")[2]
    arn = f"arn:aws:sqs:us-east-1:000000000000:{queue}"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)  # needs no confirmation
    assert only(account.alarm_mail, stack).status == "ok"


def test_an_account_without_a_budget_is_told(stack: StackFacts) -> None:
    assert only(account.budget, stack).status == "warn"
    budgets = boto3.client("budgets")
    budgets.create_budget(
        AccountId="000000000000",
        Budget={
            "BudgetName": "monthly",
            "BudgetLimit": {"Amount": "50", "Unit": "USD"},
            "TimeUnit": "MONTHLY",
            "BudgetType": "COST",
        },
    )
    assert only(account.budget, stack).what == "monthly"
    budgets.delete_budget(AccountId="000000000000", BudgetName="monthly")


def test_logs_that_are_kept_for_ever_are_bad(stack: StackFacts) -> None:
    assert only(account.log_retention, stack).status == "bad"
    logs, group = boto3.client("logs"), f"/aws/lambda/regulars-{stack.stage}-webhooks"
    logs.create_log_group(logGroupName=group)
    assert "for ever" in only(account.log_retention, stack).what
    logs.put_retention_policy(logGroupName=group, retentionInDays=7)
    assert "7 days" in only(account.log_retention, stack).what
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)
    assert only(account.log_retention, stack).status == "ok"


def test_a_table_that_could_be_lost_is_bad(stack: StackFacts) -> None:
    client = boto3.client("dynamodb")
    assert only(table.billing, stack).status == "ok"
    assert only(table.stream, stack).status == "ok"
    assert only(table.recovery, stack).status == "bad"
    client.update_continuous_backups(
        TableName=stack.table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    assert only(table.recovery, stack).status == "ok"
    assert only(table.protection, stack).status == "bad"
    client.update_table(TableName=stack.table, DeletionProtectionEnabled=True)
    assert only(table.protection, stack).status == "ok"
    client.update_table(TableName=stack.table, DeletionProtectionEnabled=False)
    client.update_table(TableName=stack.table, StreamSpecification={"StreamEnabled": False})
    assert only(table.stream, stack).status == "bad"
    client.update_table(
        TableName=stack.table,
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )
    assert only(table.billing, stack).status == "bad"


def test_a_slow_fifo_queue_is_bad(stack: StackFacts) -> None:
    assert [line.status for line in seen(queues.throughput, stack)] == ["bad", "bad"]
    boto3.client("sqs").set_queue_attributes(
        QueueUrl=stack.queues["events"],
        Attributes={
            "FifoThroughputLimit": "perMessageGroupId",
            "DeduplicationScope": "messageGroup",
        },
    )
    assert [line.status for line in seen(queues.throughput, stack)] == ["ok", "bad"]


def test_dead_letters_are_bad(stack: StackFacts) -> None:
    assert only(queues.dead_letters, stack).status == "ok"
    url = stack.dead_letters["codes"]
    boto3.client("sqs").send_message(QueueUrl=url, MessageBody="{}")
    line = only(queues.dead_letters, stack)
    assert (line.status, line.what) == ("bad", "codes: 1")


def test_a_key_that_is_never_renewed_or_about_to_go_is_bad(stack: StackFacts) -> None:
    kms = boto3.client("kms")
    assert only(keys.rotation, stack).status == "bad"
    kms.enable_key_rotation(KeyId=stack.kms_key_id)
    assert only(keys.rotation, stack).status == "ok"
    assert [line.status for line in seen(keys.key_state, stack)] == ["ok", "ok"]
    kms.schedule_key_deletion(KeyId=stack.kms_key_id, PendingWindowInDays=7)
    assert [line.status for line in seen(keys.key_state, stack)] == ["bad", "ok"]


def test_a_secret_that_is_gone_or_broken_is_bad(stack: StackFacts) -> None:
    secrets = boto3.client("secretsmanager")
    assert only(keys.secret, stack).status == "ok"
    secrets.put_secret_value(SecretId=stack.secret_name, SecretString='{"master_key": "00"}')
    assert only(keys.secret, stack).status == "bad"
    secrets.delete_secret(SecretId=stack.secret_name, ForceDeleteWithoutRecovery=True)
    assert "is gone" in only(keys.secret, stack).what


def test_a_sender_that_ses_does_not_know_is_bad(stack: StackFacts) -> None:
    ses = boto3.client("sesv2")
    sender = f"points@{stack.stage}.example"
    facts = _with(stack, mail_from=sender)
    assert only(mail.sender, facts).status == "bad"
    ses.create_email_identity(EmailIdentity=sender.partition("@")[2])
    assert only(mail.sender, facts).status == "ok"
    assert only(mail.sender, _with(stack, mail_from="")).status == "warn"


def _with(stack: StackFacts, **changes: str) -> StackFacts:
    return StackFacts(**{**vars(stack), **changes})


@pytest.mark.parametrize("deployed", ["here", "elsewhere"])
def test_other_code_than_this_checkouts_is_told(stack: StackFacts, deployed: str) -> None:
    build = build_id() if deployed == "here" else "0123456789abcdef"
    topic = '{"Type": "AWS::SNS::Topic"}'
    body = f'{{"Resources": {{"T": {topic}}}, "Outputs": {{"Build": {{"Value": "{build}"}}}}}}'
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName=f"regulars-{stack.stage}", TemplateBody=body)
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=f"regulars-{stack.stage}", WaiterConfig={"Delay": 1}
    )
    line = only(releases.build, stack)
    assert line.status == ("ok" if deployed == "here" else "warn")


def test_a_release_that_was_taken_back_or_is_under_way_is_told(stack: StackFacts) -> None:
    lambdas = boto3.client("lambda")
    names = [f"regulars-{stack.stage}-{name}" for name in functions()]
    for name in names:
        make_function(name)
        first = lambdas.publish_version(FunctionName=name)["Version"]
        lambdas.create_alias(FunctionName=name, Name="live", FunctionVersion=first)
    assert only(releases.versions, stack).status == "ok"
    lambdas.update_function_configuration(FunctionName=names[0], Description="the next one")
    second = lambdas.publish_version(FunctionName=names[0])["Version"]
    taken_back, rest = seen(releases.versions, stack)
    assert "was taken back" in taken_back.what
    assert rest.what.startswith(str(len(names) - 1))
    lambdas.update_alias(
        FunctionName=names[0],
        Name="live",
        RoutingConfig={"AdditionalVersionWeights": {second: 0.1}},
    )
    moving, _ = seen(releases.versions, stack)
    assert "is moving to" in moving.what
    for name in names:
        lambdas.delete_function(FunctionName=name)


def test_an_alarm_that_rings_is_bad(stack: StackFacts) -> None:
    assert only(releases.alarms, stack).status == "ok"
    cloudwatch, name = boto3.client("cloudwatch"), f"regulars-{stack.stage}-EventsWait-1"
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        AlarmDescription="the ledger is behind",
        Namespace="none",
        MetricName="none",
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        Period=60,
        EvaluationPeriods=1,
        Statistic="Sum",
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    line = only(releases.alarms, stack)
    assert (line.status, line.do) == ("bad", "the ledger is behind")


def test_what_cannot_be_asked_is_a_finding_and_stops_nothing(stack: StackFacts) -> None:
    from cli.doctor import look

    def refused(facts: StackFacts) -> list[Line]:
        boto3.client("dynamodb").describe_table(TableName="no-such-table")
        return []

    check = Check("refused", refused)
    assert [line.status for line in look(check, stack)] == ["not here"]
    on_aws = _with(stack, endpoint_url="")
    assert [line.status for line in look(check, on_aws)] == ["warn"]
