"""From where a control call may come: not from a web page that the person behind haero happens to have open."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from haero.control.forms import ControlError
from haero.server.wire import Request

_REFUSED = "control calls come from programs: Host must be this machine, and Origin, if any, the same"


def check_visitor(request: Request, hosts: Collection[str]) -> None:
    """Raises ControlError (403) for a Host by which only a rebound name can lead here, and for the Origin of another site.

    A page that rebinds a name of its own to this address sends that name as Host. An address, a name without a dot (localhost, a
    service of a container network) or one of `hosts`, which are its own, can't be rebound by a stranger. A call without Host comes
    from no browser.
    """
    named, origin = request.headers.get("Host"), request.headers.get("Origin")
    if named is not None and not _is_ours(named, hosts):
        raise ControlError(403, _REFUSED)
    if origin is not None and (named is None or urlsplit(origin).netloc.lower() != named.lower()):
        raise ControlError(403, _REFUSED)


def _is_ours(named: str, hosts: Collection[str]) -> bool:
    try:
        name = urlsplit(f"//{named}").hostname or ""
    except ValueError:
        return False
    if name in {host.lower() for host in hosts} or (name and "." not in name and ":" not in name):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
