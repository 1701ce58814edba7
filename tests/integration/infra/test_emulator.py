from __future__ import annotations

import pytest

from tests.support.emulator import FreshTable


def test_a_fresh_table_is_empty_and_streams_new_images(table: FreshTable) -> None:
    described = table.client.describe_table(TableName=table.name)["Table"]
    assert described["StreamSpecification"] == {
        "StreamEnabled": True,
        "StreamViewType": "NEW_IMAGE",
    }
    assert table.client.scan(TableName=table.name)["Count"] == 0


def test_a_refused_transaction_writes_nothing(table: FreshTable) -> None:
    key = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    table.client.put_item(TableName=table.name, Item=key)
    with pytest.raises(table.client.exceptions.TransactionCanceledException):
        table.client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": table.name, "Item": {"pk": {"S": "new"}, "sk": {"S": "b"}}}},
                {
                    "Put": {
                        "TableName": table.name,
                        "Item": key,
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                },
            ]
        )
    assert table.client.scan(TableName=table.name)["Count"] == 1
