"""Addresses of the private bucket that are signed for a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.identity import Ledger
from integrations import uploads
from integrations.aws import session
from integrations.files import Files
from integrations.uploads import Upload

LEDGER = Ledger.open("woo-0123456789ab", b"master key of the tests")


@pytest.fixture(autouse=True)
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    monkeypatch.setenv("AWS_REGION", "ap-northeast-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("FILES_BUCKET", "regulars-files-example")
    _forget()
    yield
    _forget()


def _forget() -> None:
    session._client.cache_clear()
    session._session.cache_clear()


def test_they_are_of_the_buckets_region_and_signed_as_todays_buckets_ask() -> None:
    """A bucket made today refuses the older signature, and one of another region sends a browser
    on, which a form does not survive."""
    link = Files(LEDGER, "woo-1", "job").link("members.csv", "members.csv")
    url, fields = uploads.new(LEDGER, "woo-1").form("https://api.example/admin/x")
    home = "https://regulars-files-example.s3.ap-northeast-1.amazonaws.com/"
    assert link.startswith(f"{home}woo-0123456789ab/woo-1/job/members.csv?")
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link
    assert url == home
    assert fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert fields["success_action_redirect"] == "https://api.example/admin/x"


def test_a_form_is_for_one_file_of_one_store() -> None:
    upload = Upload(LEDGER, "woo-1", "0123456789abcdef")
    _, fields = upload.form("https://api.example/admin/x")
    assert fields["key"] == "woo-0123456789ab/woo-1/upload-0123456789abcdef/members.csv"
