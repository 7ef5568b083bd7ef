"""Puts a client together: profile, the files that programs share, connections. All that is loaded when a client is made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from haero.client.core.machine import Machine
    from haero.client.core.trading import Trading
    from haero.client.local.store import Store
    from haero.client.profile.profile import Profile
    from haero.client.transport.address import Address
    from haero.client.transport.asynchronous import AsyncConnections
    from haero.client.transport.blocking import Connections
    from haero.client.transport.wire import Timeouts

STORE_NAME = "orders.db"


class Setup:
    """What a client is made of."""

    def __init__(self, profile: Profile, store: Store, machine: Machine, trading: Trading, timeouts: Timeouts) -> None:
        self.profile, self.machine, self.trading = profile, machine, trading
        self._store, self._timeouts = store, timeouts
        self._address = _address(profile)

    @classmethod
    def make(
        cls,
        name: str | None,
        given: Mapping[str, str | None],
        environment: str | None,
        store: str | os.PathLike[str] | None,
        state: str | os.PathLike[str] | None,
        data: str | os.PathLike[str] | None,
        yaml: str | os.PathLike[str] | None,
        pace: int | None,
        timeout: float | None,
    ) -> Self:
        """From the arguments of a client. Opens the store, nothing else. Raises BadProfile, and StoreUnusable of the store."""
        from haero.client.core.asking import Asker
        from haero.client.core.policy import USUAL
        from haero.client.core.trading import Trading
        from haero.client.errors import BadProfile
        from haero.client.local.folder import state_folder
        from haero.client.local.machine import LocalMachine
        from haero.client.local.pace_file import NoPace, PaceFile
        from haero.client.local.store import Store
        from haero.client.local.token_file import TokenFile
        from haero.client.profile.profile import host_of
        from haero.client.profile.sources import find_profile
        from haero.client.transport.wire import Timeouts

        profile = find_profile(name, given, environment=environment, data=data, yaml=yaml, pace=pace)
        if timeout is not None and not timeout > 0:
            raise BadProfile("timeout is seconds, more than 0")
        folder = state_folder(state)
        where = f"{host_of(profile.base_url)}:{urlsplit(profile.base_url).port}"  # one broker, however its address is spelled
        app = _digest(where, profile.keys.appkey)
        # A haero made anew has other keys, and knows nothing of the orders of the one before; KIS's account outlives its keys.
        owner = () if profile.at_kis else (profile.keys.appkey,)
        scope = _digest(where, profile.environment.value, *profile.account, *owner)
        kept = Store(folder / STORE_NAME if store is None else Path(store))
        pacer = PaceFile(folder / f"pace-{app}", profile.pace) if profile.pace else NoPace()
        machine = LocalMachine(kept, TokenFile(folder, f"token-{app}"), pacer)
        usual = Timeouts()
        timeouts = (
            usual
            if timeout is None
            else Timeouts(min(usual.connect, timeout), min(usual.write, timeout), min(usual.read, timeout), timeout)
        )
        policy = USUAL._replace(in_flight=max(USUAL.in_flight, timeouts.total + 10.0))
        return cls(profile, kept, machine, Trading(Asker(profile, policy), scope), timeouts)

    def connections(self) -> Connections:
        """Connections for a client that blocks."""
        from haero.client.transport.blocking import Connections

        return Connections(self._address, self._timeouts)

    def async_connections(self) -> AsyncConnections:
        """Connections for a client of asyncio."""
        from haero.client.transport.asynchronous import AsyncConnections

        return AsyncConnections(self._address, self._timeouts)

    def close(self) -> None:
        """Closes the store."""
        self._store.close()


def _address(profile: Profile) -> Address:
    from haero.client.errors import BadProfile
    from haero.client.transport.address import read_address

    try:
        return read_address(profile.base_url, ca=profile.ca)
    except ValueError as error:
        raise BadProfile(f"profile {profile.name!r}: {error}") from None


def _digest(*parts: str) -> str:
    """A name for a file or a scope, from which nothing of what it is made of can be read."""
    from hashlib import blake2b

    return blake2b("\0".join(parts).encode(), digest_size=10).hexdigest()
