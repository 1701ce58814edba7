"""Group purchases as their merchant sees them."""

from __future__ import annotations

from dataclasses import dataclass

from core import calendar
from core.errors import NotFound
from core.groups import Count, Phase, State, phase
from core.ledger import group_awards, group_rows, groups, keys
from core.ledger.award_rows import AwardRow
from core.ledger.group_rows import GroupPartsRow, GroupPayingRow, held_by, parts_key
from core.ledger.groups import Joined, joined_of
from core.ledger.members import states
from core.ledger.posting import Books
from core.ledger.table import read_rows
from core.member import MemberState
from core.program.groups import Group


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as it was published last, and as it stands. `paying`: how far paying everybody has
    come, None when there was nothing to pay. `organiser`: the member who organises it."""

    group: Group
    count: Count
    state: State
    phase: Phase
    paying: GroupPayingRow | None
    organiser: str | None

    @property
    def percent(self) -> int:
        """Of the target, at most 100."""
        so_far = self.count.units if self.group.target_units else self.count.minor
        return min(100, so_far * 100 // self.group.target)

    @property
    def early_percent(self) -> int:
        """Of the pieces, those that early birds bring."""
        return self.count.early_units * 100 // self.count.units if self.count.units else 0


@dataclass(frozen=True, slots=True)
class Participant:
    """A member who has, or had, a part: `points` and `reward_id` are what they were given for
    it, early-bird awards left out."""

    member: MemberState
    joined: Joined
    points: int
    reward_id: str


def views(books: Books, now_s: int) -> list[GroupView]:
    """All groups that are or ever were in force, those of the newest program first."""
    known = (books.programs.group(one, now_s) for one in books.programs.group_ids)
    return [_view(books, one, now_s) for one in known if one is not None]


def view(books: Books, group_id: str, now_s: int) -> GroupView:
    """Raises NotFound for a group that no version in force ever named."""
    group = books.programs.group(group_id, now_s)
    if group is None:
        raise NotFound(f"There is no group {group_id[:40]!r} in the program.", code="unknown_group")
    return _view(books, group, now_s)


def _view(books: Books, group: Group, now_s: int) -> GroupView:
    count, state = group_rows.read(books.ledger, group.id)
    return GroupView(
        group=group,
        count=count,
        state=state,
        phase=phase(group, state, calendar.day(now_s, books.tz).isoformat()),
        paying=groups.paying(books.ledger, group.id),
        organiser=group_awards.organised_by(books, group.id),
    )


def participants(
    books: Books, group_id: str, after: str | None = None
) -> tuple[list[Participant], str | None]:
    """A page of those who joined, by pseudonym, and the cursor of the next page."""
    ledger = books.ledger
    ids = groups.member_ids(ledger, group_id, after)
    wanted = [parts_key(ledger, group_id, one) for one in ids]
    wanted += [(keys.awards(ledger, one), f"group:{group_id}") for one in ids]
    rows = read_rows(wanted) if wanted else []
    parts = [row for row in rows if isinstance(row, GroupPartsRow)]
    given = {row.pk: row for row in rows if isinstance(row, AwardRow)}
    found = []
    for member in states(ledger, ids):
        award = given.get(keys.awards(ledger, member.member_id))
        found.append(
            Participant(
                member=member,
                joined=joined_of(held_by(parts, member.member_id).parts.values()),
                points=award.points if award is not None else 0,
                reward_id=(award.wish_reward or "") if award is not None else "",
            )
        )
    return found, ids[-1] if len(ids) == groups.PAGE else None
