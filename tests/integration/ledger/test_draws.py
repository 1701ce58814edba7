"""Lucky draws: entering, closing, drawing and prizes, as the ledger keeps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core import drawing as lots
from core.draws import Ticket
from core.errors import BadInput, Conflict, InsufficientPoints, KeyReused, NotFound, RewardClosed
from core.ledger import (
    awards,
    draw_entries,
    drawing,
    draws,
    due,
    following,
    keys,
    members,
    people,
    programs,
    redact,
    stores,
)
from core.ledger.directory import list_member
from core.ledger.draw_rows import DrawRow
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import Contact
from core.program.awards import NOTHING, Award
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0, snapshot

KEY = b"master key of the tests"
NOW_MS = T0 * 1000
DAY_S = 86_400
WHY = {"reason": "award", "rule": "review"}
# T0 is 2026-09-21 in Taipei.
SPRING: dict[str, Any] = {
    "id": "spring",
    "name": {"en": "Spring draw", "zh-Hant": "春季抽獎"},
    "from": "2026-09-20",
    "until": "2026-09-30",
    "cost": 10,
    "limit_per_member": 5,
    "tier_entries": {"gold": 2},
    "prizes": [
        {"name": {"en": "First prize"}, "count": 1, "award": {"points": 500}},
        {"name": {"en": "Consolation"}, "count": 2, "award": {"points": 50}},
    ],
}
# The first second of 1 October in Taipei.
CLOSES_S = 1_790_784_000


class World:
    """A store with a draw, its members by customer id, and a clock."""

    def __init__(self, books: Books, draw: dict[str, Any] = SPRING) -> None:
        self.books = books
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.publish(draw)

    def publish(self, *found: dict[str, Any], **parts: Any) -> None:
        document = default_document("USD")
        document["earning"]["bonuses"] = [
            {
                "id": "big",
                "name": {"en": "Big order", "zh-Hant": "大筆訂單"},
                "kind": "order_above",
                "above": {"USD": "100"},
                "draw": "spring",
                "entries": 3,
            }
        ]
        if not found:
            del document["earning"]["bonuses"]
        document |= {"draws": list(found)} | parts
        programs.publish(self.books.ledger, validate(document), "test", T0 - 100)
        self.books = Books(self.books.ledger, programs.programs(self.books.ledger), self.books.tz)

    def member(self, customer: str, points: int = 100) -> str:
        who = CustomerRef(customer_id=customer)
        member_id = self.books.ledger.member_id(STORE, who) or ""
        if points:
            members.adjust(self.books, member_id, points, "welcome", f"c{customer}", NOW_MS)
        list_member(self.books.ledger, member_id)
        return member_id

    def enter(self, member_id: str, entries: int, key: str = "k", at_s: int = T0) -> Ticket:
        return draw_entries.enter(
            self.books, member_id, Contact(), "spring", entries, key, at_s * 1000
        )

    def entries(self, member_id: str) -> int:
        member = self.books.living(self.books.member(member_id))
        return sum(one.entries for one in draw_entries.tickets_of(self.books, "spring", member))

    def go_on(self, at_s: int, hurry: Callable[[], bool] = lambda: False) -> bool:
        def publish(what: str, content: dict[str, Any]) -> None:
            self.said.append((what, content))

        return drawing.carry_on(self.books, "spring", at_s, publish, hurry)

    def drawn(self) -> dict[str, Any]:
        """The proof, after all has happened."""
        self.go_on(CLOSES_S)
        self.go_on(CLOSES_S + drawing.PAUSE_S)
        return self.proof()

    def proof(self) -> dict[str, Any]:
        state = draws.find(self.books.ledger, "spring")
        assert state is not None
        return drawing.proof(self.books.ledger, state)[0]

    def texts(self, member_id: str, language: str = "en") -> list[str]:
        page, _ = members.entries(
            self.books.ledger, member_id, self.books.programs.newest, limit=100
        )
        return [one["why"]["text"][language] for one in page]


@pytest.fixture
def world(books: Books) -> World:
    return World(books)


def test_a_commitment_is_made_when_a_draw_is_published_and_stays_whatever_is_published_then(
    world: World,
) -> None:
    first = draws.find(world.books.ledger, "spring")
    assert first is not None
    assert len(first.commitment) == 64
    with pytest.raises(BadInput, match="other terms"):
        world.publish(SPRING | {"until": "2026-10-31", "cost": 99})
    world.publish(SPRING)
    again = draws.find(world.books.ledger, "spring")
    assert again == first
    assert "seed" not in world.proof()


def test_entries_are_bought_with_points_and_the_same_key_buys_once(world: World) -> None:
    mei = world.member("3")
    made = world.enter(mei, 3)
    assert world.enter(mei, 3) == made
    assert world.books.member(mei).available == 70
    assert world.entries(mei) == 3
    with pytest.raises(KeyReused):
        world.enter(mei, 2)
    assert world.texts(mei)[-1] == "3 entries in Spring draw for 30 points."
    assert world.texts(mei, "zh-Hant")[-1] == "以 30 點兌換「春季抽獎」抽獎券 3 張。"
    assert verify(master_key=KEY).mismatches == []


def test_nobody_buys_more_than_the_limit_or_without_points_or_outside_of_the_days(
    world: World,
) -> None:
    mei, poor = world.member("3"), world.member("4", 9)
    world.enter(mei, 4)
    for who, count, at_s, error in (
        (mei, 2, T0, RewardClosed),
        (poor, 1, T0, InsufficientPoints),
        (mei, 1, T0 - 3 * DAY_S, RewardClosed),
        (mei, 1, CLOSES_S, RewardClosed),
    ):
        with pytest.raises(error):
            world.enter(who, count, "other", at_s)
    world.enter(mei, 1, "last")
    assert (world.entries(mei), world.entries(poor)) == (5, 0)


def test_a_bought_ticket_is_given_back_for_its_points_once_and_before_entries_close(
    world: World,
) -> None:
    mei, jia = world.member("3"), world.member("4")
    ticket, kept = world.enter(mei, 3), world.enter(mei, 1, "k2")
    for _ in range(2):
        draw_entries.leave(world.books, world.books.member(mei), "spring", ticket.ticket_id, NOW_MS)
    assert (world.books.member(mei).available, world.entries(mei)) == (90, 1)
    assert world.texts(mei)[-1] == "3 entries in Spring draw given back for 30 points."
    with pytest.raises(NotFound):
        draw_entries.leave(world.books, world.books.member(jia), "spring", kept.ticket_id, NOW_MS)
    member = world.books.member(mei)
    with pytest.raises(Conflict, match="closed"):
        draw_entries.leave(world.books, member, "spring", kept.ticket_id, CLOSES_S * 1000)
    assert verify(master_key=KEY).mismatches == []


def test_an_order_gives_entries_which_its_refund_withdraws_until_the_draw_is_closed(
    world: World,
) -> None:
    mei = world.member("3", 0)
    at_s = T0

    def order(state: Any, now_s: int) -> None:
        nonlocal at_s
        at_s += 60
        event = snapshot(20_000, state, stamp_s=at_s, customer=CustomerRef(customer_id="3"))
        post_order(world.books, event, at_s * 1000)
        following.follow(world.books, STORE, "22", now_s * 1000)

    order("paid", T0)
    assert world.entries(mei) == 3
    assert any("Big order (order 22): 3 entries in Spring draw." in one for one in world.texts(mei))
    order("void", T0)
    assert world.entries(mei) == 0
    assert any("3 entries in Spring draw withdrawn" in one for one in world.texts(mei))
    order("paid", T0)
    assert world.entries(mei) == 3
    world.go_on(CLOSES_S)
    order("void", CLOSES_S + 60)
    assert world.entries(mei) == 3, "the list is frozen"
    assert any("nothing changes in Spring draw" in one for one in world.texts(mei))
    assert verify(master_key=KEY).mismatches == []


def test_any_rule_can_give_entries_and_change_how_many(world: World) -> None:
    mei = world.member("3", 0)

    def bring(wish: Award) -> int:
        awards.bring(world.books, mei, "r:1", wish, "review", WHY, STORE, NOW_MS)
        return world.entries(mei)

    assert bring(Award(points=5, draw_id="spring", entries=2)) == 2
    assert bring(Award(points=5, draw_id="spring", entries=7)) == 7
    assert bring(Award(points=5, draw_id="spring", entries=1)) == 1
    assert bring(NOTHING) == 0
    assert bring(Award(draw_id="nothing-like-it", entries=1)) == 0
    assert bring(Award(draw_id="spring", entries=1)) == 1
    assert verify(master_key=KEY).mismatches == []


def test_members_of_a_tier_have_entries_when_they_close(world: World) -> None:
    from core.ledger import commands

    gold, member = world.member("3", 0), world.member("4", 0)
    for one in (gold, member):
        members.adjust(world.books, one, 1, "hello", f"h{one}", NOW_MS)
    commands.give_tier(world.books, gold, "gold", "2026-12-31", "a friend", NOW_MS)
    proof = world.drawn()
    assert [line.split(" ")[2] for line in proof["list"]] == ["2"]
    assert [one["holder"] for one in proof["winners"]] == [
        world.books.ledger.ticket_holder("spring", gold)
    ]


def test_a_draw_is_closed_then_its_list_published_and_an_hour_later_drawn_and_paid_once(
    world: World,
) -> None:
    people_ = [world.member(str(n)) for n in range(3, 9)]
    for n, one in enumerate(people_):
        world.enter(one, 1 + n % 3)
    world.go_on(T0)
    assert [what for what, _ in world.said] == ["commitment"]
    world.go_on(CLOSES_S)
    closed = world.proof()
    assert "seed" not in closed
    assert len(closed["list"]) == 6
    world.go_on(CLOSES_S + 600)
    assert "seed" not in world.proof()
    for _ in range(2):
        world.go_on(CLOSES_S + drawing.PAUSE_S)
    proof = world.proof()
    assert lots.faults(proof, world.said[0][1]["commitment"]) == []
    assert proof["digest"] == closed["digest"]
    balances = sorted(world.books.member(one).available for one in people_)
    spent = [10 * (1 + n % 3) for n in range(6)]
    assert sum(balances) == 600 - sum(spent) + 500 + 50 + 50
    kinds = [what for what, _ in world.said]
    assert kinds[-1] == "result"
    assert kinds.index("list") < kinds.index("result")
    won = [text for one in people_ for text in world.texts(one) if "won by entry" in text]
    assert len(won) == 3
    assert any(text.startswith("Spring draw (“First prize”, won by entry ") for text in won)
    assert verify(master_key=KEY).mismatches == []


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(world: World) -> None:
    mei = world.member("3")
    world.enter(mei, 1)
    assert world.go_on(CLOSES_S, hurry=lambda: True) is False
    with pytest.raises(Conflict, match="closed"):
        world.enter(mei, 1, "late")
    assert world.books.member(mei).available == 90, "and nothing was taken"
    assert world.go_on(CLOSES_S) is True
    assert len(world.drawn()["winners"]) == 1


def test_an_erased_members_tickets_stay_in_the_list_under_no_name_and_win_nothing(
    world: World,
) -> None:
    mei, jia, ann = (world.member(one) for one in "345")
    world.enter(mei, 5)
    world.enter(jia, 1)
    people.erase(world.books, mei, NOW_MS + 1000)
    world.go_on(CLOSES_S)
    people.erase(world.books, ann, CLOSES_S * 1000)
    proof = world.drawn()
    assert sorted(line.split(" ", 1)[1] for line in proof["list"])[0] == "- 5"
    assert [one["holder"] for one in proof["winners"]] == [
        world.books.ledger.ticket_holder("spring", jia)
    ]
    assert lots.faults(proof) == []
    assert world.books.member(mei).available == 0
    assert verify(master_key=KEY).mismatches == []


def test_who_is_erased_between_list_and_draw_gets_nothing(world: World) -> None:
    mei = world.member("3")
    world.enter(mei, 1)
    world.go_on(CLOSES_S)
    people.erase(world.books, mei, (CLOSES_S + 60) * 1000)
    proof = world.drawn()
    assert len(proof["winners"]) == 1
    assert world.books.member(mei).available == 0


def test_joined_members_hold_their_tickets_under_one_name(world: World) -> None:
    guest, account = world.member("3"), world.member("4")
    ticket = world.enter(guest, 1)
    world.enter(account, 1)
    people.join(world.books, guest, account, "platform_merge", NOW_MS)
    assert world.enter(guest, 1) == ticket, "the same key, before and after"
    assert world.entries(account) == 2
    proof = world.drawn()
    assert len({line.split(" ")[1] for line in proof["list"]}) == 1
    assert len(proof["winners"]) == 1, "and win once"
    assert world.books.member(account).available == 180 + 500


def test_a_draw_that_left_the_program_before_it_began_gives_tiers_nothing(books: Books) -> None:
    world = World(books, SPRING | {"from": "2026-09-29", "tier_entries": {"member": 1}})
    world.member("3", 5)
    world.publish()
    assert world.drawn()["list"] == []
    with pytest.raises(RewardClosed):
        world.enter(world.member("4"), 1)


def test_an_emptied_ledger_keeps_nothing_of_its_draws(world: World) -> None:
    mei = world.member("3")
    world.enter(mei, 1)
    world.go_on(CLOSES_S)
    assert redact.empty_ledger(world.books.ledger, [STORE], lambda: False)
    assert [row.sk for row in Row.scan() if row.pk.startswith("L#") and "#D#" in row.pk] == []
    assert list(due.draws_at(CLOSES_S * 2)) == []
    assert world.go_on(CLOSES_S + drawing.PAUSE_S), "and no run brings it back"
    assert draws.find(world.books.ledger, "spring") is None


def test_a_member_who_is_forgotten_behind_a_redaction_takes_their_tickets_along(
    world: World,
) -> None:
    mei = world.member("3")
    world.enter(mei, 1)
    awards.bring(
        world.books, mei, "r:1", Award(draw_id="spring", entries=2), "r", WHY, STORE, NOW_MS
    )
    assert world.entries(mei) == 3
    redact.forget_member(world.books.ledger, mei)
    assert draws.tickets(world.books.ledger, "spring") == []


def test_a_prize_that_there_is_none_of_any_more_is_told_to_the_merchant(books: Books) -> None:
    prize = {"name": {"en": "A bag"}, "count": 2, "award": {"points": 5, "reward": "bag"}}
    world = World(books)
    bag = {"id": "bag", "kind": "experience", "name": {"en": "Bag"}, "points": 1, "stock": 1}
    autumn = SPRING | {"id": "autumn", "prizes": [prize]}
    world.publish(SPRING, autumn, rewards=[bag])
    mei, jia = world.member("3"), world.member("4")
    for one in (mei, jia):
        draw_entries.enter(world.books, one, Contact(), "autumn", 1, "k", NOW_MS)
    for at_s in (CLOSES_S, CLOSES_S + drawing.PAUSE_S):
        drawing.carry_on(world.books, "autumn", at_s, lambda what, said: None)
    assert [world.books.member(one).available for one in (mei, jia)] == [95, 95]
    texts = [world.texts(one)[-1] for one in (mei, jia)]
    assert sum("Bag could not be given" in one for one in texts) == 1
    [told] = stores.health(world.books.ledger.ledger_id)
    assert (told["what"], told["detail"]) == ("draw_prize", "autumn #2")


def test_a_draw_whose_announcement_a_crash_prevented_is_announced_by_the_first_who_enters(
    world: World,
) -> None:
    mei = world.member("3")
    DrawRow(keys.draw(world.books.ledger, "spring"), keys.DRAW).delete()
    assert draws.listed(world.books) == []
    world.enter(mei, 1)
    [announced] = draws.listed(world.books)
    assert announced.draw.id == "spring"
    assert [row.name for row in due.draws_at(CLOSES_S)].count("spring") >= 1
