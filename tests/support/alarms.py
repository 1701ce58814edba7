"""CloudWatch's judgement of an alarm, over metrics read from what is really there.

No emulator evaluates alarms as CloudWatch does: this one's ignores dimensions, periods and missing
data. So a test reads the real figures (attributes of queues, EMF lines that functions logged, what
the emulator counted of calls) and holds the deployed alarm's own definition against them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import boto3

_STATISTICS: dict[str, Callable[[Iterable[float]], float]] = {"Sum": sum, "Maximum": max}

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]

# What AWS publishes, with the dimensions it publishes it by. An alarm on anything else is silent
# for ever.
PUBLISHED: dict[tuple[str, str], tuple[set[str], ...]] = {
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): ({"QueueName"},),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): ({"QueueName"},),
    ("AWS/Lambda", "Errors"): (set(), {"FunctionName"}),
    ("AWS/Lambda", "Throttles"): (set(), {"FunctionName"}),
    ("AWS/Lambda", "IteratorAge"): ({"FunctionName"},),
    ("AWS/ApiGateway", "5xx"): ({"ApiId"}, {"ApiId", "Stage"}),
    ("AWS/DynamoDB", "ReadThrottleEvents"): ({"TableName"},),
    ("AWS/DynamoDB", "WriteThrottleEvents"): ({"TableName"},),
}


@cache
def aws(service: str) -> Any:
    """The client of a service; one, because making them is what takes long."""
    return boto3.client(service)


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a metric at a unix second."""

    at_s: float
    value: float


@dataclass(frozen=True, slots=True)
class Definition:
    """An alarm as it is deployed."""

    name: str
    namespace: str
    metric: str
    dimensions: dict[str, str]
    statistic: str
    comparison: str
    threshold: float
    period_s: int
    periods: int
    to_alarm: int
    missing: str
    actions: tuple[str, ...] = field(default=(), compare=False)

    def state(self, points: Iterable[Point], now_s: float) -> State:
        """What CloudWatch would say at `now_s`: so many of the last periods must breach. A period
        without data counts as TreatMissingData says; with "missing" it counts for nothing."""
        known = list(points)
        verdicts = [self._verdict(known, now_s, number) for number in range(self.periods)]
        breaching = sum(one is True for one in verdicts)
        if breaching >= self.to_alarm:
            return "ALARM"
        if all(one is None for one in verdicts):
            return "INSUFFICIENT_DATA"
        return "OK"

    def _verdict(self, points: list[Point], now_s: float, number: int) -> bool | None:
        end_s = now_s - number * self.period_s
        begin_s = end_s - self.period_s
        values = [one.value for one in points if begin_s < one.at_s <= end_s]
        if not values:
            return {"breaching": True, "notBreaching": False}.get(self.missing)
        value = _STATISTICS[self.statistic](values)
        verdicts = {
            "GreaterThanThreshold": value > self.threshold,
            "LessThanThreshold": value < self.threshold,
        }
        return verdicts[self.comparison]


def deployed() -> dict[str, Definition]:
    """The stack's metric alarms, by logical id."""
    pages = aws("cloudformation").get_paginator("list_stack_resources")
    names = {
        one["PhysicalResourceId"]: one["LogicalResourceId"]
        for page in pages.paginate(StackName="regulars-local")
        for one in page["StackResourceSummaries"]
        if one["ResourceType"] == "AWS::CloudWatch::Alarm"
    }
    described = aws("cloudwatch").get_paginator("describe_alarms").paginate()
    alarms = [one for page in described for one in page["MetricAlarms"]]
    return {names[one["AlarmName"]]: _definition(one) for one in alarms}


def _definition(alarm: dict[str, Any]) -> Definition:
    return Definition(
        name=alarm["AlarmName"],
        namespace=alarm["Namespace"],
        metric=alarm["MetricName"],
        dimensions={one["Name"]: one["Value"] for one in alarm.get("Dimensions", [])},
        statistic=alarm["Statistic"],
        comparison=alarm["ComparisonOperator"],
        threshold=alarm["Threshold"],
        period_s=alarm["Period"],
        periods=alarm["EvaluationPeriods"],
        to_alarm=alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"]),
        missing=alarm.get("TreatMissingData", "missing"),
        actions=tuple(alarm["AlarmActions"]),
    )


