"""Processes that `diaban serve` started end when it has gone, however it went.

A server that is killed cannot stop its children: a web process would hold the port, a worker would
go on publishing. Each child looks whether its parent is still the one that started it. A
publication on the way is safe to leave: the next worker takes it up again.
"""

from __future__ import annotations

import os
import threading
import time

VARIABLE = "DIABAN_SERVER_PROCESS"


def hold(parent: int) -> None:
    """End this process soon after `parent` has gone."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def hold_in_web_process() -> None:
    """The same for a web process, if `diaban serve` started it."""
    parent = os.environ.get(VARIABLE, "")
    if parent.isdigit() and os.getppid() == int(parent):
        hold(int(parent))


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)
