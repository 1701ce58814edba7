"""botocore without what no answer depends on.

Signing, building the user agent, asking the endpoint rules, and copying attribute values one by one
between Python and JSON make up more than half of what a call costs the processor, and nothing in
memory looks at their outcome. A lean client leaves them out and keeps the rest: the shape of
requests, events, retries, error parsing. The contract suite runs with all of botocore.
"""

from __future__ import annotations

from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.serialize import JSONSerializer


class _Serializer(JSONSerializer):  # type: ignore[misc]
    """Gives items to JSON as they are. There are no bytes in ours; JSON would refuse them."""

    def _serialize_type_map(self, serialized: Any, value: Any, shape: Any, key: Any) -> None:
        if shape.value.name == "AttributeValue":
            serialized[key] = value
        else:
            super()._serialize_type_map(serialized, value, shape, key)


class _Parser(JSONParser):  # type: ignore[misc]
    """Takes items from JSON as they are. Bytes would stay base64."""

    def _handle_map(self, shape: Any, value: Any) -> Any:
        if shape.value.name == "AttributeValue":
            return value
        return super()._handle_map(shape, value)


class _Parsers(ResponseParserFactory):  # type: ignore[misc]
    def create_parser(self, protocol_name: str) -> Any:
        return _Parser() if protocol_name == "json" else super().create_parser(protocol_name)


class _Nobody:
    """A user agent that is not made anew for every call."""

    def to_string(self) -> str:
        return "simulated"


class Lean:
    """Switches one client between all of botocore and the lean part."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._on = False
        self._all = (
            (client, "_ruleset_resolver", client._ruleset_resolver),
            (client, "_user_agent_creator", client._user_agent_creator),
            (client, "_serializer", client._serializer),
            (
                client._endpoint,
                "_response_parser_factory",
                client._endpoint._response_parser_factory,
            ),
            (client._endpoint, "create_request", client._endpoint.create_request),
        )

    def set(self, on: bool) -> None:
        """Be lean, or not. Setting what is set costs nothing."""
        if on == self._on:
            return
        self._on = on
        for where, name, value in self._all:
            setattr(where, name, value)
        if not on:
            return
        client = self._client
        client._ruleset_resolver = None
        client._user_agent_creator = _Nobody()
        client._endpoint.create_request = _request
        if client.meta.service_model.service_name == "dynamodb":
            client._serializer = _Serializer()
            client._endpoint._response_parser_factory = _Parsers()


def _request(params: dict[str, Any], operation_model: Any = None) -> Any:
    """The request as it would go onto the wire, unsigned."""
    return AWSPreparedRequest(
        params["method"],
        params["url"],
        params["headers"],
        params["body"],
        stream_output=False,
        context=params["context"],
    )


def forget_failures(client: Any) -> None:
    """Fill up the client's retry quota: a new process has not failed yet."""
    for quota in _quotas(client):
        quota._available_capacity = quota._max_capacity


def _quotas(client: Any) -> list[Any]:
    service = client.meta.service_model.service_id.hyphenize()
    handlers = client.meta.events._emitter._handlers.prefix_search(f"needs-retry.{service}.Any")
    owners: list[Any] = [getattr(handler, "__self__", None) for handler in handlers]
    return [one._retry_quota._quota for one in owners if hasattr(one, "_retry_quota")]
