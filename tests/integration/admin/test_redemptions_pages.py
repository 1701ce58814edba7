"""The redemptions of all members, and what can be done about one that is stuck."""

from __future__ import annotations

import html
import time
from dataclasses import replace

import pytest

from core.ledger import index, keys, redemptions, stores, table
from core.ledger.redemption_rows import redemption_row, unchanged
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import Contact
from core.ports import CodeState
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from integrations import access, reach
from tests.support.merchant import Merchant


class Shop:
    """A store that makes codes, and takes them back."""

    def __init__(self) -> None:
        self.codes: dict[str, bool] = {}

    def customer_email(self, customer_id: str) -> str:
        return ""

    def create_code(self, spec: object) -> None:
        self.codes[spec.code] = True  # type: ignore[attr-defined]

    def find_code(self, code: str, redemption_id: str) -> CodeState | None:
        return CodeState(active=self.codes[code], used=0) if code in self.codes else None

    def disable_code(self, code: str, redemption_id: str) -> CodeState | None:
        if code in self.codes:
            self.codes[code] = False
        return self.find_code(code, redemption_id)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, maple: Merchant) -> Shop:
    made = Shop()
    monkeypatch.setattr(reach, "port_of", lambda store: made)
    return made


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def relay(merchant: Merchant, who: str = "3") -> None:
    """What the relay does of a member's entries."""
    ledger, member_id = access.ledger_of(merchant.store), merchant.member_id(who)
    for row in Row.query(keys.member(ledger, member_id), Row.sk.startswith("E#")):
        assert isinstance(row, EntryRow)
        index.index_entry(ledger, member_id, row, int(time.time()))


def hold(merchant: Merchant, key: str, reward: str = "off-small", ago_s: int = 0) -> Redemption:
    books = access.books_of(merchant.store)
    held = redemptions.hold(
        *(books, merchant.member_id("3"), Contact(), books.programs.newest.reward(reward), key),
        *(merchant.store.store_id, now_ms() - ago_s * 1000),
    )
    relay(merchant)
    return held


def found(merchant: Merchant, redemption: Redemption) -> Redemption:
    return redemptions.find(access.ledger_of(merchant.store), redemption.redemption_id)


def rich(merchant: Merchant, number: int = 60) -> None:
    merchant.order(CustomerRef("3", "jia@example.com"), number, 90_000_000)


def test_redemptions_are_listed_newest_first_with_whose_they_are(maple: Merchant) -> None:
    assert "Nothing was redeemed yet." in maple.come_in().get("/admin/redemptions").text
    rich(maple)
    made = [hold(maple, f"key {number}", ago_s=3000 - 60 * number) for number in range(30)]
    page = maple.get("/admin/redemptions").text
    places = [page.index(one.code) for one in reversed(made[5:])]
    assert places == sorted(places)
    assert made[4].code not in page
    assert page.count("jia@example.com") == 25
    before = html.unescape(page).partition("?before=")[2].partition('"')[0]
    older = maple.get(f"/admin/redemptions?before={before}").text
    assert all((one.code in older) == (number < 5) for number, one in enumerate(made))
    assert 'rel="next"' not in older
    assert maple.get("/admin/redemptions?before=x").status_code == 404


def test_they_are_narrowed_by_state_and_by_reward_and_looked_up_by_code(maple: Merchant) -> None:
    rich(maple)
    held, other = hold(maple, "a"), hold(maple, "b", "off-large")
    redemptions.issued(access.ledger_of(maple.store), other)
    maple.come_in()
    issued = maple.get("/admin/redemptions?state=issued").text
    assert (held.code in issued, other.code in issued) == (False, True)
    small = maple.get("/admin/redemptions?reward=off-small").text
    assert (held.code in small, other.code in small) == (True, False)
    assert "Nothing fits." in maple.get("/admin/redemptions?state=returned").text
    one = maple.browser.get("/admin/redemptions", query_string={"code": held.code.upper()})
    assert one.headers["Location"] == f"/admin/redemptions/{held.redemption_id}"
    assert held.code in maple.get(one.headers["Location"]).text
    missing = maple.get("/admin/redemptions?code=rg-none")
    assert missing.status_code == 404
    assert "No redemption has the code “rg-none”" in missing.text


def test_a_hold_that_waits_for_its_store_stands_out_and_is_asked_for_again(
    maple: Merchant, shop: Shop
) -> None:
    rich(maple)
    fresh, stuck = hold(maple, "fresh"), hold(maple, "old", ago_s=300)
    maple.come_in()
    assert maple.get("/admin/redemptions").text.count('class="tag minus"') == 1
    narrowed = maple.get("/admin/redemptions?state=stuck").text
    assert (fresh.code in narrowed, stuck.code in narrowed) == (False, True)
    path = f"/admin/redemptions/{stuck.redemption_id}"
    page = maple.get(path)
    assert "The store has not made the code yet" in page.text
    for _ in range(2):
        assert maple.send(f"{path}/ask", page).status_code == 303
    assert "The code is made." in maple.get(path).text
    assert found(maple, stuck).status == "issued"
    assert list(shop.codes) == [stuck.code]


