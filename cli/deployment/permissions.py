"""Whether the caller may do what a deployment does, as far as IAM tells.

Better a list of what is missing now than a stack that rolls back after five minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cli.deployment.preflight import Caller
from core.errors import Forbidden
from integrations.aws.session import client

# Actions by the resources they are needed on; {placeholders} as in `_arn`.
_NEEDED: tuple[tuple[str, str], ...] = (
    (
        "cloudformation:{region}:{account}:stack/regulars-{stage}/*",
        "cloudformation: CreateStack UpdateStack DescribeStacks DescribeStackEvents "
        "DescribeStackResource ListStackResources",
    ),
    (
        "s3:::regulars-{stage}-*",
        "s3: CreateBucket ListBucket PutBucketPolicy PutEncryptionConfiguration "
        "PutBucketPublicAccessBlock PutBucketVersioning PutBucketObjectLockConfiguration",
    ),
    ("s3:::regulars-{stage}-*/*", "s3: PutObject GetObject"),
    (
        "lambda:{region}:{account}:function:regulars-{stage}-*",
        "lambda: CreateFunction UpdateFunctionCode UpdateFunctionConfiguration GetFunction "
        "AddPermission PublishVersion CreateAlias GetAlias UpdateAlias "
        "PutFunctionEventInvokeConfig",
    ),
    ("", "lambda: CreateEventSourceMapping"),
    ("", "logs: CreateLogDelivery"),  # of the HTTP API's access log
    (
        "iam::{account}:role/regulars-{stage}-*",
        "iam: CreateRole GetRole PutRolePolicy PassRole",
    ),
    (
        "dynamodb:{region}:{account}:table/regulars-{stage}",
        "dynamodb: CreateTable DescribeTable UpdateTimeToLive UpdateContinuousBackups",
    ),
    (
        "sqs:{region}:{account}:regulars-{stage}-*",
        "sqs: CreateQueue SetQueueAttributes GetQueueAttributes",
    ),
    ("", "kms: CreateKey"),
    ("kms:{region}:{account}:alias/regulars-{stage}-credentials", "kms: CreateAlias"),
    ("kms:{region}:{account}:alias/regulars-{stage}-checkpoints", "kms: CreateAlias"),
    (
        "secretsmanager:{region}:{account}:secret:regulars/{stage}/app-AbCdEf",
        "secretsmanager: CreateSecret GetSecretValue PutSecretValue",
    ),
    ("apigateway:{region}::/apis", "apigateway: POST"),
    ("events:{region}:{account}:rule/regulars-{stage}-*", "events: PutRule PutTargets"),
    ("cloudwatch:{region}:{account}:alarm:regulars-{stage}-*", "cloudwatch: PutMetricAlarm"),
    ("sns:{region}:{account}:regulars-{stage}-alarms", "sns: CreateTopic"),
    (
        "logs:{region}:{account}:log-group:/aws/lambda/regulars-{stage}-*",
        "logs: CreateLogGroup PutRetentionPolicy PutMetricFilter",
    ),
    (
        "codedeploy:{region}:{account}:application:regulars-{stage}",
        "codedeploy: CreateApplication GetApplicationRevision RegisterApplicationRevision",
    ),
    (
        "codedeploy:{region}:{account}:deploymentgroup:regulars-{stage}/*",
        "codedeploy: CreateDeploymentGroup UpdateDeploymentGroup CreateDeployment GetDeployment",
    ),
)


def check(who: Caller, stage: str) -> str | None:
    """None when nothing is known to be missing, or a sentence on why nobody can tell. Raises
    Forbidden with the list of missing actions."""
    iam = client("iam")
    try:
        principal = _principal(iam, who)
        if principal is None:
            return None
        missing = sorted(_missing(iam, principal, who, stage))
    except iam.exceptions.ClientError as error:
        reason = error.response["Error"].get("Code", "unknown")
        return f"Whether you may deploy could not be checked beforehand ({reason}); going on."
    if missing:
        raise Forbidden(
            f"{who.arn} lacks permissions that a deployment needs: {', '.join(missing)}. "
            "--ignore-permissions goes on all the same.",
            code="missing_permissions",
            missing=missing,
        )
    return None


def _principal(iam: Any, who: Caller) -> str | None:
    """The user or role whose policies count; None for the account's root, who may do all."""
    resource = who.arn.split(":", 5)[5]
    if resource == "root":
        return None
    if resource.startswith("assumed-role/"):
        role = iam.get_role(RoleName=resource.split("/")[1])
        return str(role["Role"]["Arn"])
    return who.arn


def _missing(iam: Any, principal: str, who: Caller, stage: str) -> Iterator[str]:
    for pattern, actions in _NEEDED:
        service, _, names = actions.partition(": ")
        answer = iam.simulate_principal_policy(
            PolicySourceArn=principal,
            ActionNames=[f"{service}:{name}" for name in names.split()],
            ResourceArns=[_arn(pattern, who, stage)],
        )
        for result in answer["EvaluationResults"]:
            if result["EvalDecision"] != "allowed":
                yield str(result["EvalActionName"])


def _arn(pattern: str, who: Caller, stage: str) -> str:
    if not pattern:
        return "*"
    filled = pattern.format(region=who.region, account=who.account, stage=stage)
    return f"arn:{who.partition}:{filled}"
