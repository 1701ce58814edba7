"""Errors as an operator reads them: one sentence, and a code."""

from __future__ import annotations

import os
import traceback

from core.errors import RegularsError


def described(error: Exception) -> dict[str, object]:
    """{"code", "message", "details"?} of anything that a command raised."""
    if isinstance(error, RegularsError):
        shown: dict[str, object] = {"code": error.code, "message": str(error)}
        return shown | ({"details": error.details} if error.details else {})
    if isinstance(error, OSError) and error.filename is not None:
        return {"code": "file", "message": f"{error.filename}: {error.strerror}."}
    return _of_aws(error) or _unforeseen(error)


def _of_aws(error: Exception) -> dict[str, object] | None:
    from botocore import exceptions as aws
    from pynamodb.exceptions import PynamoDBException

    cause = error
    if isinstance(error, PynamoDBException) and isinstance(error.cause, Exception):
        cause = error.cause
    if isinstance(cause, (aws.NoCredentialsError, aws.PartialCredentialsError)):
        return {
            "code": "no_aws_credentials",
            "message": "There are no AWS credentials. Sign in (aws configure sso, aws login) or "
            "set AWS_PROFILE, then try again.",
        }
    if isinstance(cause, aws.NoRegionError):
        return {"code": "no_region", "message": "Name the AWS region: --region, or AWS_REGION."}
    if isinstance(cause, aws.EndpointConnectionError):
        return {
            "code": "unreachable",
            "message": f"{cause.kwargs.get('endpoint_url')} does not answer.",
        }
    if isinstance(cause, aws.ClientError):
        fault = cause.response.get("Error", {})
        return {
            "code": "aws",
            "message": f"AWS refused {cause.operation_name}: {fault.get('Code')}: "
            f"{str(fault.get('Message'))[:300]}",
        }
    if isinstance(cause, (aws.BotoCoreError, PynamoDBException)):
        return {"code": "aws", "message": f"AWS could not be asked: {str(cause)[:300]}"}
    return None


def _unforeseen(error: Exception) -> dict[str, object]:
    if os.environ.get("REGULARS_DEBUG"):
        traceback.print_exception(error)
    return {
        "code": "internal",
        "message": f"Unforeseen {type(error).__name__}: {str(error)[:300]}. "
        "REGULARS_DEBUG=1 shows where it came from.",
    }
