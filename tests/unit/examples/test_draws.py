"""The draws of the example programs."""

from __future__ import annotations

from core.program.sentences import sentences
from tests.unit.core.worlds import T0
from tests.unit.examples.test_programs import document, earned, program


def test_the_grocers_draw_is_for_silver_and_gold_and_needs_no_entering() -> None:
    [draw] = program("organic-grocer").draws
    assert (draw.tiers, dict(draw.tier_entries), draw.cost) == (
        ("silver", "gold"),
        {"silver": 1, "gold": 2},
        0,
    )
    said = sentences(document("organic-grocer"))["draw members-spring"].text
    assert said["en"].endswith(
        "1 entry for whoever is Silver when entries close; "
        "2 entries for whoever is Gold when entries close."
    )


def test_a_big_order_at_the_bakery_is_a_draw_entry_and_no_points_more() -> None:
    by = program("bakery")
    [bonus] = by.earning.bonuses
    assert (bonus.draw_id, bonus.entries) == (by.draws[0].id, 1)
    assert (
        sentences(document("bakery"))["bonus draw-ticket"]
        .text["en"]
        .startswith("1 entry in “Twenty rolls” for an order of NT$500 or more")
    )
    assert earned("bakery", (600, T0, "9")) == [60]
