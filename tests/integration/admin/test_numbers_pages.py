"""The pages of numbers: each tab's figures, for a period, as CSV, and none of a neighbour's."""

from __future__ import annotations

import csv
import io
import re
import time
from datetime import date, timedelta

import pytest

from core.ledger import keys, numbering, redemptions, stores
from core.ledger.directory import list_member
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.member import Contact
from core.snapshot import CustomerRef
from integrations import access
from tests.support.capacity import measured
from tests.support.merchant import Merchant

TABS = ("overview", "members", "repurchase", "points", "rewards", "groups")


def sum_up(merchant: Merchant) -> None:
    books = access.books_of(merchant.store)
    moved = {}
    for row in Row.scan(consistent_read=True):
        if keys.ledger_of_member(row.pk) == merchant.store.ledger_id and isinstance(row, EntryRow):
            moved[row.pk.rsplit("#", 1)[1]] = int(row.sequence)
    for member_id in moved:
        list_member(books.ledger, member_id)
    numbering.note_moved(books.ledger, moved)
    assert numbering.catch_up(books, int(time.time() * 1000), lambda: False).over


@pytest.fixture
def busy(maple: Merchant) -> Merchant:
    """A member with three orders and a code, and a guest whose order is pending."""
    maple.order(CustomerRef("3", "jia@example.com"), 31, 250_000)
    maple.order(CustomerRef("3", "jia@example.com"), 32, 250_000)
    books = access.books_of(maple.store)
    member_id = maple.member_id("3")
    contact = Contact({maple.store.store_id: "3"}, "jia@example.com")
    reward = books.programs.newest.rewards[0]
    now_ms = int(time.time() * 1000)
    redemptions.hold(books, member_id, contact, reward, "k", maple.store.store_id, now_ms)
    sum_up(maple)
    return maple.come_in()


def tiles(page: str) -> dict[str, str]:
    found = re.findall(r"<dt>([^<]+)</dt>\s*<dd>([^<]+?) ?(?:<span|</dd>)", page)
    return {label: value.strip() for label, value in reversed(found)}


def test_each_tab_says_its_figures_in_both_languages(busy: Merchant) -> None:
    for tab in TABS:
        english = busy.get(f"/admin/numbers/{tab}?lang=en")
        chinese = busy.get(f"/admin/numbers/{tab}?lang=zh-Hant")
        assert english.status_code == chinese.status_code == 200
        assert "數據" in chinese.text
    overview = tiles(busy.get("/admin/numbers?lang=en").text)
    assert overview["Orders"] == "3"
    assert overview["Members&#39; revenue"] == "NT$12,500"
    assert overview["Repurchase rate, members"] == "100%"
    assert overview["Enrolment rate"] == "100%"
    points = tiles(busy.get("/admin/numbers/points?lang=en").text)
    assert (points["Points issued"], points["Points spent"]) == ("416", "100")
    assert points["Points outstanding"] == "316"


def test_a_period_is_compared_with_the_one_before_it_and_a_chosen_one_is_shown(
    busy: Merchant,
) -> None:
    assert "before: 0" in busy.get("/admin/numbers?period=90&lang=en").text
    today = date.today()  # noqa: DTZ011 - any day near it will do
    past = busy.get(
        f"/admin/numbers?period=custom&from={today - timedelta(60)}&to={today - timedelta(40)}"
        "&lang=en"
    )
    assert tiles(past.text)["Orders"] == "0"
    assert "Nothing in this period yet." in past.text
    year = busy.get("/admin/numbers/repurchase?period=12m&lang=en")
    assert tiles(year.text)["Repurchase rate, members"] == "100%"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ("from=&to=2026-01-01", "from", "Choose a day."),
        ("from=2026-02-30&to=2026-03-01", "from", "Choose a day."),
        ("from=2026-02-03&to=2026-02-01", "to", "The last day lies before the first."),
        ("from=2020-01-01&to=2026-02-01", "to", "24 months at most."),
        ("from=2999-01-01&to=2999-02-01", "from", "This day has not come yet."),
    ],
)
def test_a_period_that_cannot_be_says_why_beside_its_field(
    busy: Merchant, typed: str, field: str, said: str
) -> None:
    page = busy.get(f"/admin/numbers?period=custom&{typed}&lang=en")
    assert page.status_code == 422
    assert f'id="{field}-fault">{said}' in page.text
    assert f'aria-describedby="{field}-fault"' in page.text
    csv_file = busy.get(f"/admin/numbers/overview/ordered.csv?period=custom&{typed}")
    assert csv_file.status_code == 404


def test_every_table_is_a_csv_file_with_the_same_numbers(busy: Merchant) -> None:
    found = 0
    for tab in TABS:
        page = busy.get(f"/admin/numbers/{tab}?lang=en").text
        for path in re.findall(r'class="csv" href="([^"]+)"', page):
            answer = busy.get(path.replace("&amp;", "&"))
            assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
            rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
            assert {len(row) for row in rows} == {len(rows[0])}, path
            found += 1
    assert found >= 8
    rows = list(csv.reader(io.StringIO(busy.get("/admin/numbers/overview/worth.csv").text)))
    assert sum(float(row[1]) for row in rows[1:]) == 12_500.0


def test_before_anything_was_summed_it_says_when_figures_come(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/numbers?lang=en")
    assert page.status_code == 200
    assert "Nothing has been summed yet." in page.text
    assert "Nothing has been summed yet." in maple.get("/admin/?lang=en").text


def test_the_home_page_shows_the_last_week(busy: Merchant) -> None:
    week = tiles(busy.get("/admin/?lang=en").text)
    assert (week["Orders"], week["New members"], week["Returning buyers"]) == ("3", "1", "1")
    assert (week["Points issued"], week["Redemptions"]) == ("416", "1")


def test_a_store_sees_its_own_numbers_alone(busy: Merchant, tea_house: Merchant) -> None:
    sum_up(tea_house)
    tea_house.come_in()
    mine = tea_house.get(f"/admin/numbers?lang=en&store={busy.store.store_id}").text
    assert tiles(mine)["Orders"] == "1"
    assert tiles(mine)["Members&#39; revenue"] == "$42"


def test_a_page_reads_a_few_rows_and_never_the_table(busy: Merchant) -> None:
    with measured() as usage:
        busy.get("/admin/numbers?period=12m")
    assert "Scan" not in usage.calls
    assert len(usage.calls) <= 12


def test_an_unknown_tab_or_table_is_not_found(busy: Merchant) -> None:
    for path in ("none", "none/ordered.csv", "overview/none.csv"):
        assert busy.get(f"/admin/numbers/{path}").status_code == 404


def test_a_reward_that_nobody_redeemed_for_sixty_days_is_named(busy: Merchant) -> None:
    stores.change(busy.store.store_id, installed_at_s=int(time.time()) - 90 * 86_400)
    page = busy.get("/admin/numbers/rewards?lang=en").text
    silent = page.split('id="p-silent"')[1]
    names = [one.names["en"] for one in access.books_of(busy.store).programs.newest.rewards]
    assert names[1] in silent
    assert names[0] not in silent
