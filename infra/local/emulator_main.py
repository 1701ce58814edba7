"""Starts the emulator with what its IAM lacks: condition keys of KMS, SES's sender and identity.

With these it can be run with AUTH=true, so that every function works under its own role of the
template, and a permission that is missing there is missing on this machine too. Runs in the
emulator's own environment; the names it replaces belong to the pinned version of the emulator.
"""

from __future__ import annotations

import json
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core.responses import get_account_id

_request_context = iam_actions.request_tag_context
_enforce_ses = app._enforce_ses_v2


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


iam_actions.request_tag_context = _with_encryption_context
app._enforce_ses_v2 = _enforce_sending

if __name__ == "__main__":
    app.main()
