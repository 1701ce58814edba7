"""Claims that wait for a look, and what one member did and told, on the merchant page."""

from __future__ import annotations

import pytest

from core.ledger import claiming, people, performing, programs, yearly
from core.ledger.claiming import Claim
from core.ledger.posting import Books
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from integrations import access
from tests.integration.admin.test_program_pages import shown_faults
from tests.support.forms import edit, form_to, publish, send
from tests.support.merchant import Merchant

NOW_MS = 1_795_330_000_000


@pytest.fixture
def books(maple: Merchant) -> Books:
    """The store's books, with a post that has to be approved."""
    ledger = access.ledger_of(maple.store)
    post = {"id": "post", "kind": "tagged_post", "name": {"en": "A post"}, "approval": True}
    document = default_document("TWD") | {"actions": [post | {"award": {"points": 50}}]}
    programs.publish(ledger, validate(document), "test", 0)
    return Books(ledger, programs.programs(ledger), maple.store.tz)


def claimed(books: Books, maple: Merchant, link: str = "https://social.example/p/1") -> Claim:
    store_id = maple.store.store_id
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    contact = Contact({store_id: "3"}, "jia@example.com")
    action = books.programs.newest.action("post")
    told = {"link": link, "handle": "@jia"}
    return claiming.claim(books, member_id, action, "k1", contact, store_id, told, NOW_MS)


def test_a_merchant_sees_a_claim_and_approves_it(maple: Merchant, books: Books) -> None:
    made = claimed(books, maple)
    page = maple.come_in().get("/admin/actions")
    for text in ("A post", "jia@example.com", "https://social.example/p/1", "@jia"):
        assert text in page.text
    assert maple.send("/admin/actions/approve", page, claim=made.ref).status_code == 303
    page = maple.get("/admin/actions")
    assert "Nobody waits for a look." in page.text
    assert maple.entries("3")[-1]["points"] == 50


def test_a_claim_is_refused_with_a_reason_and_not_without(maple: Merchant, books: Books) -> None:
    made = claimed(books, maple)
    page = maple.come_in().get("/admin/actions")
    wrong = maple.send("/admin/actions/refuse", page, claim=made.ref, reason=" ")
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text
    assert "Say why" in wrong.text
    maple.send("/admin/actions/refuse", page, claim=made.ref, reason="It is private.")
    [now] = claiming.of_member(books.ledger, made.member_id)
    assert (now.status, now.reason) == ("refused", "It is private.")
    late = maple.send("/admin/actions/approve", page, claim=made.ref)
    assert late.status_code == 409
    nobody = maple.send("/admin/actions/approve", page, claim="x.y")
    assert nobody.status_code == 404


def test_what_a_shopper_sends_as_a_link_is_no_script(maple: Merchant, books: Books) -> None:
    claimed(books, maple, "javascript:alert(1)//<b>")
    page = maple.come_in().get("/admin/actions")
    assert 'href="javascript' not in page.text
    assert "<b>" not in page.text


def test_a_members_page_shows_the_birthday_and_all_that_they_did_and_claimed(
    maple: Merchant, books: Books
) -> None:
    made = claimed(books, maple)
    claiming.refuse(books, made.ref, "It is private.")
    address = f"/admin/members/{made.member_id}"
    page = maple.come_in().get(f"{address}/actions?lang=zh-Hant")
    for text in ("@jia", "已退回", "It is private.", "尚無紀錄"):
        assert text in page.text
    for told, status, kept in (("02-30", 422, ""), ("1990-03-05", 303, "03-05"), ("", 303, "")):
        answer = maple.send(f"{address}/birthday", page, birthday=told)
        assert answer.status_code == status, told
        assert yearly.birthday(books.ledger, made.member_id).on == kept
    maple.send(f"{address}/birthday", page, birthday="03-05")
    assert "生日 3 月 5 日" in maple.get(address).text
    assert performing.done_by(books.ledger, made.member_id)["post"].ever == 0


def test_an_erased_member_has_no_birthday(maple: Merchant, books: Books) -> None:
    made = claimed(books, maple)
    page = maple.come_in().get("/admin/actions")
    people.erase(books, made.member_id, NOW_MS)
    address = f"/admin/members/{made.member_id}/birthday"
    assert maple.send(address, page, birthday="03-05").status_code == 404


def test_what_is_earned_besides_buying_is_set_up_published_and_seen_without_a_file(
    maple: Merchant,
) -> None:
    maple.come_in()
    for kind, name, gives in (("signup", "Welcome", "50"), ("review", "A review", "20")):
        page = f"actions/new?kind={kind}"
        typed = {"name__en": name, "award__points": gives}
        assert edit(maple, page, **typed).status_code == 303
    limit: dict[str, str | list[str]] = {"limit__times": "2", "limit__per": "month"}
    limit |= {"approval": ["", "yes"], "limit_total": "500", "tiers": ["", "gold"]}
    assert edit(maple, "actions/of/a-review", award__reward="off-small", **limit).status_code == 303
    overview = maple.get("/admin/program").text
    assert "at most 2 times a month for one member, 500 times for all members together" in overview
    publish(maple, maple.get("/admin/program/review"))
    made = programs.document(access.ledger_of(maple.store))[1]["actions"]
    assert [(one["id"], one["kind"]) for one in made] == [
        ("welcome", "signup"),
        ("a-review", "review"),
    ]
    assert made[0]["award"] == {"points": 50}
    assert made[1] == {
        "id": "a-review",
        "name": {"en": "A review"},
        "kind": "review",
        "award": {"points": 20, "reward": "off-small"},
        "limit": {"times": 2, "per": "month"},
        "limit_total": 500,
        "approval": True,
        "tiers": ["gold"],
    }


def test_an_actions_faults_stand_beside_their_fields_in_both_languages(
    maple: Merchant, books: Books
) -> None:
    maple.come_in()
    for language, told in (("en", "Say what is given"), ("zh-Hant", "請填寫點數或選擇獎勵")):
        maple.get(f"/admin/?lang={language}")
        answer = edit(maple, "actions/of/post", award__points="", limit__per="week")
        assert answer.status_code == 422
        faults = shown_faults(answer.text)
        assert list(faults) == ["award.points", "limit.times"]
        assert faults["award.points"].startswith(told)
    document = programs.document(access.ledger_of(maple.store))[1]
    assert document["actions"][0]["award"] == {"points": 50}


def test_a_reward_that_an_action_gives_stays_until_the_action_is_changed(maple: Merchant) -> None:
    maple.come_in()
    page = "actions/new?kind=birthday"
    edit(maple, page, name__en="Birthday", award__reward="free-shipping")
    remove = form_to(maple.get("/admin/program/rewards/of/free-shipping"), "/remove")
    assert "Something gives a reward that there is not" in send(maple, remove).text
    edit(maple, "actions/of/birthday", award__reward="off-small")
    assert send(maple, remove).status_code == 303
