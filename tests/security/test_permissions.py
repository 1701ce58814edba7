"""Each function may do what it must, and nothing else: read from the packaged template.

That nothing is missing the local stack shows, where the emulator holds every function to its role.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.package import functions
from infra.tools import ROOT
from tests.integration.infra.conftest import folder, of_type, template
from tests.support.sources import modules_of

__all__ = ["folder", "template"]

Grant = tuple[str, str]  # (action, what it is allowed on)

_TABLE_READ = {("dynamodb:BatchGetItem", "Table"), ("dynamodb:Query", "Table")}
_TABLE = _TABLE_READ | {
    ("dynamodb:PutItem", "Table"),
    ("dynamodb:DeleteItem", "Table"),
    ("dynamodb:ConditionCheckItem", "Table"),
}
_ERASE = {("dynamodb:BatchWriteItem", "Table"), ("s3:PutObject", "RecordsBucket/tombstones/*")}
_SECRET = {("secretsmanager:GetSecretValue", "secret:regulars/STAGE/app-??????")}
_DECRYPT = {("kms:Decrypt", "CredentialsKey")}
_ENCRYPT = {("kms:Encrypt", "CredentialsKey")}


def _takes(queue: str) -> set[Grant]:
    """What its mapping needs, and to lay aside what cannot be done."""
    actions = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
    dead = queue.replace("Queue", "DeadLetters")
    return {(f"sqs:{action}", queue) for action in actions} | {("sqs:SendMessage", dead)}


def _sends(*queues: str) -> set[Grant]:
    return {("sqs:SendMessage", queue) for queue in queues}


_READ_FILES = {
    (f"s3:{action}", resource)
    for action in ("GetObject", "ListBucket")
    for resource in ("FilesBucket", "FilesBucket/*")
}
# All that a function may do, but write its own log. Whoever adds to this says why.
ALLOWED: dict[str, set[Grant]] = {
    # Looks stores up, opens the secret that signed, and queues.
    "webhooks": _TABLE_READ | _SECRET | _DECRYPT | _sends("EventsQueue"),
    # Decides and writes; asks no store, so it opens no credentials. Redacts, and makes the file for
    # who asked what is kept.
    "ledger_worker": _takes("EventsQueue")
    | _TABLE
    | _ERASE
    | _SECRET
    | _sends("FetchesQueue")
    | {("s3:PutObject", "FilesBucket/*/data-requests/*")},
    # Writes the lists, and what came in behind a redaction goes as well; so does the file of who
    # was erased.
    "relay": {
        ("dynamodb:DescribeStream", "Table.StreamArn"),
        ("dynamodb:GetRecords", "Table.StreamArn"),
        ("dynamodb:GetShardIterator", "Table.StreamArn"),
        ("dynamodb:ListStreams", "Table.StreamArn"),
    }
    | _TABLE
    | _ERASE
    | _SECRET
    | {("s3:DeleteObject", "FilesBucket/*/data-requests/*")}
    | _sends("FetchesQueue", "CodesQueue", "BalancesQueue", "HooksQueue", "RelayDeadLetters"),
    # Asks stores; notes an uninstall.
    "fetcher": _takes("FetchesQueue") | _TABLE | _SECRET | _DECRYPT | _sends("EventsQueue"),
    # Tells merchants' systems what happened, and keeps what became of it; opens no credentials.
    "hooks": _takes("HooksQueue") | _TABLE | _SECRET,
    # Whatever a key may do: redeems and erases, too, and has endpoints told.
    "api": _TABLE
    | {("dynamodb:BatchWriteItem", "Table")}
    | _SECRET
    | _DECRYPT
    | _sends("HooksQueue"),
    # Makes codes in stores, and moves points with them.
    "codes": _takes("CodesQueue") | _TABLE | _SECRET | _DECRYPT,
    # Tells stores of balances, and changes none.
    "balances": _takes("BalancesQueue") | _TABLE_READ | _SECRET | _DECRYPT,
    # Redeems, mails links, and has a store asked for an order that a shopper misses.
    "storefront": _TABLE
    | _SECRET
    | _DECRYPT
    | {("ses:SendEmail", "identity/*")}
    | _sends("FetchesQueue"),
    # Connects stores, whose keys it seals; has somebody erased by the queue.
    "connect": _TABLE | _SECRET | _DECRYPT | _ENCRYPT | _sends("EventsQueue"),
    # The merchant's own changes, an erasure among them; asks the store for past orders to try a
    # program on. Queues long work, takes its files in, and makes links to what it made.
    "admin": _TABLE
    | {("dynamodb:BatchWriteItem", "Table")}
    | _SECRET
    | _DECRYPT
    | _sends("JobsQueue", "HooksQueue")
    | {("s3:PutObject", "FilesBucket/*")}
    | _READ_FILES,
    # Reads stores and writes members, as the fetcher and the worker do; keeps files meanwhile.
    "jobs": _takes("JobsQueue")
    | _TABLE
    | _SECRET
    | _DECRYPT
    | _sends("JobsQueue")
    | {("s3:PutObject", "FilesBucket/*"), ("s3:DeleteObject", "FilesBucket/*")}
    | _READ_FILES,
    # Expires, sweeps stores, goes on with redactions (of files as well), draws, signs checkpoints,
    # mails reminders, queues jobs that got stuck, and renews Shopify's tokens, which it seals.
    "scheduled": _TABLE
    | {("dynamodb:BatchWriteItem", "Table"), ("ses:SendEmail", "identity/*")}
    | _SECRET
    | _DECRYPT
    | _ENCRYPT
    | _sends("EventsQueue", "CodesQueue", "JobsQueue", "HooksQueue", "ScheduledDeadLetters")
    | _READ_FILES
    | {("s3:DeleteObject", "FilesBucket/*")}
    | {
        ("s3:PutObject", "RecordsBucket/checkpoints/*"),
        ("s3:PutObject", "RecordsBucket/draws/*"),
        ("s3:GetObject", "RecordsBucket"),
        ("s3:GetObject", "RecordsBucket/*"),
        ("s3:ListBucket", "RecordsBucket"),
        ("s3:ListBucket", "RecordsBucket/*"),
        ("kms:Sign", "SigningKey"),
        ("kms:GetPublicKey", "SigningKey"),
    },
}
# What in a function's source shows that it uses an action; the mapping's own actions show in the
# template.
_SHOWN_BY = {
    "dynamodb:BatchGetItem": r"\.batch_get\(",
    "dynamodb:Query": r"\.query\(",
    "dynamodb:PutItem": r"\.save\(",
    "dynamodb:DeleteItem": r"\.delete\(",
    "dynamodb:ConditionCheckItem": r"\.condition_check\(",
    "dynamodb:BatchWriteItem": r"batch_write",
    "secretsmanager:GetSecretValue": r"\.get_secret_value\(",
    "kms:Decrypt": r"\.decrypt\(",
    "kms:Encrypt": r"\.encrypt\(",
    "kms:Sign": r"\.sign\(",
    "kms:GetPublicKey": r"\.get_public_key\(",
    "ses:SendEmail": r"\.send_email\(",
    "s3:PutObject": r"\.put_object\(",
    "s3:GetObject": r"\.get_object\(",
    "s3:DeleteObject": r"\.delete_object\(",
    "s3:ListBucket": r"list_objects_v2",
}
# The template for AWS. That of this machine has the same roles.
for_aws = pytest.mark.parametrize("folder", ["prod"], indirect=True)
_OF_MAPPINGS = re.compile(
    r"sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)"
    r"|dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)"
)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _named(resource: Any) -> str:
    """A resource's logical id, or the telling end of its ARN."""
    if "Fn::GetAtt" in resource:
        name, attribute = resource["Fn::GetAtt"]
        return str(name if attribute == "Arn" else f"{name}.{attribute}")
    text = str(resource["Fn::Sub"])
    if found := re.fullmatch(r"\$\{(\w+)\.Arn\}(/.*)?", text):
        return found[1] + (found[2] or "")
    ending = text.split("${AWS::AccountId}:")[-1]
    return re.sub(r"regulars/(prod|local)/", "regulars/STAGE/", ending)