class Figures:
    """The metrics of the deployed stack, from `since_s` on, as far as this machine has them.

    `at_s`: the moment to look from, which may be yet to come: what waits in a queue then is what
    waits there now, and has waited for so much longer.
    """

    def __init__(self, stage: str, since_s: float, *, unread_s: float | None = None) -> None:
        self._namespace = f"Regulars/{stage}"
        self._since_s = since_s
        self._unread_s = unread_s
        self.answered_5xx: list[float] = []
        self._logged = cache(self._read_logs)
        self._called = cache(self._read_calls)

    def of(self, alarm: Definition, at_s: float) -> list[Point]:
        """The points that the alarm's metric has at `at_s`."""
        if alarm.namespace == "AWS/SQS":
            return self._of_queue(alarm, at_s)
        if alarm.namespace == self._namespace:
            return [
                point
                for name, dimensions, point in self._logged()
                if name == alarm.metric and dimensions == alarm.dimensions
            ]
        if alarm.metric == "IteratorAge":
            unread = self._unread_s
            times = [at_s - 60 * number - 1 for number in range(5)]
            return [Point(t, (t - unread) * 1000) for t in times if unread and t > unread]
        if alarm.namespace == "AWS/Lambda":
            return self._of_calls(alarm)
        if alarm.namespace == "AWS/ApiGateway":
            return [Point(one, 1) for one in self.answered_5xx]
        return []  # nothing throttles the emulator's table

    def _of_queue(self, alarm: Definition, at_s: float) -> list[Point]:
        sqs, url = aws("sqs"), _url(alarm.dimensions["QueueName"])
        if alarm.metric == "ApproximateNumberOfMessagesVisible":
            name = "ApproximateNumberOfMessages"
            found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])
            count = int(found["Attributes"][name])
            return [Point(at_s - 60 * number, count) for number in range(5)]
        waiting = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=0,
            MessageSystemAttributeNames=["SentTimestamp"],
        ).get("Messages", [])
        if not waiting:
            return [Point(at_s - 60 * number, 0) for number in range(5)]
        oldest_s = min(int(one["Attributes"]["SentTimestamp"]) for one in waiting) / 1000
        times = [at_s - 60 * number for number in range(5)]
        return [Point(t, t - oldest_s) for t in times if t > oldest_s]

    def _of_calls(self, alarm: Definition) -> list[Point]:
        """As the emulator counts calls: it knows them by function only, and sums are theirs."""
        return [
            point
            for name, dimensions, point in self._called()
            if name == alarm.metric and alarm.dimensions.items() <= dimensions.items()
        ]

    def _read_calls(self) -> list[tuple[str, dict[str, str], Point]]:
        cloudwatch = aws("cloudwatch")
        known = [
            one
            for one in cloudwatch.list_metrics(Namespace="AWS/Lambda")["Metrics"]
            if one["MetricName"] in ("Errors", "Throttles")
        ]
        answer = cloudwatch.get_metric_data(
            MetricDataQueries=[
                {"Id": f"m{number}", "MetricStat": {"Metric": one, "Period": 1, "Stat": "Sum"}}
                for number, one in enumerate(known)
            ],
            StartTime=int(self._since_s),
            EndTime=int(self._since_s) + 3600,
        )
        found = []
        for one, result in zip(known, answer["MetricDataResults"], strict=True):
            dimensions = {each["Name"]: each["Value"] for each in one["Dimensions"]}
            for at, value in zip(result["Timestamps"], result["Values"], strict=True):
                found.append((one["MetricName"], dimensions, Point(at.timestamp(), value)))
        # It looks from the whole minute on, whatever it is asked.
        return [one for one in found if one[2].at_s >= int(self._since_s)]

    def look_again(self) -> None:
        """Read logs and counts of calls again the next time."""
        self._logged.cache_clear()
        self._called.cache_clear()

    def _read_logs(self) -> list[tuple[str, dict[str, str], Point]]:
        """Metrics of EMF lines, and of the template's metric filters, in what functions logged."""
        logs = aws("logs")
        filters = {
            one["logGroupName"]: one["metricTransformations"][0]["metricName"]
            for one in logs.describe_metric_filters()["metricFilters"]
            if one["filterPattern"] == '{ $.exception_name = "*" }'
        }
        found = []
        for group in logs.describe_log_groups()["logGroups"]:
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=group["logGroupName"], startTime=int(self._since_s * 1000)
            )
            counted = filters.get(group["logGroupName"])
            for event in (one for page in pages for one in page["events"]):
                found += _emf(event["message"])
                if counted and '"exception_name"' in event["message"]:
                    found.append((counted, {}, Point(event["timestamp"] / 1000, 1)))
        return found


@cache
def _url(queue: str) -> str:
    return str(aws("sqs").get_queue_url(QueueName=queue)["QueueUrl"])


def forget() -> None:
    """Another stack is meant from now on."""
    aws.cache_clear()
    _url.cache_clear()


def _emf(line: str) -> list[tuple[str, dict[str, str], Point]]:
    """The metrics of a line in CloudWatch's embedded metric format."""
    try:
        record = json.loads(line)
        directives = record["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return []
    at_s = record["_aws"]["Timestamp"] / 1000
    found = []
    for directive in directives:
        for names in directive["Dimensions"]:
            dimensions = {name: record[name] for name in names}
            for metric in directive["Metrics"]:
                values = record[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    name = metric["Name"]
                    found.append((name, dimensions, Point(at_s, float(value))))
    return found
