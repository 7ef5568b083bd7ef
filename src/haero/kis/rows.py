"""One reply block: all fields of the catalogue, in its order, each number with its decimals."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from haero.kis import catalogue
from haero.kis.texts import fixed

Value = str | int | Decimal

# Marks a field that the caller must give; never leaves this module. No text: a client's own word may stand in a row.
_REQUIRED: Any = object()


class RowWriter:
    """Writes the rows of one block of one API, such as RowWriter("v1_해외주식-007", "output").

    `blank` names the fields that haero has no notion of (loans, ...): left out of the values, they are "" for text and
    zero for numbers. Raises KeyError for an unknown API or block, ValueError for a blank that is no field of the block.
    """

    __slots__ = ("_decimals", "_template", "api_id", "output_name")

    def __init__(self, api_id: str, output_name: str, blank: Collection[str] = ()) -> None:
        block = catalogue.api(api_id).output(output_name)
        self.api_id = api_id
        self.output_name = output_name
        self._decimals: dict[str, int | None] = {item.name: item.decimals for item in block.fields}
        unknown = sorted(set(blank) - self._decimals.keys())
        if unknown:
            raise ValueError(f"{api_id} {output_name} has no {', '.join(unknown)}")
        self._template: dict[str, str] = {
            name: _REQUIRED if name not in blank else "" if decimals is None else fixed(0, decimals)
            for name, decimals in self._decimals.items()
        }

    def row(self, values: Mapping[str, Value]) -> dict[str, str]:
        """The row as text. A str goes out as it is; an int or Decimal gets the field's decimals (none: plain digits).

        Raises ValueError when a field is missing or unknown, or a number is not finite; TypeError for a float.
        """
        row = self._template.copy()
        decimals = self._decimals
        for name, value in values.items():
            if name not in decimals:
                raise ValueError(f"{self.api_id} {self.output_name} has no {name}")
            row[name] = value if type(value) is str else _number(value, decimals[name])
        if _REQUIRED in row.values():
            missing = ", ".join(name for name, value in row.items() if value is _REQUIRED)
            raise ValueError(f"{self.api_id} {self.output_name} lacks {missing}")
        return row


def _number(value: Value, decimals: int | None) -> str:
    if decimals is not None:
        return fixed(value, decimals)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"not a finite number: {value!r}")
        return format(value, "f")
    if isinstance(value, float):
        raise TypeError("prices and amounts are Decimal, int or str, never float")
    return str(value)
