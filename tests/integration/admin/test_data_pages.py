"""Import and export on the merchant page: each step, what is wrong beside its field, and nobody
else's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests

from core.ledger import jobs
from core.migrating.history import IMPORT
from integrations import access
from integrations.aws.session import client
from tests.support.merchant import Merchant
from tests.support.migrating import Migrating
from tests.support.queues import queue

SMILE = (
    b"First name,Email,Points balance,VIP tier\n"
    b'Ann,ann@example.com,"1,200",Diamond\nBob,bob@example,300,\nCleo,cleo@example.com,80,\n'
)
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def _stack(maple: Merchant, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    name = f"files-{maple.store.store_id}"
    client("s3").create_bucket(Bucket=name)
    monkeypatch.setenv("FILES_BUCKET", name)
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:8000")
    with queue("jobs") as made:
        monkeypatch.setenv("JOBS_QUEUE_URL", made.url)
        yield


def hand_in(merchant: Merchant, content: bytes) -> str:
    """As a browser does; where it is led to."""
    page = merchant.get("/admin/data")
    form = page.text[page.text.index("multipart/form-data") - 300 :]
    url = re.search(r'action="([^"]+)" enctype', form)
    assert url is not None
    origin = "/".join(url[1].split("/")[:3])
    assert f"form-action 'self' {origin};" in page.headers["Content-Security-Policy"]
    fields = dict(_INPUT.findall(form.partition("</form>")[0]))
    files = {"file": ("members.csv", content, "text/csv")}
    answer = requests.post(url[1], data=fields, files=files, allow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["Location"]).removeprefix("http://127.0.0.1:8000").partition("?")[0]


def go_on(merchant: Merchant) -> Migrating:
    return Migrating(access.ledger_of(merchant.store), merchant.store.store_id)


def job_id_of(location: str) -> str:
    return location.rsplit("/", 1)[1]


def test_a_file_is_handed_in_its_columns_said_looked_at_brought_and_undone(
    maple: Merchant,
) -> None:
    maple.come_in()
    at = hand_in(maple, SMILE)
    page = maple.get(at)
    assert "This looks like an export of Smile.io." in page.text
    assert "ann@example.com" in page.text, "the first rows as they are read"
    assert "is no email address; correct it." in page.text
    assert "“Diamond” is" in page.text

    columns = {"map.email": "1", "map.points": "2", "map.tier": "3"}
    tiers = {"called.0": "Diamond", "tier.0": "gold"}
    answer = maple.send(at, page, **columns, **tiers)
    assert answer.status_code == 303
    migrating, job_id = go_on(maple), job_id_of(answer.headers["Location"])
    ledger, store_id = migrating.ledger, migrating.store_id
    migrating.go_on(jobs.get(ledger, store_id, job_id))
    page = maple.get(f"/admin/jobs/{job_id}")
    assert "Import 2 members" in page.text
    assert "bob@example" in page.text
    assert "<dd><strong>+1,280</strong></dd>" in page.text

    maple.send(f"/admin/data/imports/{job_id}/bring", page)
    migrating.go_on(jobs.get(ledger, store_id, job_id))
    page = maple.get(f"/admin/jobs/{job_id}")
    assert "1,280 = 1,280, equal" in page.text
    ann = ledger.guest_id("ann@example.com")
    assert "1,200" in maple.get(f"/admin/members/{ann}").text

    answer = maple.send(f"/admin/data/imports/{job_id}/undo", page)
    undo_id = job_id_of(answer.headers["Location"])
    migrating.go_on(jobs.get(ledger, store_id, undo_id))
    page = maple.get(f"/admin/jobs/{undo_id}")
    assert "None of the points were spent." in page.text
    maple.send(f"/admin/data/undoing/{undo_id}", page, policy="debt")
    migrating.go_on(jobs.get(ledger, store_id, undo_id))
    assert ">Undone<" in maple.get("/admin/data").text
    page = maple.get(f"/admin/jobs/{job_id}")
    assert "Undo…" not in page.text
    answer = maple.send(f"/admin/data/imports/{job_id}/undo", page)
    assert "There is nothing to undo." in maple.get(answer.headers["Location"]).text


def test_what_is_wrong_is_said_beside_its_field(maple: Merchant) -> None:
    maple.come_in()
    at = hand_in(maple, SMILE)
    for form, name, text in (
        ({}, "map.email", "Say which column names the customer"),
        ({"map.email": "1"}, "map.points", "Say which column has the points."),
        ({"map.email": "99"}, "map.email", "There is no such column"),
        ({"map.email": "1", "map.points": "1"}, "map.points", "taken for something else"),
        ({"map.email": "1", "map.points": "2", "tier_until": "soon"}, "tier_until", "2027-05-31"),
        ({"map.email": "1", "map.points": "2", "twice": "x"}, "twice", "Choose one of these."),
    ):
        page = maple.send(at, maple.get(at), **form)
        assert page.status_code == 422
        if name != "tier_until":  # shown where the file has tiers
            fault = page.text.partition(f'id="{name}-fault">')[2].partition("</p>")[0]
            assert text in fault


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"", "The file is empty."), (b"\n\n", "The file is empty."), (b"a," * 101, "100 columns")],
)
def test_a_file_that_is_none_is_refused_beside_the_field(
    maple: Merchant, content: bytes, text: str
) -> None:
    maple.come_in()
    answer = maple.get(hand_in(maple, content))
    assert answer.status_code == 303
    page = maple.get(answer.headers["Location"])
    assert page.status_code == 422
    assert text in page.text.partition('id="file-fault">')[2].partition("</p>")[0]


def test_an_export_shows_what_is_in_it(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/data")
    answer = maple.send("/admin/data/exports", page, formats="jsonl")
    job_id = job_id_of(answer.headers["Location"])
    migrating = go_on(maple)
    migrating.go_on(jobs.get(migrating.ledger, migrating.store_id, job_id))
    page = maple.get(f"/admin/jobs/{job_id}")
    assert "members.jsonl" in page.text
    assert "members.csv" not in page.text
    file = maple.get(f"/admin/jobs/{job_id}/files/manifest.json")
    assert file.status_code == 303
    assert requests.get(file.headers["Location"]).json()["store_id"] == maple.store.store_id


def test_another_stores_files_and_imports_are_nobodys_here(
    maple: Merchant, tea_house: Merchant
) -> None:
    maple.come_in()
    at = hand_in(maple, SMILE)
    page = maple.get(at)
    answer = maple.send(at, page, **{"map.email": "1", "map.points": "2"})
    job_id = job_id_of(answer.headers["Location"])
    migrating = go_on(maple)
    migrating.go_on(jobs.get(migrating.ledger, migrating.store_id, job_id))

    other = tea_house.come_in()
    assert other.get(at).headers["Location"] == "/admin/data?problem=no_file"
    page = other.get("/admin/data")
    for path in (f"imports/{job_id}/bring", f"imports/{job_id}/undo", f"undoing/{job_id}"):
        assert other.send(f"/admin/data/{path}", page, policy="debt").status_code == 404
    assert other.get(f"/admin/jobs/{job_id}/files/refused.csv").status_code == 404
    assert jobs.get(migrating.ledger, migrating.store_id, job_id).state == "asks"
    assert other.send(at, page, **{"map.email": "1", "map.points": "2"}).status_code == 404


def test_an_import_is_no_exports_or_anothers_job(maple: Merchant) -> None:
    maple.come_in()
    migrating = go_on(maple)
    done = migrating.exported("jsonl")
    page = maple.get("/admin/data")
    assert done.kind != IMPORT
    answer = maple.send(f"/admin/data/imports/{done.job_id}/bring", page)
    assert answer.status_code == 404
