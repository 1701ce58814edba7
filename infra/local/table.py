"""The table as infra/table.yml defines it, made without CloudFormation."""

from __future__ import annotations

from typing import Any

import yaml

from infra.tools import ROOT

_DEFINITION = ROOT / "infra" / "table.yml"
# Given to CreateTable as they stand in the template; what is left out is set by calls of its own.
_CREATE = ("BillingMode", "AttributeDefinitions", "KeySchema")


def create_table(client: Any, name: str) -> None:
    """Create `name`: keys, billing, stream, time to live."""
    properties = yaml.safe_load(_DEFINITION.read_text())["Resources"]["Table"]["Properties"]
    client.create_table(
        TableName=name,
        StreamSpecification={"StreamEnabled": True, **properties["StreamSpecification"]},
        **{key: properties[key] for key in _CREATE},
    )
    client.update_time_to_live(
        TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
    )


def ensure_table(client: Any, name: str) -> str:
    """Create `name` where it is not there; the ARN of its stream."""
    try:
        client.describe_table(TableName=name)
    except client.exceptions.ResourceNotFoundException:
        create_table(client, name)
    return str(client.describe_table(TableName=name)["Table"]["LatestStreamArn"])
