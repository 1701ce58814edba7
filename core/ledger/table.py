"""The one table, and what may go wrong with it."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from botocore.config import Config
from pynamodb.attributes import Attribute, DiscriminatorAttribute, UnicodeAttribute
from pynamodb.connection import TableConnection
from pynamodb.constants import NUMBER
from pynamodb.exceptions import AttributeNullError, PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from core.errors import LedgerBusy

T = TypeVar("T")

# botocore makes its own name anew, of two dozen parts, twice for every call: a twentieth of what a
# call costs.
_CLIENT = Config(user_agent="regulars")


class IntegerAttribute(Attribute[int]):
    """A whole number. PynamoDB's own takes its numbers through JSON, at several times the price."""

    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        return format(value, "d")

    def deserialize(self, value: str) -> int:
        return int(value)


class Row(Model):
    """Any item of the table. The subclasses say what it is.

    Time-outs and retries fit several times into the shortest Lambda time-out; what they leave
    uncertain the ledger resolves by reading again and deciding again.
    """

    class Meta:
        table_name = os.environ.get("TABLE_NAME", "regulars")
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        host = os.environ.get("DYNAMODB_ENDPOINT_URL")
        connect_timeout_seconds = 2
        read_timeout_seconds = 3
        max_retry_attempts = 2

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute(attr_name="t")

    def _set_attributes(self, **attributes: Any) -> None:
        """PynamoDB's own sends each value through its attribute, which puts it here."""
        unknown = attributes.keys() - self.get_attributes().keys()
        if unknown:
            raise ValueError(f"No such attributes: {', '.join(sorted(unknown))}")
        self.attribute_values.update(attributes)

    def serialize(self, null_check: bool = True) -> dict[str, dict[str, Any]]:
        """The item as DynamoDB takes it. PynamoDB's own asks at each attribute for what none of
        ours is: a map, a list, a path into a document. Raises AttributeNullError."""
        item = {}
        values = self.attribute_values
        for name, attribute in self.get_attributes().items():
            value = values.get(name)
            if value is not None:
                item[attribute.attr_name] = {attribute.attr_type: attribute.serialize(value)}
            elif null_check and not attribute.null:
                raise AttributeNullError(name)
        return item

    def get_save_kwargs_from_instance(
        self,
        condition: Condition | None = None,
        return_values_on_condition_failure: str | None = None,
    ) -> dict[str, Any]:
        """What a transaction takes of the row. PynamoDB's own goes through five layers that are for
        other kinds of calls; what fails returns no values here."""
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        asked: dict[str, Any] = {
            "TableName": self._get_connection().table_name,
            "Item": self.serialize(),
        }
        if condition is not None:
            asked["ConditionExpression"] = condition.serialize(names, values)
        if names:
            asked["ExpressionAttributeNames"] = {mark: name for name, mark in names.items()}
        if values:
            asked["ExpressionAttributeValues"] = values
        return asked

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """The connection of all kinds of rows, whichever kind is asked for it first."""
        if Row._connection is not None:
            return Row._connection
        if cls is not Row:
            return Row._get_connection()
        made = super()._get_connection()
        made.connection.session.set_default_client_config(_CLIENT)
        return made


def bind(table_name: str) -> None:
    """Use another table from now on (the command line and the tests choose theirs late)."""
    Row.Meta.table_name = table_name
    Row.Meta.region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    Row.Meta.host = os.environ.get("DYNAMODB_ENDPOINT_URL")
    Row._connection = None
    connect()


def connect() -> Any:
    """The shared connection."""
    return Row._get_connection().connection


class Contended(LedgerBusy):
    """Somebody else wrote first, or nobody knows whether this write happened: read and decide
    again. Outside `retrying` it is what the caller should hear: try again."""

    def __init__(self, reason: str) -> None:
        super().__init__("The ledger is busy. Try again.")
        self.reason = reason


class Commit:
    """One transaction in the making. Every write carries a condition, so repeating a commit whose
    answer was lost changes nothing."""

    def __init__(self) -> None:
        self._write = TransactWrite(connection=connect())

    def put(self, row: Row, condition: Condition) -> None:
        self._write.save(row, condition=condition)

    def check(self, pk: str, sk: str, condition: Condition) -> None:
        """Write only if that holds of an item which stays as it is."""
        self._write.condition_check(Row, pk, sk, condition)

    def delete(self, row: Row, condition: Condition | None = None) -> None:
        """Deleting what is gone is no error, so a delete needs no condition unless what is deleted
        may have changed."""
        self._write.delete(row, condition=condition)

    def send(self) -> None:
        """Raises Contended unless DynamoDB confirmed all of it."""
        try:
            self._write._commit()
        except TransactWriteError as error:
            raise Contended(str(error)[:200]) from error


def as_read(kind: Any, version: int) -> Condition:
    """That nobody wrote the row of that kind since it was read in that version; 0: that there is
    none yet."""
    condition: Condition = kind.version == version
    return condition if version else kind.pk.does_not_exist()


def put_alone(row: Row, condition: Condition) -> None:
    """One conditional write outside a transaction: half the price. Raises Contended."""
    try:
        row.save(condition=condition)
    except PynamoDBException as error:
        raise Contended(str(error)[:200]) from error


def read_rows(wanted: Iterable[tuple[str, str]], *, consistent: bool = True) -> list[Row]:
    """Items by key; not `consistent` costs half and may show what was true a moment ago. Raises
    Contended when DynamoDB did not answer."""
    try:
        return list(Row.batch_get(list(wanted), consistent_read=consistent))
    except PynamoDBException as error:
        raise Contended(str(error)[:200]) from error


def retrying(attempt: Callable[[], T], *, attempts: int = 12) -> T:
    """Run `attempt` until it is not contended. It must read what it decides on, every time.

    Conflicts, throttling and lost answers are all met the same way, with full jitter, inside the
    handler: a queue's retry would cost a visibility time-out. Raises LedgerBusy in the end.
    """
    for turn in range(attempts):
        try:
            return attempt()
        except Contended as contention:
            if turn == attempts - 1:
                raise LedgerBusy(
                    "The ledger is busy; nothing was written. Try again."
                ) from contention
            time.sleep(random.uniform(0, min(0.8, 0.01 * 2**turn)))  # noqa: S311
    raise AssertionError("a loop without attempts")
