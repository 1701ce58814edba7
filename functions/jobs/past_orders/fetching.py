"""The first part: asking the store for its past, a page at a time, each into a file of its own."""

from __future__ import annotations

import time

from core import calendar
from functions.jobs.past_orders import pages
from functions.jobs.work import Work
from integrations.history import history_of

PREFIX = "fetched-"
# No page takes longer, refunds asked for one by one included.
_PAGE_S = 30.0


def fetch(work: Work) -> bool:
    """Go on fetching; True when all is there. The cursor moves only behind a page that is kept."""
    history = history_of(work.store, work.port)
    since = str(work.job.given.get("since") or "")
    since_s = calendar.begin_s(since, work.store.tz) if since else 0
    while work.time_left() > _PAGE_S:
        cursor = work.job.cursor
        page = history.read(since_s, cursor.get("at", {}), time.time_ns() // 1_000_000)
        number, done = int(cursor.get("page", 0)), work.job.done
        if page.orders:
            pages.write(work.files, f"{PREFIX}{number:06d}", map(pages.line, page.orders))
            number, done = number + 1, done + len(page.orders)
        if page.cursor is None:
            work.begin_part(done, {"part": "arrange", "pages": number}, part="arrange")
            return True
        at = {"part": "fetch", "page": number, "at": dict(page.cursor)}
        work.save(done=done, total=max(page.total, 0), cursor=at)
        if page.wait_s:
            time.sleep(min(page.wait_s, max(0.0, work.time_left() - _PAGE_S)))
    return False
