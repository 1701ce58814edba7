"""What went wrong, in one sentence."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from pynamodb.exceptions import GetError

from cli.failures import described
from core.errors import InsufficientPoints

_DENIED = ClientError(
    {"Error": {"Code": "AccessDeniedException", "Message": "not you"}}, "GetSecretValue"
)


def test_our_own_errors_keep_their_code_and_figures() -> None:
    error = InsufficientPoints("100 points are needed, 3 are there.", needed=100, available=3)
    assert described(error) == {
        "code": "insufficient_points",
        "message": "100 points are needed, 3 are there.",
        "details": {"needed": 100, "available": 3},
    }


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (NoCredentialsError(), "no_aws_credentials", "AWS_PROFILE"),
        (_DENIED, "aws", "AWS refused GetSecretValue: AccessDeniedException: not you"),
        (GetError("no", cause=_DENIED), "aws", "AccessDeniedException"),
        (EndpointConnectionError(endpoint_url="http://x"), "unreachable", "http://x"),
        (FileNotFoundError(2, "No such file", "p.json"), "file", "p.json: No such file."),
        (KeyError("x"), "internal", "Unforeseen KeyError"),
    ],
)
def test_other_errors_are_named_without_a_traceback(
    error: Exception, code: str, words: str
) -> None:
    shown = described(error)
    assert shown["code"] == code
    assert words in str(shown["message"])
