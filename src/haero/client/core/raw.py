"""Any TR as KIS's page shows it."""

from collections.abc import Mapping

from msgspec import Struct

from haero.client.core.effects import Asking
from haero.client.core.trading import Trading
from haero.kis.replies import KisReply


def raw(
    trading: Trading, tr_id: str | Struct, fields: Mapping[str, str] | Struct | None, tr_cont: str, key: str | None
) -> Asking[KisReply]:
    """The reply to a TR."""
    raise NotImplementedError
    yield
