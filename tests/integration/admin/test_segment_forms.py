"""Profile, segments, content and sales as forms, from an empty program to what shoppers see."""

from __future__ import annotations

from core.ledger import drafts
from integrations import access
from tests.integration.admin.test_program_pages import shown_faults
from tests.support.forms import edit
from tests.support.merchant import Merchant

CAT = {"name__en": "Kind of pet", "options__0__en": "Cat", "options__1__en": "Dog or dogs"}
CATS = {"name__en": "Cats", "all__0__about": "profile:kind-of:cat"}


def test_a_question_a_segment_and_what_is_for_it_are_made_on_pages(maple: Merchant) -> None:
    maple.come_in()
    assert edit(maple, "profile/new", **CAT, many=["", "yes"]).status_code == 303
    assert edit(maple, "product_sets/new", name__en="Kettles", products="10").status_code == 303
    spent = {"all__1__about": "spend", "all__1__is": "not", "all__1__least": "1,000"}
    assert edit(maple, "segments/new", **CATS, **spent).status_code == 303
    article = {"name__en": "Care", "text__en": "Brush.\r\n\r\nTwice.", "for__owns": "kettles"}
    assert edit(maple, "content/new?kind=article", **article).status_code == 303
    sale: dict[str, str | list[str] | None] = {"name__en": "Week", "percent": "10"}
    sale["segments"] = ["", "cats"]
    assert edit(maple, "sales/new", **sale).status_code == 303
    assert edit(maple, "rewards/of/off-small", segments=["", "cats"]).status_code == 303
    assert edit(maple, "tiers/of/silver", participation="5").status_code == 303

    made = drafts.get(access.ledger_of(maple.store)).document
    assert made["profile"] == [
        {
            "id": "kind-of",
            "name": {"en": "Kind of pet"},
            "many": True,
            "options": [
                {"id": "cat", "name": {"en": "Cat"}},
                {"id": "dog-or", "name": {"en": "Dog or dogs"}},
            ],
        }
    ]
    assert made["product_sets"][0] == {
        "id": "kettles",
        "name": {"en": "Kettles"},
        "products": ["10"],
    }
    assert made["segments"][0]["all"] == [
        {"kind": "profile", "field": "kind-of", "options": ["cat"]},
        {"kind": "spend", "not": True, "least": "1000"},
    ]
    assert made["content"][0]["text"] == {"en": "Brush.\n\nTwice."}
    assert made["content"][0]["for"] == {"owns": "kettles"}
    assert made["sales"][0]["segments"] == ["cats"]
    assert made["rewards"][0]["segments"] == ["cats"]
    assert made["tiers"][1]["participation"] == 5
    overview = maple.get("/admin/program").text
    assert (
        "Whoever answered “Kind of pet” with “Cat” and has not spent NT$1,000 or more" in overview
    )


def test_what_is_wrong_with_a_segment_is_told_beside_its_field_in_the_pages_language(
    maple: Merchant,
) -> None:
    maple.come_in().get("/admin/?lang=zh-Hant")
    wrong = {
        "all.0.about": {"all__0__about": "recency"},
        "all.0.months": {"all__0__about": "recency", "all__0__months": "13"},
        "all.1.least": {
            "all__0__about": "tier:gold",
            "all__1__about": "orders",
            "all__1__least": "many",
        },
    }
    for name, typed in wrong.items():
        answer = edit(maple, "segments/new", name__en="Some", **typed)
        assert answer.status_code == 422, name
        faults = shown_faults(answer.text)
        assert list(faults) == [name]
        assert all("a" not in one and "e" not in one for one in faults.values()), faults
    both = {"all__0__about": "tier:gold", "any__0__about": "tier:gold"}
    answer = edit(maple, "segments/new", name__en="Some", **both)
    assert list(shown_faults(answer.text)) == ["all.0.about"]
    assert drafts.get(access.ledger_of(maple.store)).saved_at_s is None


def test_a_segment_that_something_is_for_cannot_be_taken_out(maple: Merchant) -> None:
    maple.come_in()
    edit(maple, "profile/new", **CAT)
    edit(maple, "segments/new", **CATS)
    edit(maple, "rewards/of/off-small", segments=["", "cats"])
    page = maple.get("/admin/program/segments/of/cats")
    refused = maple.send("/admin/program/segments/of/cats/remove", page)
    assert refused.status_code == 422
    assert "names a segment" in refused.text
