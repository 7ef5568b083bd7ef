"""Writes docs/settings.md and docs/settings.ko.md: every setting and flag of `haero serve`, from the code. Run by `make docs`."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect as kinds

from haero.cli.commands import COMMANDS
from haero.cli.texts import choose
from haero.house.settings import Settings
from haero.terms import Language
from tools.make_docs import DOCS, GENERATED, table
from tools.setting_words import WORDS

PAGES = {Language.EN: DOCS / "settings.md", Language.KO: DOCS / "settings.ko.md"}
_KINDS: dict[type, tuple[str, str]] = {
    kinds.IntType: ("whole number", "정수"),
    kinds.FloatType: ("number", "숫자"),
    kinds.DecimalType: ("number", "숫자"),
    kinds.StrType: ("text", "글"),
    kinds.BoolType: ("true or false", "true, false"),
    kinds.DictType: ("table", "표"),
    kinds.StructType: ("table", "표"),
    kinds.VarTupleType: ("list", "목록"),
    kinds.FrozenSetType: ("list", "목록"),
}
_TEXTS = {
    # the name: English, Korean
    "title": ("Settings", "설정"),
    "intro": (
        "Every setting of a `haero.toml` (`--config haero.toml` of `haero serve` and `haero replay`). A flag counts before its "
        "environment variable, both before the file. Numbers may stand in quotes, which keeps them exact.",
        "`haero.toml`에 쓸 수 있는 모든 설정입니다(`haero serve`와 `haero replay`의 `--config haero.toml`). "
        "옵션, 환경변수, 파일 순으로 우선합니다. 숫자는 따옴표 안에 써도 되며 그러면 값이 그대로 유지됩니다.",
    ),
    "settings": ("In the file", "파일에 쓰는 설정"),
    "flags": ("Flags of `haero serve` that are no settings", "설정이 아닌 `haero serve`의 옵션"),
    "setting": ("setting", "설정"),
    "kind": ("kind", "종류"),
    "default": ("default", "기본값"),
    "flag": ("flag", "옵션"),
    "flag_and_variable": ("flag, variable", "옵션, 환경변수"),
    "variable": ("variable", "환경변수"),
    "meaning": ("meaning", "뜻"),
}


class SettingRow(NamedTuple):
    """One setting: its name in the file, its type and its default; parts of a table have their table's name in front."""

    name: str
    kind: kinds.Type
    default: Any


def rows(struct: type[msgspec.Struct] = Settings, above: str = "") -> Iterator[SettingRow]:
    """Every setting of a struct, and of the structs in it."""
    found = kinds.type_info(struct)
    assert isinstance(found, kinds.StructType)
    for field in found.fields:
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        yield SettingRow(above + field.name, field.type, default)
        if (inner := _struct_in(field.type)) is not None:
            yield from rows(inner.cls, f"{field.name}.")


def _struct_in(kind: kinds.Type) -> kinds.StructType | None:
    """The struct that a setting is, or that each of its values is."""
    if isinstance(kind, kinds.StructType):
        return kind
    if isinstance(kind, kinds.DictType):
        return _struct_in(kind.value_type)
    return _struct_in(kind.item_type) if isinstance(kind, kinds.VarTupleType) else None


def kind_of(kind: kinds.Type) -> tuple[str, str]:
    """The kind of a setting in words."""
    if isinstance(kind, kinds.UnionType):
        return kind_of(next(one for one in kind.types if not isinstance(one, kinds.NoneType)))
    return _KINDS[type(kind)]


def toml(value: Any) -> str:
    """A default as it would stand in the file; nothing for one that is not there."""
    if value is None or value is msgspec.NODEFAULT:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, str | Decimal):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, msgspec.Struct):
        return "-"  # its parts have rows of their own
    return "[" + ", ".join(toml(one) for one in value) + "]"


def page(language: Language) -> str:
    """docs/settings.md, or its Korean twin."""
    korean = language is Language.KO

    def say(name: str) -> str:
        return _TEXTS[name][korean]

    choose(language)
    flags = {option.name: option for option in COMMANDS["serve"].load().params}
    choose(None)
    found = list(rows())
    lines = [
        f"# {say('title')}",
        "",
        GENERATED.replace("make_docs", "make_setting_docs"),
        "",
        say("intro"),
        "",
        f"## {say('settings')}",
        "",
    ]
    lines += table(
        [say(name) for name in ("setting", "kind", "default", "flag_and_variable", "meaning")],
        (
            (
                f"`{row.name}`",
                kind_of(row.kind)[korean],
                "-" if toml(row.default) == "-" else f"`{toml(row.default)}`",
                f"`{flags[row.name].opts[0]}`, `{flags[row.name].envvar}`" if row.name in flags else "-",
                WORDS[row.name][korean],
            )
            for row in found
        ),
    )
    names = {row.name for row in found}
    lines += ["", f"## {say('flags')}", ""]
    lines += table(
        [say(name) for name in ("flag", "default", "variable", "meaning")],
        (
            (
                f"`{option.opts[0]}`",
                "-" if option.default in (None, False) else f"`{option.default}`",
                f"`{option.envvar}`" if option.envvar else "-",
                option.help or "-",
            )
            for name, option in flags.items()
            if name not in names
        ),
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for spoken, path in PAGES.items():
        path.write_text(page(spoken), encoding="utf-8")
