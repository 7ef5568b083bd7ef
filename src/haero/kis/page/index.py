"""Which page a TR or a request belongs to. Cheap to import: requests and replies are loaded when a page is asked for them."""

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from haero.kis.page.modules import MODULES
from haero.kis.routes import ROUTES

if TYPE_CHECKING:
    from haero.kis.forms import Form
    from haero.kis.replies import KisReply


class ApiPage(NamedTuple):
    """One page: its API's id, its module in haero.kis.page, where the API is, and its TRs.

    `real` and `mock`: the name of a TR within its page ("us_buy", "all") to its ID; empty where the environment has none.
    """

    api_id: str
    module: str
    method: str
    path: str
    real: dict[str, str]
    mock: dict[str, str]

    def trs(self, environment: str) -> dict[str, str]:
        """The TRs of an environment. Raises KeyError for another than "real" or "mock"."""
        return {"real": self.real, "mock": self.mock}[environment]

    def name_of(self, tr_id: str) -> str:
        """The name of a TR within the page, "" where it has none of this ID."""
        return next((name for trs in (self.real, self.mock) for name, found in trs.items() if found == tr_id), "")

    @property
    def request(self) -> "type[Form[Any]] | None":
        """The page's RequestBody or RequestQueryParam; None for Hashkey, which takes any body."""
        from haero.kis.request_types import REQUESTS

        return REQUESTS.get(self.api_id)

    @property
    def reply(self) -> "type[KisReply]":
        """The page's ResponseBody."""
        from haero.kis.reply_types import REPLIES

        return REPLIES[self.api_id]

    def load(self) -> ModuleType:
        """The module with the page's classes."""
        return import_module(f"haero.kis.page.{self.module}")


PAGES: dict[str, ApiPage] = {api_id: ApiPage(api_id, MODULES[api_id], *route) for api_id, route in ROUTES.items()}
"""API id to its page."""
BY_TR: dict[str, ApiPage] = {
    tr_id: page for page in PAGES.values() for trs in (page.real, page.mock) for tr_id in trs.values()
}
"""TR ID, of real and of mock, to its page."""


def module_of(tr_id: str) -> ModuleType:
    """The module with the classes of a TR. Raises KeyError when no page has it."""
    return BY_TR[tr_id].load()


@cache
def _by_request() -> "dict[type[Form[Any]], ApiPage]":
    return {page.request: page for page in PAGES.values() if page.request is not None}


def page_of(form: "Form[Any]") -> ApiPage:
    """The page of a RequestBody or RequestQueryParam. Raises ValueError for anything else."""
    known = _by_request()
    for kind in type(form).__mro__:
        if kind in known:
            return known[kind]
    raise ValueError(f"{type(form).__name__} is no RequestBody and no RequestQueryParam of any page")
