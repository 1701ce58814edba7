"""Alarms ring: deployed as packaged, on what really happened, and nothing else rings with them."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from cli.main import main
from core.ledger import programs, stores
from core.ledger.verify import verify
from core.program.defaults import default_document
from core.snapshot import CustomerRef
from functions.events import queue as queue_event
from infra.local.facts import StackFacts
from integrations import access
from tests.support import deployed
from tests.support.alarms import PUBLISHED, Definition, Figures, aws, forget
from tests.support.alarms import deployed as deployed_alarms
from tests.support.running import eventually
from tests.support.sandbox import WOO, SandboxServer, receiver, store
from tests.unit.core.worlds import snapshot

__all__ = ["receiver", "store"]

FUNCTION = "regulars-local-{}"
LATER_S = 20 * 60


@dataclass
class Stack:
    """The deployed stack, its alarms, and what was done to it."""

    facts: StackFacts
    alarms: dict[str, Definition]
    orders: Iterator[int] = field(default_factory=lambda: iter(range(100, 1000)))

    def run(self, payload: dict[str, Any], function: str = "scheduled") -> dict[str, Any]:
        """Call a function and wait for its answer."""
        answer: dict[str, Any] = aws("lambda").invoke(
            FunctionName=FUNCTION.format(function), Qualifier="live", Payload=json.dumps(payload)
        )
        return answer

    def ringing(self, figures: Figures, later_s: float = 0) -> set[str]:
        """The alarms that ring now, or would at a later time if nothing else happened."""
        figures.look_again()
        return {name for name in self.alarms if self._rings(name, figures, later_s)}

    def rings(self, name: str, figures: Figures) -> bool:
        figures.look_again()
        return self._rings(name, figures, 0)

    def _rings(self, name: str, figures: Figures, later_s: float) -> bool:
        at_s = time.time() + later_s
        return self.alarms[name].state(figures.of(self.alarms[name], at_s), at_s) == "ALARM"

    def order(self, store_id: str) -> None:
        """A guest's paid order, delivered."""
        number = next(self.orders)
        now_s = int(time.time())
        who = CustomerRef(email=f"guest.{number}@example.com")
        one = snapshot(order_id=str(number), customer=who, placed_at_s=now_s, stamp_s=now_s)
        queue_event(stores.get(store_id), replace(one, store_id=store_id))

    def left(self, url: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return sum(int(one) for one in found["Attributes"].values())

    def settled(self) -> None:
        def empty() -> None:
            left = {name: self.left(url) for name, url in self.facts.queues.items()}
            assert {name: many for name, many in left.items() if many} == {}

        eventually(empty, timeout_s=120)

    @contextlib.contextmanager
    def stopped(self, source: str) -> Iterator[None]:
        """Nothing reads what the source (part of an ARN) brings."""
        functions = aws("lambda")
        [mapping] = [
            one["UUID"]
            for one in functions.list_event_source_mappings()["EventSourceMappings"]
            if source in one["EventSourceArn"]
        ]
        functions.update_event_source_mapping(UUID=mapping, Enabled=False)
        yield
        functions.update_event_source_mapping(UUID=mapping, Enabled=True)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with deployed.stack(tmp_path_factory.mktemp("deployed")) as found:
        forget()
        yield Stack(found, deployed_alarms())


@pytest.fixture(scope="module")
def store_id(stack: Stack) -> str:
    """A store that nobody asks anything."""
    return connect("https://a.example")


def connect(url: str) -> str:
    """A store whose orders count, that nobody sweeps and nobody copies balances to; its id."""
    before = set(stores.list_ids())
    keys = ("--consumer-key", "ck", "--consumer-secret", "cs", "--webhook-secret", "wh")
    assert main(["store", "add", "woocommerce", "--url", url, "--no-check", *keys]) == 0
    [found] = set(stores.list_ids()) - before
    stores.change(found, installed=False)
    return found


@pytest.fixture
def figures() -> Figures:
    return Figures("local", time.time())


@pytest.fixture
def healthy(stack: Stack) -> Figures:
    """Figures of a moment in which every job has just been done."""
    found = Figures("local", time.time())
    for job in scheduled():
        assert "FunctionError" not in stack.run(job)
    return found


def test_every_alarm_watches_something_that_there_is(stack: Stack) -> None:
    find = {
        "QueueName": lambda name: aws("sqs").get_queue_url(QueueName=name),
        "FunctionName": lambda name: aws("lambda").get_function(FunctionName=name),
        "TableName": lambda name: aws("dynamodb").describe_table(TableName=name),
        "ApiId": lambda name: aws("apigatewayv2").get_api(ApiId=name),
    }
    [topic] = aws("sns").list_topics()["Topics"]
    jobs = {one["job"] for one in scheduled()}
    counted = {
        one["metricTransformations"][0]["metricName"]
        for one in aws("logs").describe_metric_filters()["metricFilters"]
    }
    for name, one in stack.alarms.items():
        assert one.actions == (topic["TopicArn"],), name
        if one.namespace == "Regulars/local":
            known = one.metric in counted and one.dimensions == {}
            known |= one.metric == "JobDone" and one.dimensions["job"] in jobs
            known |= (one.metric, one.dimensions) == ("SweepStopped", {"service": "scheduled"})
            assert known, name
            continue
        assert set(one.dimensions) in PUBLISHED[one.namespace, one.metric], name
        for dimension, value in one.dimensions.items():
            find[dimension](value)  # raises for what is not there


def scheduled() -> list[dict[str, Any]]:
    """What the clock starts, as the deployed rules say it."""
    events = aws("events")
    targets = [
        target
        for rule in events.list_rules()["Rules"]
        for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    ]
    return [json.loads(one["Input"]) for one in targets]


def test_everything_that_can_fail_has_an_alarm(stack: Stack) -> None:
    watched = {
        (one.metric, value) for one in stack.alarms.values() for value in one.dimensions.values()
    }
    for url in aws("sqs").list_queues()["QueueUrls"]:
        name = url.rsplit("/", 1)[1]
        if "-dead" in name:
            assert ("ApproximateNumberOfMessagesVisible", name) in watched
    for function in aws("lambda").list_functions()["Functions"]:
        assert ("Errors", function["FunctionName"]) in watched
    assert {("JobDone", one["job"]) for one in scheduled()} <= watched


def test_nothing_rings_while_all_is_well(stack: Stack, store_id: str, healthy: Figures) -> None:
    stack.order(store_id)
    stack.settled()
    assert stack.ringing(healthy) == set()


def test_poison_rings_alone_and_is_done_after_it_was_mended_and_redriven(
    stack: Stack, store_id: str, healthy: Figures, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = connect("https://b.example")
    ledger = access.ledger_of(stores.get(damaged))
    for row in programs.versions(ledger):
        row.delete()  # as only a damaged table would have it
    programs._cached.clear()
    stack.order(damaged)
    stack.order(store_id)
    dead = stack.facts.dead_letters["events"]
    eventually(lambda: _is(stack.left(dead), 1))
    stack.settled()
    assert stack.ringing(healthy) == {"EventsDeadLettersAlarm"}
    capsys.readouterr()
    assert main(["deadletters", "list", "--queue", "events", "--json"]) == 0
    [letter] = json.loads(capsys.readouterr().out)["letters"]
    assert (letter["code"], letter["store_id"]) == ("no_program", damaged)
    assert letter["function"] == FUNCTION.format("ledger_worker")

    programs.publish(ledger, default_document("USD"), "test", 0)
    assert main(["deadletters", "redrive", "events"]) == 0
    stack.settled()
    assert stack.ringing(healthy) == set()
    report = verify({damaged})
    assert (report.members, report.mismatches) == (1, [])


def _is(value: object, wanted: object) -> None:
    assert value == wanted


def test_each_queues_dead_letters_ring(stack: Stack, healthy: Figures) -> None:
    sqs = aws("sqs")
    for url in stack.facts.dead_letters.values():
        once = {"MessageGroupId": "x", "MessageDeduplicationId": str(time.time_ns())}
        sqs.send_message(QueueUrl=url, MessageBody="{}", **(once if url.endswith("fifo") else {}))
    assert stack.ringing(healthy) == {
        f"{name.capitalize()}DeadLettersAlarm" for name in stack.facts.dead_letters
    }
    for url in stack.facts.dead_letters.values():
        sqs.purge_queue(QueueUrl=url)


def test_deliveries_that_wait_ring_after_five_minutes(
    stack: Stack, store_id: str, healthy: Figures
) -> None:
    with stack.stopped("events.fifo"):
        stack.order(store_id)
        assert stack.ringing(healthy) == set()
        stands = {"DueStands", "NumbersStands", "TokensStands"}
        assert stack.ringing(healthy, LATER_S) == {"EventsWait"} | stands
    stack.settled()


def test_a_relay_that_stands_still_rings_after_ten_minutes(
    stack: Stack, store_id: str, healthy: Figures
) -> None:
    with stack.stopped("/stream/"):
        stack.order(store_id)
        stack.settled()
        behind = Figures("local", time.time(), unread_s=time.time())
        assert "RelayLags" not in stack.ringing(behind)
        assert "RelayLags" in stack.ringing(behind, LATER_S)
        assert "RelayLags" not in stack.ringing(healthy, LATER_S)


def test_a_clock_that_stands_still_rings_for_each_job_in_its_time(
    stack: Stack, healthy: Figures
) -> None:
    soon = {"DueStands", "NumbersStands", "TokensStands"}
    assert stack.ringing(healthy, LATER_S) == soon
    hours = soon | {"SweepStands"}
    assert stack.ringing(healthy, 4 * 3600) == hours
    every = {name for name, one in stack.alarms.items() if one.metric == "JobDone"}
    assert len(every) == len(scheduled())
    assert stack.ringing(healthy, 50 * 3600) == every


def test_a_function_that_fails_rings_and_what_the_clock_started_is_kept(
    stack: Stack, healthy: Figures
) -> None:
    table, key = aws("dynamodb"), {"pk": {"S": "DUE"}, "sk": {"S": "0 is no day"}}
    table.put_item(TableName=stack.facts.table, Item=key | {"t": {"S": "DD"}})
    assert stack.run({"job": "due"})["FunctionError"]
    aws("lambda").invoke(
        FunctionName=FUNCTION.format("scheduled"),
        Qualifier="live",
        InvocationType="Event",
        Payload=b'{"job": "due"}',
    )
    dead = stack.facts.dead_letters["scheduled"]
    eventually(lambda: _is(stack.left(dead) >= 1, True), timeout_s=150)
    table.delete_item(TableName=stack.facts.table, Key=key)
    assert stack.ringing(healthy) == {
        *("ScheduledErrors", "ScheduledExceptions", "ScheduledDeadLettersAlarm")
    }
    aws("sqs").purge_queue(QueueUrl=dead)


def test_a_run_of_the_clock_that_was_kept_is_done_after_a_redrive(
    stack: Stack, figures: Figures
) -> None:
    kept = {"requestPayload": {"job": "due"}, "requestContext": {"condition": "RetriesExhausted"}}
    dead = stack.facts.dead_letters["scheduled"]
    aws("sqs").send_message(QueueUrl=dead, MessageBody=json.dumps(kept))
    assert stack.rings("DueStands", figures)
    assert main(["deadletters", "redrive", "scheduled"]) == 0
    eventually(lambda: _is(stack.rings("DueStands", figures), False))
    assert stack.left(dead) == 0


def test_a_sweep_that_finds_many_orders_gone_rings(
    stack: Stack, store: SandboxServer, healthy: Figures
) -> None:
    keys = ("--consumer-key", WOO["consumer_key"], "--consumer-secret", WOO["consumer_secret"])
    url = ("--url", f"{store.origin}/woo", "--webhook-secret", WOO["webhook_secret"])
    assert main(["store", "add", "woocommerce", *url, *keys]) == 0
    [shop] = [one for one in stores.list_ids() if stores.get(one).address.startswith("http://")]
    for _ in range(5):
        stack.order(shop)
    stack.settled()
    assert stack.ringing(healthy) == set()
    assert "FunctionError" not in stack.run({"job": "sweep"})
    assert stack.ringing(healthy) == {"SweepStopped"}
    stores.change(shop, installed=False)


def test_functions_without_concurrency_ring(stack: Stack, healthy: Figures) -> None:
    functions = aws("lambda")
    name = FUNCTION.format("relay")
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    with pytest.raises(functions.exceptions.TooManyRequestsException):
        # The emulator bounds the function itself only, and not what its alias names.
        functions.invoke(FunctionName=name, Payload=b"{}")
    functions.delete_function_concurrency(FunctionName=name)
    # It also counts as an error what was not even called; AWS does not.
    assert stack.ringing(healthy) == {"Throttled", "RelayErrors"}
    time.sleep(1)  # calls are counted by the second


def test_an_api_that_fails_rings_after_the_fourth_time(
    stack: Stack, store_id: str, healthy: Figures
) -> None:
    secrets = aws("secretsmanager")
    name = stack.facts.secret_name
    kept = secrets.get_secret_value(SecretId=name)["SecretString"]
    secrets.put_secret_value(SecretId=name, SecretString="no JSON")
    for number in range(5):
        assert stack.ringing(healthy) - {"StorefrontExceptions"} == set(), number
        status, at_s = answered(stack, f"/storefront/program?store={store_id}")
        assert status == 500
        healthy.answered_5xx.append(at_s)
    secrets.put_secret_value(SecretId=name, SecretString=kept)
    assert stack.ringing(healthy) == {"ApiFails", "StorefrontExceptions"}


def answered(stack: Stack, path: str) -> tuple[int, float]:
    """The HTTP API's status, and when it came."""
    request = urllib.request.Request(f"{stack.facts.endpoint_url}{path}")
    request.add_header("Host", f"{stack.facts.http_api_id}.execute-api.localhost")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, time.time()
    except urllib.error.HTTPError as error:
        return error.code, time.time()


def test_an_alarm_that_rings_reaches_whoever_subscribed(stack: Stack) -> None:
    sqs, cloudwatch = aws("sqs"), aws("cloudwatch")
    url = sqs.create_queue(QueueName="pager")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    allowed = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn["QueueArn"],
            }
        ],
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(allowed)})
    [topic] = {action for one in stack.alarms.values() for action in one.actions}
    aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    for one in stack.alarms.values():
        cloudwatch.set_alarm_state(AlarmName=one.name, StateValue="OK", StateReason="a test")
    drained(url)
    for one in stack.alarms.values():
        cloudwatch.set_alarm_state(AlarmName=one.name, StateValue="ALARM", StateReason="a test")
    rung = [json.loads(json.loads(body)["Message"]) for body in drained(url)]
    assert {one["AlarmName"] for one in rung} == {one.name for one in stack.alarms.values()}
    assert {one["NewStateValue"] for one in rung} == {"ALARM"}


def drained(url: str) -> list[str]:
    sqs, found = aws("sqs"), []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [one["Body"] for one in messages]
    return found
