"""The deployed functions keep records, each under a role that may add its own kind and no other."""

from __future__ import annotations

import json
from typing import Any

import boto3

from tests.support.running import Running, eventually


def client(running: Running, service: str) -> Any:
    facts = running.stack.facts
    session = boto3.Session("test", "test", region_name=facts.region)
    return session.client(service, endpoint_url=facts.endpoint_url)


def records_of(running: Running) -> tuple[Any, str]:
    return client(running, "s3"), running.stack.facts.records_bucket


def test_the_clock_signs_a_checkpoint_and_it_proves_the_books(running: Running) -> None:
    running.cli("member", "adjust", running.woo.store_id, "90001", "50", "--reason", "welcome")

    def signed() -> None:
        answer = client(running, "lambda").invoke(
            FunctionName="regulars-local-scheduled:live", Payload=json.dumps({"job": "checkpoint"})
        )
        done = json.loads(answer["Payload"].read())
        assert done.get("failed") == 0, done
        assert done["members"] >= 1

    eventually(signed, every_s=1)
    s3, bucket = records_of(running)
    folder = f"checkpoints/{running.woo.store_id}/"
    kept = s3.list_objects_v2(Bucket=bucket, Prefix=folder)["Contents"]
    assert len(kept) >= 2
    assert running.cli("ledger", "prove")["proven"]


def test_the_relay_keeps_who_was_erased(running: Running) -> None:
    customer_id, email = running.register("shopify", "Leaver")
    shop = running.shopify.store_id
    running.cli("member", "adjust", shop, customer_id, "50", "--reason", "welcome")
    payload = {
        "shop_id": 1,
        "shop_domain": running.shop_settings("shopify")["shop_domain"],
        "customer": {"id": int(customer_id), "email": email},
        "orders_to_redact": [],
    }
    told = {"topic": "customers/redact", "payload": payload}
    running.control("POST", "shopify/deliver", told)
    s3, bucket = records_of(running)

    def kept() -> None:
        found = s3.list_objects_v2(Bucket=bucket, Prefix=f"tombstones/erasures/{shop}/")
        bodies = [
            s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read().decode()
            for one in found.get("Contents", [])
        ]
        members = running.cli("member", "show", shop, customer_id)
        assert members["known"] is False
        assert bodies
        assert customer_id not in "".join(bodies)
        assert email not in "".join(bodies)

    eventually(kept, every_s=0.5)
