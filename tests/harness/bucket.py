"""An S3-compatible service of a test's own, on loopback: moto keeps the objects in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from moto.server import ThreadedMotoServer

from db.evidence_bucket import Bucket


@dataclass
class Service:
    """The running service and the one bucket in it."""

    server: ThreadedMotoServer
    bucket: Bucket

    def stop(self) -> None:
        """End the service, as a failure of the network or of the service itself would."""
        self.server.stop()


@contextmanager
def served_bucket(prefix: str = "office/evidence") -> Iterator[Service]:
    """A service with one empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    try:
        httpx.post(f"{endpoint}/moto-api/reset").raise_for_status()  # moto's memory is one per process
        httpx.put(f"{endpoint}/evidence").raise_for_status()
        yield Service(server, Bucket("evidence", prefix, endpoint, "us-east-1", "invented-access", "invented-secret"))
    finally:
        server.stop()
