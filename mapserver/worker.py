"""What a server's worker process needs beside the application."""

from __future__ import annotations

import os
import threading
import time

SERVER_PID_VARIABLE = "ONEMAP_SERVER_PID"
CHECK_INTERVAL_S = 0.5


def end_with_server() -> None:
    """Leave when the server's process is gone: a worker that outlived it would hold the port for ever."""
    server_pid = os.environ.get(SERVER_PID_VARIABLE)
    if server_pid and int(server_pid) == os.getppid():
        threading.Thread(target=_watch, args=(int(server_pid),), name="server-watch", daemon=True).start()


def _watch(server_pid: int) -> None:
    while os.getppid() == server_pid:
        time.sleep(CHECK_INTERVAL_S)
    os._exit(1)  # sys.exit would end this thread alone
