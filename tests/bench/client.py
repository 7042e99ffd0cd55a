"""The client: keep-alive connections over raw sockets, so that measuring costs less than what is measured."""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from uuid import uuid4

KEY = "@" * 32


@dataclass
class Load:
    """What to send: bytes of complete requests, sent in turn by each connection."""

    host: str
    port: int
    requests: list[str]  # latin-1 text of the raw bytes
    connections: int
    seconds: float
    warm_up: float = 1.0


@dataclass
class Measured:
    """What came of it: answers, seconds, 95th percentile in ms, answers that were no success."""

    answers: int
    seconds: float
    p50_ms: float
    p95_ms: float
    failed: int

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds if self.seconds else 0.0


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if length:
        await reader.readexactly(length)
    return status


async def _connection(load: Load, number: int, until: float, start: float, times: list[float], bad: list[int]) -> None:
    reader, writer = await asyncio.open_connection(load.host, load.port)
    turn = number
    try:
        while time.perf_counter() < until:
            # A fresh Idempotency-Key for each act, of the placeholder's own length.
            request = load.requests[turn % len(load.requests)].replace(KEY, uuid4().hex).encode("latin-1")
            turn += load.connections
            began = time.perf_counter()
            writer.write(request)
            status = await _answer(reader)
            ended = time.perf_counter()
            if began >= start:
                times.append(ended - began)
                if status >= 400:
                    bad.append(status)
    finally:
        writer.close()


async def _once(load: Load) -> None:
    reader, writer = await asyncio.open_connection(load.host, load.port)
    try:
        writer.write(load.requests[0].replace(KEY, uuid4().hex).encode("latin-1"))
        await _answer(reader)
    finally:
        writer.close()


async def _run(load: Load) -> Measured:
    times: list[float] = []
    bad: list[int] = []
    await _once(load)  # a server's first answer compiles templates and reads frames
    start = time.perf_counter() + load.warm_up
    until = start + load.seconds
    await asyncio.gather(*(_connection(load, n, until, start, times, bad) for n in range(load.connections)))
    ordered = sorted(times)
    return Measured(len(times), load.seconds, _at(ordered, 0.5), _at(ordered, 0.95), len(bad))


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_run(Load(**json.load(sys.stdin)))))))
