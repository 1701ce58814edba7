"""What the packaged template says of the functions that race: environment, batches, limits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from infra.local.deployment import make_package
from tests.races.sqs import Feeding

Json = dict[str, Any]


@cache
def _resources() -> Json:
    (path,) = make_package().template.glob("*-update-stack.json")
    found: Json = json.loads(path.read_text())["Resources"]
    return found


def environment(function: str, values: Mapping[str, str]) -> dict[str, str]:
    """The function's environment; `values` are what the template's references come to: of a
    resource by its logical id. One that nobody made here gets a name that leads nowhere."""
    given = _function(function)["Environment"]["Variables"]
    return {name: _resolved(value, values) for name, value in given.items()}


def _resolved(value: Any, values: Mapping[str, str]) -> str:
    if not isinstance(value, dict):
        return str(value)
    (named,) = value.values()  # {"Ref": name}, {"Fn::GetAtt": [name, ...]}, {"Fn::If": [name, ...]}
    name = named if isinstance(named, str) else named[0]
    return values.get(name, f"not-made-{name}")


def _function(name: str) -> Json:
    (found,) = (
        resource["Properties"]
        for resource in _resources().values()
        if resource["Type"] == "AWS::Lambda::Function"
        and resource["Properties"]["FunctionName"].endswith(f"-{name}")
    )
    return dict(found)


def timeout_s(function: str) -> float:
    """When Lambda ends the function."""
    return float(_function(function)["Timeout"])


def queues() -> Iterator[tuple[str, dict[str, str]]]:
    """(logical id, attributes that decide what it is) of every queue."""
    for name, resource in _resources().items():
        if resource["Type"] == "AWS::SQS::Queue":
            fifo = resource["Properties"].get("FifoQueue")
            yield name, {"FifoQueue": "true"} if fifo else {}


def feeding(function: str, queue: str) -> Feeding:
    """How the queue of that logical id feeds the function."""
    (mapping,) = (
        resource["Properties"]
        for resource in _resources().values()
        if resource["Type"] == "AWS::Lambda::EventSourceMapping"
        and resource["Properties"]["EventSourceArn"]["Fn::GetAtt"][0] == queue
    )
    redrive = _resources()[queue]["Properties"]["RedrivePolicy"]
    return Feeding(mapping["BatchSize"], timeout_s(function), redrive["maxReceiveCount"])
