"""Redis Cluster by its address: `redis+cluster://[user:password@]host:port[,host:port…]`, or `rediss+cluster://…`."""

from typing import Any, Final
from urllib.parse import urlsplit

from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.connection import parse_url
from redis.exceptions import RedisClusterException, RedisError

MARK: Final = "+cluster://"
PORT: Final = 6379


class ClusterAwayError(RedisError):
    """The cluster cannot be reached, or not all of it; redis-py's own error for that is no RedisError."""

    def __init__(self, reason: RedisClusterException) -> None:
        """Say what redis-py says."""
        super().__init__(str(reason))


def is_cluster(url: str) -> bool:
    """Whether the address is that of a cluster."""
    return MARK in url


def cluster_of(url: str, **options: Any) -> RedisCluster:
    """A client; any of the named nodes leads to the others. ValueError for what is no address."""
    scheme, _, rest = url.partition(MARK)
    places, slash, path = rest.partition("/")
    credentials, at, hosts = places.rpartition("@")
    first, *others = hosts.split(",")
    given: dict[str, Any] = {**parse_url(f"{scheme}://{credentials}{at}{first}{slash}{path}")}
    if given.pop("db", 0):
        raise ValueError("A cluster has no numbered databases.")
    parts = [urlsplit(f"//{each}") for each in (first, *others)]
    named = [(each.hostname, each.port or PORT) for each in parts]
    for each in ("host", "port"):
        given.pop(each, None)
    # Only what redis-py makes of rediss:// is a class; the client is told to use it in another way.
    is_secret = given.pop("connection_class", None) is not None
    nodes = [ClusterNode(host, port) for host, port in named if host is not None]
    if len(nodes) < len(named):
        raise ValueError("An address of a cluster names each node as host:port.")
    return RedisCluster(startup_nodes=nodes, ssl=is_secret, **options, **given)
