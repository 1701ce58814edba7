"""Two people at one program: what a colleague did meanwhile is shown, and nothing of it is lost.
Going back to an old version."""

from __future__ import annotations

import json

from core.ledger import drafts, programs
from integrations import access
from tests.support.forms import edit, edited, form_to, newest, publish, send
from tests.support.merchant import Merchant

REWARD = "rewards/of/off-small"


def draft(merchant: Merchant) -> drafts.Draft:
    return drafts.get(access.ledger_of(merchant.store))


def points(merchant: Merchant) -> int:
    [row] = [one for one in draft(merchant).document["rewards"] if one["id"] == "off-small"]
    return int(row["points"])


def test_a_colleagues_change_to_the_same_part_is_shown_and_what_was_typed_stays(
    maple: Merchant,
) -> None:
    maple.come_in()
    form = form_to(maple.get(f"/admin/program/{REWARD}"), REWARD)
    assert edit(maple, REWARD, points="130").status_code == 303  # the colleague
    answer = send(maple, form, points="120")
    assert answer.status_code == 409
    assert "130 points can be exchanged" in answer.text
    again = form_to(answer, REWARD)
    assert again.fields["points"] == "120"
    assert points(maple) == 130
    assert send(maple, again).status_code == 303
    assert points(maple) == 120


def test_the_same_form_sent_twice_is_no_conflict(maple: Merchant) -> None:
    maple.come_in()
    form = form_to(maple.get(f"/admin/program/{REWARD}"), REWARD)
    assert [send(maple, form, points="120").status_code for _ in range(2)] == [303, 303]


def test_what_a_colleague_changed_elsewhere_is_no_conflict(maple: Merchant) -> None:
    maple.come_in()
    form = form_to(maple.get(f"/admin/program/{REWARD}"), REWARD)
    assert edit(maple, "rewards/of/off-large", points="700").status_code == 303
    assert send(maple, form, points="120").status_code == 303
    assert len(draft(maple).document["rewards"]) == 3


def test_what_a_colleague_took_out_is_added_again_by_saving(maple: Merchant) -> None:
    maple.come_in()
    page = maple.get(f"/admin/program/{REWARD}")
    form = form_to(page, REWARD)
    assert send(maple, form_to(page, "/remove")).status_code == 303
    answer = send(maple, form, points="120")
    assert answer.status_code == 409
    again = form_to(answer, "/rewards/new?kind=fixed")
    assert again.fields["points"] == "120"
    assert send(maple, again).status_code == 303
    assert [row["points"] for row in draft(maple).document["rewards"]][-1] == 120


def test_what_a_colleague_changed_is_not_taken_out_unseen(maple: Merchant) -> None:
    maple.come_in()
    form = form_to(maple.get(f"/admin/program/{REWARD}"), "/remove")
    assert edit(maple, REWARD, points="130").status_code == 303
    answer = send(maple, form)
    assert answer.status_code == 409
    assert points(maple) == 130
    assert send(maple, form_to(answer, "/remove")).status_code == 303


def test_a_draft_is_not_discarded_with_what_somebody_has_changed_since(maple: Merchant) -> None:
    maple.come_in()
    edit(maple, REWARD, points="120")
    form = form_to(maple.get("/admin/program"), "/discard")
    edit(maple, REWARD, points="130")
    assert "Nothing was discarded" in maple.get(send(maple, form).location).text
    assert points(maple) == 130
    send(maple, form_to(maple.get("/admin/program"), "/discard"))
    assert points(maple) == 100


def test_a_file_takes_the_place_of_another_draft_only_when_that_was_shown(maple: Merchant) -> None:
    maple.come_in()
    edit(maple, REWARD, points="130")
    form = form_to(maple.get("/admin/program/json"), "/json")
    document = json.loads(form.fields["document"])
    document["policies"]["code_days"] = 45
    page = send(maple, form, document=json.dumps(document))
    answer = send(maple, form_to(page, "/admin/program"))
    assert answer.status_code == 409
    assert points(maple) == 130
    edit(maple, REWARD, points="140")  # meanwhile again
    answer = send(maple, form_to(answer, "/admin/program"))
    assert (answer.status_code, points(maple)) == (409, 140)
    assert send(maple, form_to(answer, "/admin/program")).status_code == 303
    assert points(maple) == 100
    assert draft(maple).document["policies"]["code_days"] == 45


def test_going_back_publishes_an_old_version_as_a_new_one_with_the_same_checks(
    maple: Merchant,
) -> None:
    maple.come_in()
    _, first = newest(maple)
    publish(maple, edited(maple, REWARD, points="120"))
    page = maple.get("/admin/program/history/1")
    assert "This is version 1 again" in page.text
    assert "What is doubtful" in page.text
    assert form_to(page, "/backtest").fields["base"] == "2"
    assert "100 points can be exchanged" in page.text
    assert publish(maple, page).status_code == 303
    assert newest(maple) == (3, first)


def test_going_back_leaves_the_draft_alone(maple: Merchant) -> None:
    maple.come_in()
    publish(maple, edited(maple, REWARD, points="120"))
    edit(maple, REWARD, points="150")
    publish(maple, maple.get("/admin/program/history/1"))
    assert points(maple) == 150
    assert "Somebody published version 3 meanwhile" in maple.get("/admin/program").text


def test_going_back_to_what_somebody_overtook_is_compared_anew(maple: Merchant) -> None:
    maple.come_in()
    publish(maple, edited(maple, REWARD, points="120"))
    page = maple.get("/admin/program/history/1")
    publish(maple, edited(maple, REWARD, points="130"))
    answer = publish(maple, page)
    assert answer.status_code == 409
    assert "130 points can be exchanged" in answer.text


def test_what_never_was_is_not_gone_back_to(maple: Merchant) -> None:
    maple.come_in()
    for version in ("0", "2", "999999", "x"):
        assert maple.get(f"/admin/program/history/{version}").status_code == 404


def test_a_long_history_comes_in_pages_with_nothing_left_out(maple: Merchant) -> None:
    ledger = access.ledger_of(maple.store)
    _, document = programs.document(ledger)
    for days in range(10, 55):
        policies = document["policies"] | {"code_days": days}
        programs.publish(ledger, document | {"policies": policies}, "test", 0)
    maple.come_in()
    path, seen = "/admin/program/history", []
    for _ in range(3):
        page = maple.get(path)
        seen += [n for n in range(46, 0, -1) if f"<h2>Version {n}</h2>" in page.text]
        links = [one for one in page.text.split('"') if "history?until=" in one]
        path = links[0] if links else ""
    assert seen == list(range(46, 0, -1))
    assert not path
