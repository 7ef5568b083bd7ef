"""Values for programs: what JSON can hold, Decimal as texts, times in ISO form."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from haero.client.orders.price import plain


def plain_value(value: Any) -> Any:
    """The value for json: exact numbers as texts in plain digits, words of the house as their texts, times with their offset."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return plain(value) if value.is_finite() else str(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain_value(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [plain_value(one) for one in value]
    return value
