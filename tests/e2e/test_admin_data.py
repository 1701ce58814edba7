"""A merchant moves in and out: a file of another program is looked at, brought, seen, undone; and
everything is exported and proven. On the running stack, with its functions and its bucket."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, ViewportSize, expect

from infra.tools import ROOT
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.running import Running, Shop

SMILE = (
    "First name,Email,Points balance,VIP tier\n"
    'Ann,ann@example.com,"1,200",Diamond\n'
    "Bob,bob@example,300,\n"
    "Cleo,cleo@example.com,80,\n"
    "Dan,dan@example.com,12.5,\n"
)
# A slice begins when its function has started, on a machine that does much else.
_SOON_MS = 60_000


class Data:
    """The pages of import and export, in one language."""

    def __init__(self, page: Page, running: Running, shop: Shop, locale: str) -> None:
        self.page = page
        page.context.set_default_timeout(_SOON_MS)
        lang = "zh-Hant" if locale.startswith("zh") else "en"
        texts = ROOT / "functions/admin/i18n" / f"{lang}.json"
        self._texts: dict[str, str] = json.loads(texts.read_text("utf-8"))
        page.goto(running.cli("admin", "link", shop.store_id)["url"])
        page.locator("main button").click()
        page.wait_for_url("**/admin/")
        self.origin = page.url.removesuffix("/admin/")
        page.goto(f"{self.origin}/admin/data")

    def say(self, key: str, **values: Any) -> str:
        return self._texts[key].format(**values)

    def press(self, key: str, **values: Any) -> None:
        button = self.page.get_by_role("button", name=self.say(key, **values), exact=True)
        button.click()

    def heading(self, key: str) -> None:
        shown = self.page.get_by_role("heading", name=self.say(key), exact=True)
        expect(shown).to_be_visible(timeout=_SOON_MS)

    def look_well(self) -> None:
        assert axe_findings(self.page) == []
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide)


@pytest.mark.parametrize(("size", "locale"), [(PHONE, "zh-TW"), (DESKTOP, "en-GB")])
def test_a_smile_file_is_handed_in_looked_at_brought_seen_and_undone(
    running: Running, new_page: NewPage, tmp_path: Path, size: ViewportSize, locale: str
) -> None:
    shop = running.add_store()
    at = Data(new_page(size, locale=locale), running, shop, locale)
    file = tmp_path / "smile.csv"
    file.write_text(SMILE)
    at.look_well()
    at.page.locator("#file").set_input_files(file)
    at.press("data.look_at")
    at.heading("data.columns")
    expect(at.page.locator("#page")).to_contain_text("Smile.io")
    at.look_well()
    at.page.get_by_label(at.say("data.tier_called", name="Diamond")).select_option("gold")
    at.press("data.check")

    at.heading("data.refused")
    rows = at.page.locator("section[aria-labelledby=refused] tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("bob@example")
    at.look_well()
    assert running.cli("member", "show", shop.store_id, "ann@example.com")["known"] is False

    at.press("data.bring", n=2)
    at.heading("data.did")
    expect(at.page.locator("#page")).to_contain_text(
        at.say("data.equal", before="1,280", after="1,280")
    )
    shown = running.cli("member", "show", shop.store_id, "ann@example.com")
    assert (shown["balance"]["available"], shown["tier"]["id"]) == (1200, "gold")
    at.page.goto(f"{at.origin}/admin/members/{shown['member_id']}")
    expect(at.page.locator("#page")).to_contain_text("1,200")
    at.page.go_back()

    at.press("data.undo_button")
    at.heading("data.undo_would")
    at.press("data.undo_now")
    at.heading("data.undo_did")
    assert running.balance(shop, "ann@example.com") == (0, 0, 0)
    at.page.goto(f"{at.origin}/admin/data")
    expect(at.page.get_by_text(at.say("data.undone"), exact=True)).to_be_visible()


def test_everything_is_exported_and_each_file_is_what_the_manifest_says(
    running: Running, new_page: NewPage
) -> None:
    shop = running.add_store()
    running.cli("member", "adjust", shop.store_id, "+7@example.com", "50", "--reason", "=1+1")
    at = Data(new_page(DESKTOP, locale="en-GB"), running, shop, "en-GB")
    for form in at.page.get_by_role("checkbox").all():
        form.check()
    at.press("data.export_button")
    at.heading("data.in_it")
    at.look_well()

    def saved(name: str) -> bytes:
        with at.page.expect_download() as download:
            at.page.locator(f"a[href$='/files/{name}']").first.click()
        return Path(download.value.path()).read_bytes()

    manifest = json.loads(saved("manifest.json"))
    assert len(manifest["files"]) == 27
    sums = {one["file"]: one["sha256"] for one in manifest["files"]}
    for name in ("members.csv", "entries.jsonl", "programs.parquet"):
        assert hashlib.sha256(saved(name)).hexdigest() == sums[name]
    entries = [json.loads(line) for line in saved("entries.jsonl").splitlines()]
    assert [(one["points"], one["note"]) for one in entries] == [(50, "=1+1")]
    text = saved("entries.csv").decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row["note"] == "'=1+1"
    assert row["points"] == "50"

    nobody = requests.get(f"{at.origin}/admin/data", timeout=30)
    assert nobody.status_code == 401