def _statements(template: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(function, statement) of every role of a function."""
    roles = of_type(template, "AWS::IAM::Role")
    for one in of_type(template, "AWS::Lambda::Function").values():
        name = one["FunctionName"].rpartition("-")[2]
        role = roles[one["Role"]["Fn::GetAtt"][0]]
        assert "ManagedPolicyArns" not in role
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def granted(template: dict[str, Any]) -> dict[str, set[Grant]]:
    found: dict[str, set[Grant]] = {name: set() for name in functions()}
    for name, statement in _statements(template):
        assert statement["Effect"] == "Allow"
        assert not {"NotAction", "NotResource"} & set(statement)
        for action in _as_list(statement["Action"]):
            for resource in _as_list(statement["Resource"]):
                found[name].add((action, _named(resource)))
    return found


@for_aws
@pytest.mark.parametrize("function", functions())
def test_a_function_may_do_what_is_said_here_and_nothing_else(
    function: str, template: dict[str, Any]
) -> None:
    own_log = f"log-group:/aws/lambda/regulars-(prod|local)-{function}:\\*"
    found = granted(template)[function]
    logs = {grant for grant in found if re.fullmatch(own_log, grant[1])}
    assert {action for action, _ in logs} == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert found - logs == ALLOWED[function]


@pytest.mark.parametrize("function", functions())
def test_a_function_has_a_use_for_everything_that_it_may_do(function: str) -> None:
    source = "\n".join((ROOT / path).read_text() for path in sorted(modules_of(function)))
    for action, target in sorted(ALLOWED[function]):
        if _OF_MAPPINGS.fullmatch(action):
            continue
        if action != "sqs:SendMessage":
            assert re.search(_SHOWN_BY[action], source), action
        elif target.endswith("Queue"):
            variable = f"{target.removesuffix('Queue').upper()}_QUEUE_URL"
            assert variable in source, target


@for_aws
def test_each_mapping_may_be_read_by_its_own_function_alone(template: dict[str, Any]) -> None:
    lambdas = of_type(template, "AWS::Lambda::Function")
    owners: dict[str, str] = {}
    for mapping in of_type(template, "AWS::Lambda::EventSourceMapping").values():
        source = _named(mapping["EventSourceArn"])
        [owner] = [
            one["FunctionName"].rpartition("-")[2]
            for name, one in lambdas.items()
            if name in json.dumps(mapping["FunctionName"])
        ]
        owners[source] = owner
    assert len(owners) == 7
    for function, grants in granted(template).items():
        for action, target in grants:
            if _OF_MAPPINGS.fullmatch(action):
                assert owners[target] == function, (function, target)


@for_aws
def test_only_what_calls_stores_may_open_credentials_and_only_by_a_stores_id(
    template: dict[str, Any],
) -> None:
    openers = set()
    for function, statement in _statements(template):
        if "kms:Decrypt" in _as_list(statement["Action"]):
            openers.add(function)
            assert statement["Condition"] == {
                "Null": {"kms:EncryptionContext:store_id": "false"},
                "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["store_id"]},
            }
    reach = {name for name in functions() if "integrations/reach.py" in modules_of(name)}
    # The webhooks' own need is the secret that a delivery is signed with; a store that connects
    # again has secrets of before.
    assert openers == reach | {"webhooks", "connect"}


@for_aws
def test_only_what_connects_stores_or_renews_their_tokens_may_seal_and_only_under_a_stores_id(
    template: dict[str, Any],
) -> None:
    sealers = [
        (function, statement)
        for function, statement in _statements(template)
        if "kms:Encrypt" in _as_list(statement["Action"])
    ]
    assert {function for function, _ in sealers} == {"connect", "scheduled"}
    for _, statement in sealers:
        assert statement["Condition"] == {
            "Null": {"kms:EncryptionContext:store_id": "false"},
            "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["store_id"]},
        }


@for_aws
def test_no_function_may_change_what_holds_the_data(template: dict[str, Any]) -> None:
    for function, grants in granted(template).items():
        for action, resource in grants:
            if action == "s3:DeleteObject" and resource.startswith("FilesBucket/"):
                continue  # files of jobs hold nothing that is not elsewhere
            service, _, verb = action.partition(":")
            assert "*" not in action, function
            assert service not in ("iam", "sts", "lambda", "cloudformation", "ssm"), function
            assert not re.match(r"(Create|Update|Tag|Put.*Policy|Set|Restore|Export)", verb) or (
                action == "logs:CreateLogStream"
            ), (function, action)
            assert action not in (
                *("dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:PartiQLSelect"),
                *("kms:ReEncryptFrom", "kms:ScheduleKeyDeletion"),
                *("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"),
                *("sqs:PurgeQueue", "sqs:DeleteQueue", "secretsmanager:PutSecretValue"),
            ), function


@for_aws
def test_credentials_keys_are_rotated_by_kms_and_outlive_the_stack(
    template: dict[str, Any],
) -> None:
    key = template["Resources"]["CredentialsKey"]
    assert key["Properties"]["EnableKeyRotation"] is True
    assert (key["DeletionPolicy"], key["UpdateReplacePolicy"]) == ("Retain", "Retain")


@for_aws
def test_what_is_kept_is_encrypted_and_open_to_nobody(template: dict[str, Any]) -> None:
    for queue in of_type(template, "AWS::SQS::Queue").values():
        assert queue["SqsManagedSseEnabled"] is True
    for bucket in of_type(template, "AWS::S3::Bucket").values():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    for kind in ("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy"):
        for policy in of_type(template, kind).values():
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Deny"
    for one in of_type(template, "AWS::Lambda::Permission").values():
        assert one["Principal"] in ("apigateway.amazonaws.com", "events.amazonaws.com")
        assert one["SourceArn"]


@for_aws
def test_the_packaged_template_holds_no_secret(folder: Any, template: dict[str, Any]) -> None:
    """Names of secrets only; a key or token would show as a long run of its letters."""
    for function in of_type(template, "AWS::Lambda::Function").values():
        variables = function["Environment"]["Variables"]
        assert "APP_SECRET_NAME" in variables
        for name, value in variables.items():
            assert not re.search("SECRET(?!_NAME)|PASSWORD|TOKEN|CREDENTIAL|API_KEY", name)
            assert not re.search(r"[A-Za-z0-9+/_]{24,}", json.dumps(value)), name
    text = json.dumps(template)
    assert not re.search(r"\b(shpat|shpss|shpca|ck|cs|AKIA|ASIA)_?[A-Za-z0-9]{16,}", text)
    assert "-----BEGIN" not in text
    assert "AWS::SecretsManager::Secret" not in text, "its value would pass through here"