def test_what_to_do_is_said_of_a_store_that_refuses_or_is_not_connected(maple: Merchant) -> None:
    rich(maple)
    stuck = hold(maple, "old", ago_s=300)
    path = f"/admin/redemptions/{stuck.redemption_id}"
    stores.note_health(maple.store.store_id, "credentials", "refused", 1_795_330_000)
    page = maple.come_in().get(path)
    assert "The store refuses our key." in page.text
    assert maple.send(f"{path}/ask", page).status_code == 303
    assert "The store has not answered yet." in maple.get(path).text
    assert found(maple, stuck).status == "held"


def test_a_code_is_given_back_once_and_its_points_come_again(maple: Merchant, shop: Shop) -> None:
    rich(maple)
    held = hold(maple, "a")
    path = f"/admin/redemptions/{held.redemption_id}"
    page = maple.come_in().get(path)
    assert "Give the points back" not in page.text, "while it is being made"
    maple.send(f"{path}/ask", page)
    assert "Give the points back" in maple.get(path).text
    for _ in range(3):
        assert maple.send(f"{path}/return", page).status_code == 303
    assert found(maple, held).status == "returned"
    assert shop.codes == {held.code: False}
    assert [one["kind"] for one in maple.entries("3")].count("return") == 1
    assert "The points came back, and the code is off." in maple.get(path).text
    assert verify().mismatches == []


def test_a_code_that_was_used_is_not_given_back(maple: Merchant, shop: Shop) -> None:
    rich(maple)
    held = hold(maple, "a")
    path = f"/admin/redemptions/{held.redemption_id}"
    page = maple.come_in().get(path)
    maple.send(f"{path}/ask", page)
    redemptions.used(access.books_of(maple.store), held.code, "99", now_ms())
    assert maple.send(f"{path}/return", page).status_code == 409
    assert "Give the points back" not in maple.get(path).text
    assert "Used with order" in maple.get(path).text


def test_staff_redeem_for_a_member_and_a_second_press_is_once(maple: Merchant, shop: Shop) -> None:
    rich(maple)
    path = f"/admin/members/{maple.member_id('3')}/redemptions"
    page = maple.come_in().get(path)
    form = {"reward": "off-small", "key": "k1"}
    answers = [maple.send(path, page, **form) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert (
        f"Redeemed. The code is {next(iter(shop.codes))}."
        in maple.get(answers[0].headers["Location"]).text
    )
    assert [one["kind"] for one in maple.entries("3")].count("redeem") == 1
    assert next(iter(shop.codes)) in maple.get(path).text


def test_a_reward_that_cannot_be_had_is_refused_beside_it(maple: Merchant) -> None:
    path = f"/admin/members/{maple.member_id('guest.one@example.com')}/redemptions"
    page = maple.come_in().get(path)
    answer = maple.send(path, page, reward="off-large", key="k")
    assert answer.status_code == 409
    assert 'id="reward.off-large-fault"' in answer.text
    assert maple.send(path, page, reward="none", key="k").status_code == 404


def test_an_unlisted_redemption_is_passed_over_and_one_without_a_row_as_well(
    maple: Merchant,
) -> None:
    """A line may come before its redemption is read, or outlive it."""
    rich(maple)
    held = hold(maple, "a")
    ledger = access.ledger_of(maple.store)
    row = redemption_row(ledger, replace(held, version=1))
    assert unchanged(held) is not None
    type(row)(row.pk, row.sk).delete()
    assert held.code not in maple.come_in().get("/admin/redemptions").text
    assert table.read_rows([(row.pk, row.sk)]) == []


def test_no_redemption_of_another_store_is_shown_listed_or_moved(
    maple: Merchant, tea_house: Merchant
) -> None:
    tea_house.order(CustomerRef("3", "jia@example.com"), 61, 900_000)
    theirs = hold(tea_house, "a")
    page = maple.come_in().get("/admin/redemptions")
    assert theirs.code not in page.text
    path = f"/admin/redemptions/{theirs.redemption_id}"
    assert maple.get(path).status_code == 404
    assert maple.get(f"/admin/redemptions?code={theirs.code}").status_code == 404
    for place in ("/ask", "/return"):
        assert maple.send(f"{path}{place}", page).status_code == 404
    assert maple.get("/admin/redemptions/..%2fx").status_code == 404
    assert found(tea_house, theirs).status == "held"
