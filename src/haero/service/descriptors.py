"""How many connections the system allows: each takes a descriptor, and where these run out nobody else comes in."""

import contextlib
import resource

RESERVED = 200  # journal, keys, log, snapshots; and connections that are accepted, but not yet looked at
LEAST = 10  # with less a port is of no use: then it may come to the end all the same


def connections(ports: int, wanted: int) -> int:
    """How many each of `ports` ports may have, `wanted` at most. Raises the limit of this process as far as it needs, and may."""
    needed = RESERVED + ports * wanted
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _below(limit, needed):
        raised = most if _below(most, needed) else needed
        # A system may have a limit of its own: the one that holds is as good.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, most))
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(LEAST, (limit - RESERVED) // ports) if _below(limit, needed) else wanted


def _below(limit: int, wanted: int) -> bool:
    return limit != resource.RLIM_INFINITY and limit < wanted
