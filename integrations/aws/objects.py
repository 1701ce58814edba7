"""Objects of an S3 bucket that are written once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from integrations.aws.session import client


def put_once(bucket: str, key: str, body: bytes | IO[bytes], content_type: str) -> bool:
    """Write an object unless there is one of that key; whether it was written. What is there is
    never written over, so that a repeat is harmless and history stays."""
    s3 = client("s3")
    try:
        s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=content_type, IfNoneMatch="*")
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "PreconditionFailed":
            return False
        raise
    return True


def get(bucket: str, key: str, version: str | None = None) -> IO[bytes]:
    """An object's content as a stream. `version`: that one, not the newest."""
    one = {"VersionId": version} if version else {}
    body: IO[bytes] = client("s3").get_object(Bucket=bucket, Key=key, **one)["Body"]
    return body


def keys(bucket: str, prefix: str) -> Iterator[str]:
    """The keys that begin so, in order."""
    pages = client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=bucket, Prefix=prefix):
        for found in page.get("Contents", []):
            yield str(found["Key"])


def versions(bucket: str) -> Iterator[dict[str, Any]]:
    """Every version of every object, deletions too: {"key", "version", "at", "deletion"}. The
    oldest of a key comes last."""
    pages = client("s3").get_paginator("list_object_versions")
    for page in pages.paginate(Bucket=bucket):
        for kind in ("Versions", "DeleteMarkers"):
            for found in page.get(kind, []):
                yield {
                    "key": found["Key"],
                    "version": found["VersionId"],
                    "at": found["LastModified"],
                    "deletion": kind == "DeleteMarkers",
                }
