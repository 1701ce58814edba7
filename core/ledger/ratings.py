"""Ratings of redemptions. Each is a row in the personal partition of who redeemed, and goes with
them; the score of its reward is a row of its own, changed in the same transaction, and stays: it
names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute

from core import ratings
from core.identity import Ledger
from core.ledger import keys
from core.ledger.posting import Books
from core.ledger.table import Commit, IntegerAttribute, Row, as_read, read_rows, retrying
from core.ratings import Rating, Score
from core.redemptions import Redemption


class RatingRow(Row, discriminator="RTG"):
    version = IntegerAttribute(attr_name="v")
    stars = IntegerAttribute()
    at_ms = IntegerAttribute()


class ScoreRow(Row, discriminator="RTS"):
    """`counts`: how many gave one star, two, … five, as "0,0,1,3,9"."""

    version = IntegerAttribute(attr_name="v")
    counts = UnicodeAttribute()


def rate(books: Books, redemption: Redemption, stars: int, now_ms: int) -> Rating:
    """Keep what the owner of a redemption thinks of it. The same again writes nothing. Raises as
    core.ratings.rated does."""
    ledger = books.ledger

    def attempt() -> Rating:
        owner = books.member(redemption.member_id)
        rows = read_rows([_key(ledger, redemption), (keys.ratings(ledger), redemption.reward_id)])
        before, score = Rating(redemption.redemption_id), Score(redemption.reward_id)
        for row in rows:
            if isinstance(row, RatingRow):
                before = _rating(row)
            elif isinstance(row, ScoreRow):
                score = _score(row)
        after = ratings.rated(redemption, before, stars, now_ms)
        if after == before:
            return before
        pk, sk = _key(ledger, redemption)
        version = before.version + 1
        mine = RatingRow(pk, sk, version=version, stars=after.stars, at_ms=after.at_ms)
        counts = score.changed(before.stars, after.stars).counts
        all_of_them = ScoreRow(
            keys.ratings(ledger),
            score.reward_id,
            version=score.version + 1,
            counts=",".join(map(str, counts)),
        )
        commit = Commit()
        commit.put(mine, as_read(RatingRow, before.version))
        commit.put(all_of_them, as_read(ScoreRow, score.version))
        books.check_member(commit, owner)  # who is erased meanwhile leaves none behind
        commit.send()
        return replace(after, version=version)

    return retrying(attempt)


def of(ledger: Ledger, redemptions: Iterable[Redemption]) -> dict[str, int]:
    """The stars of those that were rated and can still be, by the redemption's id."""
    wanted = [_key(ledger, one) for one in redemptions if one.status in ratings.RATEABLE]
    rows = read_rows(wanted, consistent=False) if wanted else []
    found = [_rating(row) for row in rows if isinstance(row, RatingRow)]
    return {one.redemption_id: one.stars for one in found}


def scores(ledger: Ledger) -> dict[str, Score]:
    """The score of every reward that was ever rated."""
    rows = ScoreRow.query(keys.ratings(ledger))
    return {row.sk: _score(row) for row in rows}


def _key(ledger: Ledger, redemption: Redemption) -> tuple[str, str]:
    return keys.personal(ledger, redemption.member_id), keys.rating(redemption.redemption_id)


def _rating(row: RatingRow) -> Rating:
    redemption_id = row.sk.removeprefix(keys.RATING_PREFIX)
    return Rating(redemption_id, row.stars, row.at_ms, row.version)


def _score(row: ScoreRow) -> Score:
    return Score(row.sk, tuple(int(one) for one in row.counts.split(",")), row.version)
