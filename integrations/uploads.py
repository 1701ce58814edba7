"""Files that merchants hand in: small ones through the page, large ones straight into the private
bucket, by a form that the page signs and the browser sends there."""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import closing
from functools import cached_property
from typing import Any

from core.errors import BadInput, NotFound
from core.identity import Ledger
from core.jobs import Job
from core.migrating.tables import MOST_BYTES
from integrations.aws.session import client
from integrations.files import Files, bucket

_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_NAME = "members.csv"
# How much of a file is looked at to propose what its columns are.
_HEAD = 128 * 1024
_FORM_S = 1800


class Upload:
    """One file that was handed in. It lies beside the store's jobs, and ends as their files do."""

    def __init__(self, ledger: Ledger, store_id: str, upload_id: str) -> None:
        """Raises NotFound for what is no id of ours."""
        if not _ID.fullmatch(upload_id):
            raise NotFound("There is no such file.", code="no_file")
        self.upload_id = upload_id
        self._files = Files(ledger, store_id, f"upload-{upload_id}")

    @cached_property
    def _content(self) -> bytes:
        return self._files.get(_NAME).read(MOST_BYTES + 1)

    def content(self) -> bytes:
        """All of it. Raises NotFound when it is gone, BadInput when it is too large."""
        if len(self._content) > MOST_BYTES:
            raise BadInput(
                f"The file is larger than {MOST_BYTES // 2**20} MB; split it.", code="too_large"
            )
        return self._content

    def head(self) -> bytes:
        """How it begins. Raises NotFound when nothing came or it is gone, BadInput when it is empty
        or too large."""
        size = self._files.size(_NAME)
        if size == 0:
            raise BadInput("The file is empty.", code="empty")
        if size > MOST_BYTES:
            raise BadInput("The file is too large.", code="too_large")
        with closing(self._files.get(_NAME)) as stream:
            return stream.read(_HEAD)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content()).hexdigest()

    def put(self, content: bytes) -> None:
        self._files.put(_NAME, content, "text/csv")

    def form(self, then: str) -> tuple[str, dict[str, str]]:
        """Where a browser's form sends the file, and its hidden fields; the browser is led to
        `then` afterwards. Good for half an hour, for this one file alone. It takes more than is
        read: that it is too much the page says better than the bucket."""
        fields = {"success_action_redirect": then}
        conditions: list[Any] = [fields, ["content-length-range", 0, 4 * MOST_BYTES]]
        made = client("s3").generate_presigned_post(
            bucket(), self._files.key(_NAME), fields, conditions, _FORM_S
        )
        return str(made["url"]), dict(made["fields"])


def new(ledger: Ledger, store_id: str) -> Upload:
    """A place for a file that is about to come."""
    return Upload(ledger, store_id, secrets.token_hex(8))


def of_job(ledger: Ledger, job: Job) -> Upload:
    """The file that an import reads."""
    return Upload(ledger, job.store_id, job.given["upload"])
