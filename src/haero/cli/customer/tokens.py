"""`haero token`."""

from typing import Annotated

import typer

from haero.cli.common import Json
from haero.cli.customer.options import DataFlag, Destination, EnvironmentFlag, ProfileFlag, ProfileName, YesFlag


def token(
    revoke: Annotated[
        bool, typer.Option("--revoke", help="End it (접근토큰폐기), for all programs of this app key.")
    ] = False,
    yes: YesFlag = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Says until when the access token (접근토큰) is valid, and fetches one if there is none. It is never shown."""
    from haero.cli.customer import words
    from haero.cli.customer.asking import confirm
    from haero.cli.customer.opening import moves_money, opened
    from haero.cli.customer.values import plain_value
    from haero.cli.telling import tell_json
    from haero.cli.texts import text

    target = Destination(profile, environment, data)
    with opened(target, as_json=as_json) as kis:
        if revoke:
            if moves_money(target) and not yes:
                confirm(text("revoke_it"))
            kis.revoke_token()
            facts, told = {"revoked": True}, text("token_revoked")
        else:
            until = kis.token_expires_at()
            facts, told = {"expires_at": plain_value(until)}, text("token_until", at=words.moment(until))
    if as_json:
        tell_json(facts)
    else:
        print(told)
