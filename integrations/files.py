"""Files of jobs: in a private bucket, under ledger, store and job, gone after thirty days at the
latest (infra/files.yml). What in them is personal is deleted with the job that needed it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import IO

from core.errors import NotFound
from core.identity import Ledger
from integrations.aws import objects
from integrations.aws.session import client

# How long a link to a file may be followed.
LINK_S = 900


def bucket() -> str:
    """The bucket's name, from FILES_BUCKET."""
    return os.environ["FILES_BUCKET"]


@dataclass(frozen=True, slots=True)
class Files:
    """One job's. Names are our own words ("members.csv"), never a visitor's."""

    ledger: Ledger
    store_id: str
    job_id: str

    def key(self, name: str) -> str:
        """Where a file lies in the bucket."""
        return f"{_folder(self.ledger, self.store_id)}{self.job_id}/{name}"

    def put(self, name: str, body: bytes | IO[bytes], content_type: str) -> None:
        """Write a file, or write it anew: a slice that is repeated makes the same one again."""
        client("s3").put_object(
            Bucket=bucket(), Key=self.key(name), Body=body, ContentType=content_type
        )

    def get(self, name: str) -> IO[bytes]:
        """A file's content as a stream. Raises NotFound."""
        s3 = client("s3")
        try:
            return objects.get(bucket(), self.key(name))
        except s3.exceptions.NoSuchKey as error:
            raise NotFound(
                "The file is gone: they are kept for 30 days.", code="no_file"
            ) from error

    def size(self, name: str) -> int:
        """How many bytes a file has. Raises NotFound."""
        s3 = client("s3")
        try:
            return int(s3.head_object(Bucket=bucket(), Key=self.key(name))["ContentLength"])
        except s3.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            raise NotFound("There is no such file.", code="no_file") from error

    def names(self) -> list[str]:
        """In order."""
        return [key.rsplit("/", 1)[1] for key in objects.keys(bucket(), self.key(""))]

    def link(self, name: str, save_as: str) -> str:
        """An address at which anybody who has it can save the file, for LINK_S seconds. It does
        not say whether there is such a file."""
        return str(
            client("s3").generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": bucket(),
                    "Key": self.key(name),
                    "ResponseContentDisposition": f'attachment; filename="{save_as}"',
                },
                ExpiresIn=LINK_S,
            )
        )

    def drop(self, *names: str) -> None:
        """Delete files; those that are not there are no error."""
        for name in names:
            client("s3").delete_object(Bucket=bucket(), Key=self.key(name))


def forget(ledger: Ledger, store_id: str) -> None:
    """Delete all files of a store's jobs: its data are erased."""
    for key in list(objects.keys(bucket(), _folder(ledger, store_id))):
        client("s3").delete_object(Bucket=bucket(), Key=key)


def _folder(ledger: Ledger, store_id: str) -> str:
    return f"{ledger.ledger_id}/{store_id}/"
