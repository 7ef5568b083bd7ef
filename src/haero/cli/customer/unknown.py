"""`haero unknowns` and `haero resolve`: orders whose reply was lost."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from haero.cli.common import Json
from haero.cli.customer.options import DataFlag, Destination, EnvironmentFlag, ProfileFlag, ProfileName

if TYPE_CHECKING:
    from haero.client.core.resolving import NotReceived, StillUnknown


def unknowns(
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Lists the orders of which nobody knows whether KIS received them, and the command that finds out. Asks nobody."""
    from haero.cli.customer.failing import unknown, unknown_facts
    from haero.cli.customer.opening import opened
    from haero.cli.telling import tell_json
    from haero.cli.texts import text

    target = Destination(profile, environment, data)
    with opened(target, as_json=as_json) as kis:
        found = kis.unknowns()
    if as_json:
        tell_json({"unknowns": [unknown_facts(one, target) for one in found]})
    elif found:
        print("\n\n".join(unknown(one, target) for one in found))
    else:
        print(text("no_unknowns"))


def resolve(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The order's key, as `haero unknowns` has it.")],
    patience: Annotated[float, typer.Option("--patience", metavar="SECONDS", min=0, help="How long to look.")] = 30.0,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Finds out what became of an order whose reply was lost, from KIS's own lists; nothing is ever sent again.

    Exit status: 0 it is known, 1 nobody can tell yet, 2 no order has this key.
    """
    from haero.cli.customer.failing import NO, WRONG_USE
    from haero.cli.customer.opening import opened
    from haero.cli.customer.sending import order_facts, order_line
    from haero.cli.telling import fail, tell_json
    from haero.cli.texts import text
    from haero.client.core.accepted import Accepted
    from haero.client.core.resolving import NotReceived, StillUnknown

    target = Destination(profile, environment, data)
    with opened(target, as_json=as_json) as kis:
        try:
            found = kis.resolve(key, patience)
        except KeyError:
            fail(text("no_such_key", key=key), WRONG_USE)
    if isinstance(found, Accepted):
        seen = None if found.seen is None else found.seen.to_dict()
        facts: dict[str, Any] = {"outcome": "accepted", "order": order_facts(found.order), "seen": seen}
        said = text("was_received", order=order_line(found.order))
    elif isinstance(found, NotReceived):
        facts = {"outcome": "not_received", "key": found.key, "proof": found.proof._asdict()}
        said = _not_received(found)
    else:
        rows = [row.to_dict() for row in found.candidates]
        facts = {"outcome": "still_unknown", "key": found.key, "candidates": rows, "why": found.why}
        said = _still_unknown(found, target)
    if as_json:
        from haero.cli.customer.values import plain_value

        tell_json(plain_value(facts))
    else:
        print(said)
    if isinstance(found, StillUnknown):
        raise typer.Exit(NO)


def _not_received(found: "NotReceived") -> str:
    from haero.cli.customer import words
    from haero.cli.texts import text
    from haero.cli.translation import reason

    proof = found.proof
    if proof.refusal:
        return text("was_refused", why=reason(proof.refusal))
    looks = {"first": words.moment(proof.first_look), "second": words.moment(proof.second_look)}
    return text("was_not_received", **looks)


def _still_unknown(found: "StillUnknown", target: Destination) -> str:
    from haero.cli.customer import words
    from haero.cli.texts import text
    from haero.cli.translation import reason

    command = target.command(["resolve", found.key])
    lines = [text("still_unknown", why=reason(found.why), command=command)]
    for row in found.candidates:
        facts = row.to_dict()
        number = facts.get("odno") or facts.get("number")
        lines.append(
            text("may_be_it", odno=number, order=words.order(facts | {"type": None}), at=words.moment(facts["at"]))
        )
    return "\n".join(lines)
