"""What members think of rewards, for the home page: the average and how many gave one."""

from __future__ import annotations

from flask import g

from core.ledger import ratings
from core.program.model import Program
from functions.admin.language import name_in, say
from integrations import access


def scores(program: Program) -> list[tuple[str, str]]:
    """Each reward of the program that was rated, the best first, with its score in words."""
    found = ratings.scores(access.ledger_of(g.store))
    rated = [(one, found[one.id]) for one in program.rewards if one.id in found]
    best_first = sorted(rated, key=lambda pair: (-pair[1].tenths, -pair[1].number))
    return [
        (
            name_in(reward.names),
            say("home.rated", stars=f"{score.tenths // 10}.{score.tenths % 10}", n=score.number),
        )
        for reward, score in best_first
    ]
