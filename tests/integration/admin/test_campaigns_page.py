"""The calendar of campaigns: a month with all that has days, what is over, on and to come."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest

from core import calendar
from core.ledger import drafts, programs
from core.program.schema import validate
from integrations import access
from tests.support.forms import form_to
from tests.support.merchant import Merchant


def plan(merchant: Merchant, *campaigns: dict[str, Any], stacking: str = "sum") -> None:
    """Publish these campaigns."""
    ledger = access.ledger_of(merchant.store)
    _, document = programs.document(ledger)
    rows = [{"factor": "2", "name": {"en": one["id"]}, **one} for one in campaigns]
    earning = document["earning"] | {"stacking": stacking, "multipliers": rows}
    programs.publish(ledger, validate(document | {"earning": earning}), "test", 0)


def today(merchant: Merchant) -> date:
    return calendar.day(int(time.time()), merchant.store.tz)


def days(merchant: Merchant, first: int, last: int) -> dict[str, str]:
    on = today(merchant)
    return {
        "from": (on + timedelta(days=first)).isoformat(),
        "until": (on + timedelta(days=last)).isoformat(),
    }


def listed(text: str) -> dict[str, str]:
    """Of each line of the list its state."""
    return {
        name: re.findall(r"state-(past|now|next)", line)[0]
        for name, line in re.findall(r'<li id="campaigns-([^"]+)">(.*?)</li>', text, re.DOTALL)
    }


def test_a_campaign_is_told_as_over_on_or_to_come_by_the_stores_day(maple: Merchant) -> None:
    first, last = (today(maple).isoformat()[:7] + f"-{day}" for day in ("01", "28"))
    plan(maple, {"id": "all", "window": {"from": first}}, {"id": "tail", "window": {"until": last}})
    maple.come_in()
    states = listed(maple.get("/admin/campaigns").text)
    assert states["all"] == "now"
    assert states["tail"] == ("now" if today(maple).day <= 28 else "past")
    plan(maple, {"id": "later", "window": days(maple, 40, 41)})
    ahead = (today(maple) + timedelta(days=40)).isoformat()[:7]
    assert listed(maple.get(f"/admin/campaigns?month={ahead}").text) == {"later": "next"}


def test_where_two_meet_the_calendar_says_what_stacking_does(maple: Merchant) -> None:
    plan(
        maple,
        {"id": "one", "window": {"from": "2027-03-01", "until": "2027-03-10"}},
        {"id": "two", "window": {"from": "2027-03-08", "until": "2027-03-20"}, "factor": "3"},
    )
    maple.come_in()
    page = maple.get("/admin/campaigns?month=2027-03&lang=en").text
    assert "meet on 8 Mar to 10 Mar: what each adds is added up, 4 ×." in page
    assert "meet on" not in maple.get("/admin/campaigns?month=2027-04").text


def test_what_only_the_draft_says_is_marked(maple: Merchant) -> None:
    plan(maple, {"id": "one", "window": {"from": "2027-03-01", "until": "2027-03-10"}})
    ledger = access.ledger_of(maple.store)
    maple.come_in()
    assert "tag pending" not in maple.get("/admin/campaigns?month=2027-03").text

    def longer(document: dict[str, Any]) -> dict[str, Any]:
        [row] = document["earning"]["multipliers"]
        window = {**row["window"], "until": "2027-03-12"}
        earning = document["earning"] | {"multipliers": [{**row, "window": window}]}
        return validate(document | {"earning": earning})

    drafts.change(ledger, longer, 0)
    assert "tag pending" in maple.get("/admin/campaigns?month=2027-03").text


def test_how_far_a_budget_is_used_up_stands_beside_its_campaign(maple: Merchant) -> None:
    plan(maple, {"id": "one", "cap_total": 5000, "window": days(maple, 0, 0)})
    maple.come_in()
    page = maple.get("/admin/campaigns?lang=en").text
    assert "0 of 5,000 points (0%)" in page
    assert re.search(r'<progress class="used" max="100" value="0"', page)


def test_a_day_leads_to_a_new_campaign_that_begins_on_it(maple: Merchant) -> None:
    maple.come_in()
    page = maple.get("/admin/campaigns?month=2027-03")
    assert "/admin/program/campaigns/new?day=2027-03-17" in page.text
    form = form_to(maple.get("/admin/program/campaigns/new?day=2027-03-17"), "/campaigns/new")
    assert (form.fields["window.from"], form.fields["window.until"]) == ("2027-03-17",) * 2
    form = form_to(maple.get("/admin/program/events/new?day=2027-03-17"), "/events/new")
    assert form.fields["at"].startswith("2027-03-17T19:00")
    form = form_to(maple.get("/admin/program/campaigns/new?day=x"), "/campaigns/new")
    assert form.fields["window.from"] == ""


@pytest.mark.parametrize("named", ["", "2027-13", "x", "99999-01", "2027-1", "2027-01%0a"])
def test_a_month_that_is_none_is_this_one(maple: Merchant, named: str) -> None:
    maple.come_in()
    page = maple.get(f"/admin/campaigns?month={named}")
    assert page.status_code == 200
    assert f'day={today(maple).isoformat()}"' in page.text


def test_a_file_has_the_campaigns_for_another_calendar(maple: Merchant) -> None:
    plan(maple, {"id": "one", "name": {"en": "Spring, early"}, "window": days(maple, 3, 5)})
    maple.come_in()
    answer = maple.get("/admin/campaigns/calendar.ics?lang=en")
    assert answer.mimetype == "text/calendar"
    text = answer.text.replace("\r\n ", "")
    assert "SUMMARY:Spring\\, early · campaign" in text
    begun = days(maple, 3, 5)["from"].replace("-", "")
    assert f"DTSTART;VALUE=DATE:{begun}" in text
    assert f"@{maple.store.store_id}" in text


def test_another_stores_campaigns_are_in_no_calendar_of_this_one(
    maple: Merchant, tea_house: Merchant
) -> None:
    plan(maple, {"id": "secret", "window": days(maple, 0, 3)})
    tea_house.come_in()
    for path in ("/admin/campaigns", "/admin/campaigns/calendar.ics"):
        assert "secret" not in tea_house.get(f"{path}?store={maple.store.store_id}").text
