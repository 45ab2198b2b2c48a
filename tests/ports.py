"""Ports for servers that have to know theirs before they start, and keep it while they are down."""

import os
import random
import socket

_luck = random.Random(os.getpid())
# Below the ports that systems give to whoever asks for any, so that nobody comes by one of these by chance.
_FIRST, _LAST = 10_000, 30_000


def free_port() -> int:
    """A port that nobody listens at; most probably nobody else is given it."""
    while True:
        port = _luck.randint(_FIRST, _LAST)
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
