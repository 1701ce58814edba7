"""An AWS in memory that replaces the wire below botocore, fast and the same in every run.

    from tests.simulation.aws import AWS, Clock, deployed, fresh_container, sqs, wire

    aws = AWS.deployed("regulars")            # queues of infra/queues.yml, a KMS key, a table
    os.environ.update(deployed.environment()) # queue URLs, STAGE, APP_SECRET_NAME, KMS_KEY_ID, ...
    aws.secrets.put(os.environ["APP_SECRET_NAME"], json.dumps({...}))
    with Clock(start_s, seed=7) as clock, wire.installed(aws, around):
        fresh_container()                     # nothing cached from an earlier history
        webhooks.handler(event, context)      # the real handlers, PynamoDB and botocore

A new history in the same process is a new `AWS`, `wire.install(aws, around)` again (the clients are
kept: 0.2 ms) and `fresh_container()`. PYTHONHASHSEED must be fixed for a run to replay in another
process: sets of strings are iterated in the order of their hashes.

The table: `aws.dynamodb.items[(pk, sk)]` in DynamoDB's JSON, `aws.dynamodb.changes` (or
`aws.stream`, which takes them):

    batch = aws.stream.batch(100)             # records as the relay gets them, the filter applied
    answer = relay.handler({"Records": batch}, context)
    aws.stream.settle(batch, answer)          # not when it raised or was killed: it comes again

The queues: `aws.sqs.queues[deployed.queue_name("EventsQueue")]`, and for the mapping of a handler

    now = clock.now_ns
    queue.deliverable(now)                    # what could be handed out; queue.next_ns(): when
    messages = queue.take(now, 10)            # or chosen=[...] out of deliverable()
    answer = handler(sqs.lambda_event(queue, messages), context)
    sqs.settle(queue, messages, answer)       # failures stay until their visibility time-out
    queue.dead_letters.messages               # where what failed too often ends

Troubles: `around(service, operation, request, perform)` is called for each attempt on the wire.
It answers with `perform()`, calls it never or twice, raises `ServiceError` (an error answer), an
exception of botocore (no answer), or `wire.Killed` (the process dies here, and the exception
unwinds through botocore and the handler). `faults` has the usual ones, each an `around` itself.
Waiting for a time-out lets the clock go on by what the client would have waited; botocore's and
the ledger's own pauses between attempts do, too.
"""

from tests.simulation.aws.aws import AWS
from tests.simulation.aws.clock import Clock
from tests.simulation.aws.container import Container, fresh_container
from tests.simulation.aws.dynamodb import DynamoDB
from tests.simulation.aws.errors import ServiceError
from tests.simulation.aws.wire import Killed, Wire, install, installed, uninstall

__all__ = [
    "AWS",
    "Clock",
    "Container",
    "DynamoDB",
    "Killed",
    "ServiceError",
    "Wire",
    "fresh_container",
    "install",
    "installed",
    "uninstall",
]
