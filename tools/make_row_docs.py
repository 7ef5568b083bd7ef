"""Writes docs/client-rows.md and docs/client-rows.ko.md: every row of the client with its English names. Run by `make docs`."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import haero.client.results
from haero.client.results.labels import block_of
from haero.client.results.question import Question
from haero.client.results.questions import BY_NAME
from haero.client.results.row import Row
from haero.kis import catalogue
from haero.terms import Language
from tools.make_docs import DOCS, GENERATED, table

PAGES = {Language.EN: DOCS / "client-rows.md", Language.KO: DOCS / "client-rows.ko.md"}
_TEXTS = {
    "title": ("Rows of the client", "클라이언트의 응답 행"),
    "intro": (
        "What the client's calls give, by KIS's API: the name in a program, its type, and the field of KIS that it is made of. "
        "The row as KIS sent it is in `raw`, with every field under KIS's own name; what no document knows is in `raw.extra`.",
        "클라이언트의 호출이 돌려주는 값을 KIS API별로 정리했습니다: 프로그램에서 쓰는 이름, 형식, 바탕이 되는 KIS 필드. "
        "KIS가 보낸 행은 `raw`에 KIS의 필드 이름 그대로 모두 있고, 문서에 없는 필드는 `raw.extra`에 있습니다.",
    ),
    "none": (
        "`| None`: KIS may send nothing there. Any other field raises `ValueError` when it is looked at and can't be read; the "
        "rest of the row, and other rows, are not concerned. Amounts are Decimal, moments aware: Korean time, or the exchange's.",
        "`| None`은 KIS가 값을 비워 보낼 수 있는 필드입니다. 그 밖의 필드는 읽을 수 없으면 꺼내 볼 때 `ValueError`가 나며, "
        "같은 행의 다른 필드나 다른 행에는 영향이 없습니다. 금액은 Decimal, 시각은 시간대가 있는 datetime"
        "(한국시간 또는 현지시간)입니다.",
    ),
    "question": ("Asked by", "질문"),
    "takes": ("which takes", "인수"),
    "pages": ("mock", "모의"),
    "yes": ("yes", "있음"),
    "no": ("no", "없음"),
}
_HEADS = (("name", "type", "KIS", "한글명"), ("이름", "형식", "KIS", "한글명"))


def row_classes() -> Iterator[type[Row[Any]]]:
    """Every row class that is bound to a block, in the order of the catalogue."""
    for module in pkgutil.iter_modules(haero.client.results.__path__):
        importlib.import_module(f"{haero.client.results.__name__}.{module.name}")
    places = [(api.id, block.name) for api in catalogue.apis() for block in api.outputs]
    yield from sorted(_bound(Row), key=lambda kind: places.index(block_of(kind.struct)))


def _bound(kind: type[Row[Any]]) -> Iterator[type[Row[Any]]]:
    for one in kind.__subclasses__():
        if "struct" in vars(one) and one.__module__.startswith(haero.client.results.__name__):
            yield one
        yield from _bound(one)


def field_rows(kind: type[Row[Any]]) -> Iterator[tuple[str, str, str, str]]:
    """The table of one class."""
    for name, field in kind.fields.items():
        yield name, f"`{field.kind}`", ", ".join(field.kis), field.label(kind.struct)


def page(language: Language) -> str:
    """The page in a language."""
    korean = language is Language.KO

    def say(name: str) -> str:
        return _TEXTS[name][korean]

    lines = [
        f"# {say('title')}",
        "",
        GENERATED.replace("make_docs", "make_row_docs"),
        "",
        say("intro"),
        "",
        say("none"),
        "",
    ]
    asked: dict[str, tuple[str, Question[Any]]] = {question.api: (name, question) for name, question in BY_NAME.items()}
    last = ""
    for kind in row_classes():
        api_id, block = block_of(kind.struct)
        if api_id != last:
            api, last = catalogue.api(api_id), api_id
            lines += [f"## {api.name_ko if korean else api.name_en} [{api_id}]", ""]
            if api_id in asked:
                name, question = asked[api_id]
                takes = ", ".join(f"`{one}`" for one in question.parameters)
                on_mock = say("yes" if question.mock else "no")
                lines += [f"{say('question')} `{name}`, {say('takes')} {takes}. {say('pages')}: {on_mock}.", ""]
        lines += [f"### {kind.__name__} ({block})", ""]
        if not korean:
            lines += [" ".join((kind.__doc__ or "").split()), ""]
        lines += [*table(_HEADS[korean], field_rows(kind)), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    for language, target in PAGES.items():
        target.write_text(page(language), encoding="utf-8")
