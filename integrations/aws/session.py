"""One botocore session and one client a service for the whole process.

Time-outs and retries fit inside the shortest function's own time-out. AWS_ENDPOINT_URL (an
emulator's) is honoured by botocore itself.
"""

from __future__ import annotations

import functools
import os
from typing import Any

CONNECT_TIMEOUT_S = 1
READ_TIMEOUT_S = 5
MAX_ATTEMPTS = 3


def client(service: str) -> Any:
    """The process's client of `service` ("sqs")."""
    return _client(service, os.environ.get("AWS_ENDPOINT_URL", ""))


@functools.cache
def _session() -> Any:
    import botocore.session

    return botocore.session.get_session()


@functools.cache
def _client(service: str, endpoint: str) -> Any:
    from botocore.config import Config

    # What is signed for a browser would be signed as buckets made today refuse, and for another
    # region's address. An address without a name (an emulator's) takes the bucket into the path.
    signing = {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}}
    return _session().create_client(
        service,
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=READ_TIMEOUT_S,
            retries={"mode": "standard", "total_max_attempts": MAX_ATTEMPTS},
            **(signing if service == "s3" else {}),
        ),
    )
