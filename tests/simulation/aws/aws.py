"""All of the AWS that the project calls, in memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.simulation.aws.deployed import deploy
from tests.simulation.aws.dynamodb import DynamoDB
from tests.simulation.aws.errors import ServiceError
from tests.simulation.aws.objects import S3
from tests.simulation.aws.small import KMS, SES, SecretsManager
from tests.simulation.aws.sqs import SQS
from tests.simulation.aws.stream import Stream

Perform = Callable[[str, dict[str, Any]], dict[str, Any]]


class AWS:
    """One account. `now_ns` tells the time to all services; the process's clock when not given.

    `deployed` has the queues as infra/queues.yml defines them.
    """

    def __init__(self, table: str = "regulars", now_ns: Callable[[], int] | None = None) -> None:
        self.now_ns = now_ns or (lambda: time.time_ns())
        self.dynamodb = DynamoDB(table, self.now_ns)
        self.sqs = SQS(self.now_ns)
        self.kms = KMS()
        self.secrets = SecretsManager()
        self.ses = SES(self.now_ns)
        self.s3 = S3()
        self.stream = Stream(self.dynamodb)
        self._services: dict[str, Perform] = {
            "dynamodb": self.dynamodb.call,
            "sqs": self.sqs.call,
            "kms": self.kms.call,
            "secretsmanager": self.secrets.call,
            "sesv2": self.ses.call,
            "s3": self.s3.call,
        }

    @classmethod
    def deployed(cls, table: str = "regulars", now_ns: Callable[[], int] | None = None) -> AWS:
        """An account with the project's queues and key, nothing in them."""
        aws = cls(table, now_ns)
        deploy(aws.sqs)
        aws.kms.create_key("credentials")
        return aws

    def call(self, service: str, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out one request. Raises ServiceError."""
        perform = self._services.get(service)
        if perform is None:
            raise ServiceError("UnknownServiceException", f"{service} is not kept here")
        return perform(operation, request)
