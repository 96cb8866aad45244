"""The bench's own load generator, for machines without wrk: `python -m mapserver.bench.asker PLAN`.

Kept-alive connections in one thread, each sending its next question as soon as the last answer is complete.
"""

from __future__ import annotations

import json
import random
import selectors
import socket
import sys
import time
from typing import Any
from urllib.parse import urlsplit


class Connection:
    """One connection: what it waits for."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self.received = b""
        self.missing = -1

    def send(self, request: bytes) -> None:
        self.sent_at, self.received, self.missing = time.perf_counter(), b"", -1
        self.socket.sendall(request)

    def take(self) -> int | None:
        """Read what has come; return the status once the answer is complete."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.received += piece
        if self.missing < 0:
            head, found, _ = self.received.partition(b"\r\n\r\n")
            if not found:
                return None
            lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            self.missing = len(head) + 4 + int(lengths[0].split(b":")[1])
        return int(self.received[9:12]) if len(self.received) >= self.missing else None


def main(plan: dict[str, Any]) -> dict[str, int]:
    address = urlsplit(plan["url"])
    host, port = str(address.hostname), int(address.port or 80)
    west, south, width, height = plan["box"]
    headers = "".join(f"{name}: {value}\r\n" for name, value in plan["headers"].items())
    rng = random.Random(plan["seed"])  # noqa: S311  (places to ask from)

    def request() -> bytes:
        path = plan["path"] % (west + rng.random() * width, south + rng.random() * height)
        return f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{headers}\r\n".encode()

    latencies: list[float] = []
    bad = 0
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(plan["connections"]):
            one = Connection(host, port)
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.send(request())
        while time.perf_counter() - started < plan["seconds"]:
            for key, _ in selector.select(0.1):
                one = key.data
                status = one.take()
                if status is not None:
                    latencies.append(time.perf_counter() - one.sent_at)
                    bad += status >= 400
                    one.send(request())
        took = time.perf_counter() - started
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    latencies = sorted(latencies) or [0.0]
    p50_us, p99_us = (int(1e6 * latencies[int(share * (len(latencies) - 1))]) for share in (0.5, 0.99))
    return {"requests": len(latencies), "us": int(1e6 * took), "bad": bad, "p50_us": p50_us, "p99_us": p99_us}


if __name__ == "__main__":
    print("RESULT", json.dumps(main(json.loads(sys.argv[1]))))
