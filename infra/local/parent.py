"""Ending with the parent: `make run` may be stopped through make, whichever signal make gets."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from infra.local.child import die_with_parent
from infra.local.stopping import Stop

_EVERY_S = 0.5


def stop_with(stop: Stop) -> None:
    """Set `stop` when the parent dies, or is a make that was interrupted.

    make passes SIGTERM on to what it runs, and the terminal sends Ctrl-C to both. But a SIGINT
    sent to make alone stays there: it waits inside its handler for us, with SIGINT blocked,
    and that is what we look for.
    """
    die_with_parent()
    parent = os.getppid()
    if _name(parent) == "make":
        threading.Thread(target=_watch, args=(parent, stop), name="parent", daemon=True).start()


def _watch(parent: int, stop: Stop) -> None:
    while not stop.wait(_EVERY_S):
        if os.getppid() != parent or _blocks_sigint(parent):
            stop.set()


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _blocks_sigint(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    for line in status.splitlines():
        if line.startswith("SigBlk:"):
            return bool(int(line.split()[1], 16) & 1 << (signal.SIGINT - 1))
    return False
