"""What the AWS account allows, and whom it tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cli.doctor.line import Check, Line
from infra.local.facts import StackFacts
from integrations.aws.session import client

LOG_DAYS = 30
# Left for requests: webhooks, shoppers, the merchant page, and what the clock starts.
ROOM = 50
_WANTED = 1000
_QUOTA = "L-B99A9384"
_CODE_STORAGE = 0.8


def concurrency(facts: StackFacts) -> Iterator[Line]:
    """Whether all mappings at their maximum leave room for requests. A new account may run ten
    functions at once, of which a sale's queue would take every one."""
    lambdas = client("lambda")
    limits = lambdas.get_account_settings()
    limit = int(limits["AccountLimit"]["ConcurrentExecutions"])
    taken = sum(
        int(one.get("ScalingConfig", {}).get("MaximumConcurrency", 1))
        for one in _mappings(lambdas, facts)
    )
    what = f"{limit:,} at once; the queues may take {taken}, requests want {ROOM}"
    do = (
        f"ask for {_WANTED:,}: aws service-quotas request-service-quota-increase --service-code "
        f"lambda --quota-code {_QUOTA} --desired-value {_WANTED} --region {facts.region} (or "
        f"https://{facts.region}.console.aws.amazon.com/servicequotas/home/services/lambda/quotas/"
        f"{_QUOTA}); it usually takes a day"
    )
    if limit <= taken:
        yield Line("concurrency", "bad", f"{what}: deliveries would be refused", do)
    elif limit < taken + ROOM:
        yield Line("concurrency", "warn", what, do)
    else:
        yield Line("concurrency", "ok", what)


def _mappings(lambdas: Any, facts: StackFacts) -> Iterator[dict[str, Any]]:
    for page in lambdas.get_paginator("list_event_source_mappings").paginate():
        for one in page["EventSourceMappings"]:
            if f":function:regulars-{facts.stage}-" in one["FunctionArn"]:
                yield one


def code_storage(facts: StackFacts) -> Iterator[Line]:
    """Every release leaves its versions, to go back to."""
    found = client("lambda").get_account_settings()
    used = int(found["AccountUsage"]["TotalCodeSize"])
    limit = int(found["AccountLimit"]["TotalCodeSize"])
    what = f"{used / 1e9:.1f} of {limit / 1e9:.0f} GB of functions' code are used"
    if used > limit * _CODE_STORAGE:
        yield Line("code storage", "warn", what, "delete old versions: aws lambda delete-function")
    else:
        yield Line("code storage", "ok", what)


def alarm_mail(facts: StackFacts) -> Iterator[Line]:
    """Whether somebody is told when an alarm rings."""
    sns, name = client("sns"), f"regulars-{facts.stage}-alarms"
    confirmed = pending = 0
    for page in sns.get_paginator("list_topics").paginate():
        for topic in page["Topics"]:
            if topic["TopicArn"].endswith(f":{name}"):
                told = sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]
                confirmed += int(told.get("SubscriptionsConfirmed", 0))
                pending += int(told.get("SubscriptionsPending", 0))
    if confirmed:
        yield Line("alarm mail", "ok", f"{confirmed} confirmed")
    elif pending:
        do = (
            "click the link in the mail that AWS sent; it is good for three days, then deploy again"
        )
        yield Line("alarm mail", "bad", "the subscription was never confirmed", do)
    else:
        do = f"./regulars deploy --stage {facts.stage} --alarm-email you@shop.example"
        yield Line("alarm mail", "bad", "nobody is told when an alarm rings", do)


def budget(facts: StackFacts) -> Iterator[Line]:
    """Whether AWS says so when a month becomes dear."""
    who = client("sts").get_caller_identity()["Account"]
    found = client("budgets").describe_budgets(AccountId=who).get("Budgets", [])
    if found:
        yield Line("budget", "ok", ", ".join(one["BudgetName"] for one in found[:5]))
    else:
        do = "https://console.aws.amazon.com/billing/home#/budgets/create (a monthly cost budget)"
        yield Line("budget", "warn", "no budget warns of a dear month", do)


def log_retention(facts: StackFacts) -> Iterator[Line]:
    """Logs are kept for thirty days: they cost, and they tell of people's doings."""
    logs, prefix = client("logs"), f"/aws/lambda/regulars-{facts.stage}-"
    groups = [
        group
        for page in logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
        for group in page["logGroups"]
    ]
    other = [group for group in groups if group.get("retentionInDays") != LOG_DAYS]
    for group in other:
        kept = group.get("retentionInDays")
        what = f"{group['logGroupName']} keeps {f'{kept} days' if kept else 'everything for ever'}"
        do = (
            f"aws logs put-retention-policy --log-group-name {group['logGroupName']} "
            f"--retention-in-days {LOG_DAYS}"
        )
        yield Line("log retention", "bad", what, do)
    if not groups:
        yield Line("log retention", "bad", f"there are no log groups {prefix}*", "deploy again")
    elif not other:
        yield Line("log retention", "ok", f"{len(groups)} log groups, {LOG_DAYS} days")


CHECKS = (
    Check("concurrency", concurrency, of_an_account=True),
    Check("code storage", code_storage, of_an_account=True),
    Check("alarm mail", alarm_mail, of_an_account=True),
    Check("budget", budget, of_an_account=True),
    Check("log retention", log_retention),
)
