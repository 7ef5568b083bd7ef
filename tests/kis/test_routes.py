from pathlib import Path

from haero.kis import catalogue, routes
from haero.kis.routes import ROUTES
from tools import make_messages


def test_the_file_is_what_the_generator_writes() -> None:
    assert Path(routes.__file__).read_text(encoding="utf-8") == make_messages.render_routes()


def test_routes_are_those_of_the_catalogue() -> None:
    assert list(ROUTES) == [api.id for api in catalogue.apis() if api.group != "websocket"]
    for api_id, route in ROUTES.items():
        api = catalogue.api(api_id)
        assert (route.method, route.path) == (api.method, api.path)
        assert (route.real, route.mock) == (api.tr_ids.get("real", {}), api.tr_ids.get("mock", {}))
