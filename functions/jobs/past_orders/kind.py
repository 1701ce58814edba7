"""The kind `past_orders`: its parts in turn. It asks once, after it has shown what would come of
it."""

from __future__ import annotations

import time

from functions.jobs.past_orders.applying import carry_out
from functions.jobs.past_orders.arranging import arrange
from functions.jobs.past_orders.fetching import fetch
from functions.jobs.past_orders.rehearsing import rehearse
from functions.jobs.work import Outcome, Work

NAME = "past_orders"


def past_orders(work: Work) -> Outcome:
    """One slice. `given`: {"since": a day or ""}, and the merchant's answer: {"switch": the version
    of the program that was shown}."""
    if work.job.cursor.get("part", "fetch") == "fetch":
        if not work.job.facts.get("part"):
            work.save(facts={"part": "fetch"})
        if not fetch(work):
            return "more"
    if work.job.cursor["part"] == "arrange":
        arrange(work)
    if work.job.cursor["part"] == "switch":
        now = work.books.programs.in_force(int(time.time())).version
        # Else another program was published since, or only another look was asked for.
        part = "apply" if work.job.given.get("switch") == now else "rehearse"
        cursor = {"part": part, "pages": work.job.cursor["pages"]}
        work.begin_part(int(work.job.facts["orders"]), cursor, part=part)
    if work.job.cursor["part"] == "rehearse":
        rehearse(work)
        return "asks"
    return "done" if work.job.cursor["part"] == "finished" or carry_out(work) else "more"
