"""botocore without what no answer depends on.

Signing, building the user agent and asking the endpoint rules make up two thirds of what a call
costs the processor, and nothing in memory looks at them. A lean client leaves them out and keeps
the rest: serialisation, events, retries, parsing. The contract suite runs with all of it.
"""

from __future__ import annotations

from typing import Any


class _Nobody:
    """A user agent that is not made anew for every call."""

    def to_string(self) -> str:
        return "simulated"


class Lean:
    """Switches one client between all of botocore and the lean part."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._on = False
        self._resolver = client._ruleset_resolver
        self._user_agent = client._user_agent_creator

    def set(self, on: bool) -> None:
        """Be lean, or not. Setting what is set costs nothing."""
        if on == self._on:
            return
        client, self._on = self._client, on
        client._ruleset_resolver = None if on else self._resolver
        client._user_agent_creator = _Nobody() if on else self._user_agent
        if on:
            client._endpoint.create_request = _request
        else:
            del client._endpoint.create_request


def _request(params: dict[str, Any], operation_model: Any = None) -> Any:
    """The request as it would go onto the wire, unsigned."""
    from botocore.awsrequest import AWSPreparedRequest

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
