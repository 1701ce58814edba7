"""What is deployed: whose code, and whether a release was taken back."""

from __future__ import annotations

from collections.abc import Iterator

from cli import target
from cli.doctor.line import Check, Line
from infra.local.facts import StackFacts
from infra.package import build_id, functions
from integrations.aws.session import client

_ALIAS = "live"


def build(facts: StackFacts) -> Iterator[Line]:
    """The deployed code against this checkout's."""
    stack = target.describe(client("cloudformation"), facts.stage) or {}
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}
    deployed, here = outputs.get("Build", "unknown"), build_id()
    if deployed == here:
        yield Line("build", "ok", f"{here}, as here")
    else:
        do = f"./regulars deploy --stage {facts.stage}, or use the checkout that deployed it"
        yield Line("build", "warn", f"{deployed} is deployed, {here} is here", do)


def versions(facts: StackFacts) -> Iterator[Line]:
    """Each function's alias: on its newest version, on its way there, or taken back."""
    lambdas, settled = client("lambda"), 0
    for name in functions():
        function = f"regulars-{facts.stage}-{name}"
        alias = lambdas.get_alias(FunctionName=function, Name=_ALIAS)
        pages = lambdas.get_paginator("list_versions_by_function").paginate(FunctionName=function)
        numbers = [one["Version"] for page in pages for one in page["Versions"]]
        newest = max((number for number in numbers if number.isdigit()), key=int, default="none")
        weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
        at = alias["FunctionVersion"]
        if weights:
            yield Line("release", "warn", f"{name}: version {at} is moving to {', '.join(weights)}")
        elif at != newest:
            do = "see the deployment in CodeDeploy and the function's log; mend it; deploy again"
            what = f"{name}: version {at} serves, {newest} was taken back"
            yield Line("release", "warn", what, do)
        else:
            settled += 1
    yield Line("release", "ok", f"{settled} functions serve their newest version")


def alarms(facts: StackFacts) -> Iterator[Line]:
    """What rings now."""
    pages = client("cloudwatch").get_paginator("describe_alarms")
    found = pages.paginate(AlarmNamePrefix=f"regulars-{facts.stage}-", StateValue="ALARM")
    ringing = [alarm for page in found for alarm in page["MetricAlarms"]]
    for alarm in ringing:
        said = alarm.get("AlarmDescription", "")
        yield Line("alarms", "bad", f"{alarm['AlarmName']} rings", said)
    if not ringing:
        yield Line("alarms", "ok", "none rings")


CHECKS = (
    Check("build", build),
    Check("release", versions),
    # The emulator judges alarms by rules of its own.
    Check("alarms", alarms, of_an_account=True),
)
