"""Starts the emulator with what it lacks of AWS, in its own environment.

Of IAM: condition keys of KMS, SES's sender and identity. With these it can be run with AUTH=true,
so that every function works under its own role of the template, and a permission that is missing
there is missing on this machine too. Of HTTP APIs: CORS as CloudFormation spells it. Of streams:
that a batch with failures comes again, and that a stop forgets no record: the emulator remembers
how far a stream was read, but not what was in it, and so would skip as many after a start. Of
CodeDeploy: that it can be declared; an alias moves to its next version at once. Of asynchronous
calls: that those of schedules are tried again, and that an alias's destination counts.
The names replaced here belong to the pinned version of the emulator.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core.responses import get_account_id
from ministack.services import apigateway, dynamodb, eventbridge, lambda_svc
from ministack.services.cloudformation import provisioners

_request_context = iam_actions.request_tag_context
_enforce_ses = app._enforce_ses_v2
_cors_headers = apigateway._cors_response_headers
_cors_preflight = apigateway._cors_preflight_response
_execute = lambda_svc._execute_function
_call_and_retry = lambda_svc.invoke_async_with_retry
_state_of_tables = dynamodb.get_state
_restore_tables = dynamodb.load_persisted_state


def _request_fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body or b"{}")
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _with_encryption_context(
    service: str, iam_action: str, body: bytes, params: dict[str, Any]
) -> dict[str, Any]:
    """kms:EncryptionContext:<key> and kms:EncryptionContextKeys, as the request gives them."""
    keys = dict(_request_context(service, iam_action, body, params))
    if service == "kms":
        context = _request_fields(body).get("EncryptionContext") or {}
        keys |= {f"kms:EncryptionContext:{name}": value for name, value in context.items()}
        keys["kms:EncryptionContextKeys"] = list(context)
    return keys


def _enforce_sending(
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query_params: dict[str, Any],
    request_id: str,
) -> Any:
    """ses:SendEmail on the identity of the sender, with ses:FromAddress."""
    request = (method, path, headers, body, query_params)
    action = iam_actions.extract_iam_action("ses", *request)
    if action != "ses:SendEmail":
        return _enforce_ses(*request, request_id)
    sender = str(_request_fields(body).get("FromEmailAddress", ""))
    region = app.extract_region(headers, query_params)
    return app._enforce_data_plane(
        "sesv2",
        action,
        headers,
        query_params,
        request_id,
        resource_arn=f"arn:aws:ses:{region}:{get_account_id()}:identity/{sender}",
        service_context={"ses:FromAddress": sender},
    )


def _as_api_spells(cors: dict[str, Any] | None) -> dict[str, Any]:
    """{"AllowOrigins": ...} of a template as the API's own {"allowOrigins": ...}."""
    return {name[:1].lower() + name[1:]: value for name, value in (cors or {}).items()}


def _answer_with_cors(cors: dict[str, Any] | None, origin: str) -> Any:
    return _cors_headers(_as_api_spells(cors), origin)


def _answer_preflight(cors: dict[str, Any] | None, origin: str) -> Any:
    return _cors_preflight(_as_api_spells(cors), origin)


def _execute_with_stream_failures(function: dict[str, Any], event: Any) -> dict[str, Any]:
    """A stream's batch in which something failed counts as failed, and so is given again, whole."""
    result: dict[str, Any] = _execute(function, event)
    records = event.get("Records") if isinstance(event, dict) else None
    if records and records[0].get("eventSource") == "aws:dynamodb" and not result.get("error"):
        body = result.get("body")
        failures = body.get("batchItemFailures") if isinstance(body, dict) else None
        if failures:
            reason = {"errorType": "BatchItemFailures", "errorMessage": json.dumps(failures)}
            return {**result, "error": True, "body": reason}
    return result


def _call_and_retry_as_configured(function: dict[str, Any], event: dict[str, Any]) -> None:
    """Our functions are called by their one alias only: what is said of it counts for all calls."""
    known = lambda_svc._functions.get(function["config"]["FunctionName"]) or {}
    said = list((known.get("event_invoke_configs") or {}).values())
    _call_and_retry({**function, "event_invoke_config": said[0]} if said else function, event)


def _call_by_schedule(arn: str, payload: str) -> None:
    """EventBridge calls a function as everybody does who does not wait for the answer."""
    function, config, _ = lambda_svc._get_func_record_for_ref(arn)
    if function and config:
        record = lambda_svc._execution_record_for_config(function, config)
        lambda_svc.invoke_async_with_retry(record, _request_fields(payload.encode()))


def _state_with_streams() -> dict[str, Any]:
    """What is kept of DynamoDB over a stop, with the records of the streams."""
    return {
        **_state_of_tables(),
        "stream_records": copy.deepcopy(dynamodb._stream_records),
        "stream_trimmed": copy.deepcopy(dynamodb._stream_trimmed),
    }


def _restore_with_streams(data: dict[str, Any] | None) -> None:
    _restore_tables(data)
    if data:
        dynamodb._stream_records.update(data.get("stream_records", {}))
        dynamodb._stream_trimmed.update(data.get("stream_trimmed", {}))


def _declare_named(name_property: str) -> dict[str, Any]:
    """A resource of which nothing is made but its name."""

    def create(
        logical_id: str, properties: dict[str, Any], stack: str
    ) -> tuple[str, dict[str, Any]]:
        return properties.get(name_property) or f"{stack}-{logical_id}", {}

    def update(
        name: str, old: dict[str, Any], properties: dict[str, Any], stack: str
    ) -> tuple[str, dict[str, Any]]:
        return properties.get(name_property) or name, {}

    return {"create": create, "update": update, "delete": lambda name, properties: None}


provisioners._RESOURCE_HANDLERS.update(
    {
        "AWS::CodeDeploy::Application": _declare_named("ApplicationName"),
        "AWS::CodeDeploy::DeploymentGroup": _declare_named("DeploymentGroupName"),
    }
)
dynamodb.get_state = _state_with_streams
dynamodb.load_persisted_state = _restore_with_streams
iam_actions.request_tag_context = _with_encryption_context
app._enforce_ses_v2 = _enforce_sending
lambda_svc._execute_function = _execute_with_stream_failures
lambda_svc.invoke_async_with_retry = _call_and_retry_as_configured
eventbridge._dispatch_to_lambda = _call_by_schedule
apigateway._cors_response_headers = _answer_with_cors
apigateway._cors_preflight_response = _answer_preflight

if __name__ == "__main__":
    app.main()
