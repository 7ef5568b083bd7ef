"""Writes src/haero/kis/page/, the data classes of KIS's pages: `make_messages` runs it. One module per REST API, and their list.

What the page calls RequestBody is the struct of request_types, and so on: only the headers are classes of their own.
"""

import re
from pathlib import Path
from unicodedata import east_asian_width

from haero.kis import catalogue
from haero.kis.catalogue import Api, Field, Output
from haero.kis.headers import JSON
from tools import make_messages

TARGET = Path(__file__).parents[1] / "src" / "haero" / "kis" / "page"
BY_HAND = {"__init__.py", "header.py", "index.py"}
LONGEST = 110
TIED = "\0"
"""A space at which no line is broken."""

# Header to its name on KIS's pages.
HEADER_LABELS = {
    "content-type": "컨텐츠타입",
    "authorization": "접근토큰",
    "appkey": "앱키",
    "appsecret": "앱시크릿키",
    "personalseckey": "고객식별키",
    "tr_id": "거래ID",
    "tr_cont": "연속 거래 여부",
    "custtype": "고객타입",
    "seq_no": "일련번호",
    "mac_address": "맥주소",
    "phone_number": "핸드폰번호",
    "ip_addr": "접속 단말 공인 IP",
    "gt_uid": "Global UID",
    "hashkey": "해쉬키",
}
HEADER_NOTES = {
    "authorization": '"Bearer " + 접근토큰',
    "tr_cont": "공백 처음, N 다음",
    "custtype": "B 법인, P 개인",
    "personalseckey": "법인",
    "seq_no": "법인, 001",
    "phone_number": "법인",
    "ip_addr": "법인",
    "gt_uid": "법인, 거래마다 새 값",
}
TR_WORDS = {
    "us": "미국", "hk": "홍콩", "jp": "일본", "cn_sh": "상해", "cn_sz": "심천", "vn": "베트남", "asia": "아시아",
    "buy": "매수", "sell": "매도", "cancel": "취소",
}  # fmt: skip
ENGLISH = {
    "real only": "실전만",
    "real": "실전",
    "mock": "모의",
    "Default": "기본값",
    "fixed value": "고정값",
    "workbook": "규격서",
    "sample": "샘플",
}
FILLED_BY_CLIENT = {"authorization", "appkey", "appsecret"}


def module_name(api: Api) -> str:
    """The module of an API: /trading/order-rvsecncl gives order_rvsecncl, /oauth2/tokenP token_p."""
    words = "_".join(catalogue.name_words(api))
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words).lower()


def rest() -> tuple[Api, ...]:
    """The APIs that have a module."""
    return tuple(api for api in catalogue.apis() if api.group != "websocket")


def wide(text: str) -> int:
    """The columns that a text takes: two for a Korean letter."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, hanging: str = "    ") -> list[str]:
    """A text in lines of LONGEST columns, broken at spaces alone."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else lines[-1] + word
        if wide(longer) > LONGEST and lines[-1].strip():
            lines.append(hanging + word)
        else:
            lines[-1] = longer
    return [line.replace(TIED, " ") for line in lines]


def korean(note: str) -> str:
    """A note of the catalogue where it is in Korean; the others are for who reads the catalogue."""
    return note if re.search("[가-힣]", note) and not re.search("[a-z]{3}", note) else ""


def tr_label(name: str) -> str:
    """The catalogue's name of a TR in Korean: cn_sh_buy gives 상해 매수."""
    rest = name
    for word, said in TR_WORDS.items():
        rest = re.sub(f"(^|_){word}(?=_|$)", f" {said}", rest)
    if not re.fullmatch("[ 가-힣]+", rest):
        raise ValueError(f"{name} has no Korean name")
    return rest.strip()


def value_text(code: str, meaning: str) -> str:
    """A code and its meaning, held together in a line."""
    for word, said in ENGLISH.items():
        meaning = re.sub(rf"\b{word}\b", said, meaning)
    return f"{code} {meaning}".replace(" ", TIED)


def request_line(api: Api, field: Field) -> list[str]:
    """What the page says of a request field, in the order of its table: name, 한글명, 필수, 길이, 설명."""
    required = "필수" if field.required else "선택"
    if (api.id, field.name) in make_messages.OPTIONAL:
        required = "페이지는 필수, 생략 가능"
    length = make_messages.LENGTHS.get((api.id, field.name), (field.max_length, ""))[0]
    told = f"{field.name}: {field.label_ko} ({required}, {length}자)"
    values = [value_text(code, meaning) for code, meaning in field.values.items() if not code.startswith("(")]
    about = ". ".join(part for part in (", ".join(values), korean(field.note)) if part)
    return wrapped(f"{told} {about}" if about else told)


def reply_line(field: Field) -> list[str]:
    """The same for a field of a reply."""
    told = f"{field.name}: {field.label_ko}" + (f" (소수 {field.decimals}자리)" if field.decimals else "")
    return wrapped(f"{told} {korean(field.note)}".rstrip())


def alias(name: str, kind: str, head: str, lines: list[str]) -> str:
    """A class under the page's name, with its docstring."""
    text = "\n".join([f'"""{head}', "", *lines, '"""'] if lines else [f'"""{head}"""'])
    if "\\" in text or text.count('"""') != 2:
        raise ValueError(f"{name}: the docstring would end early")
    return f"{name} = {kind}\n{text}\n"


def header_class(api: Api) -> str:
    """The source of the RequestHeader of a page."""
    lines = [
        "class RequestHeader(PageHeader, frozen=True, gc=False, kw_only=True):",
        f'    """{api.name_ko}: 요청 Header"""',
        "",
    ]
    required = [item.name for item in api.headers if item.required]
    listed = ", ".join(f'"{name}"' for name in required) + ("," if len(required) == 1 else "")
    lines.extend([f"    REQUIRED: ClassVar[tuple[str, ...]] = ({listed})", ""])
    for item in api.headers:
        name = item.name
        declared = f'{name}: str = ""'
        if name == "content-type":
            value = item.note if item.note.startswith("application/") else JSON[1]
            declared = f'content_type: str = field(default="{value}", name="{name}")'
        elif name == "tr_id":
            declared = "tr_id: str"
        about = [HEADER_LABELS[name]]
        if item.required:
            about.append("필수, 비우면 클라이언트가 채움" if name in FILLED_BY_CLIENT else "필수")
        if name in HEADER_NOTES:
            about.append(HEADER_NOTES[name])
        lines.append(f"    {declared}  # {', '.join(about)}")
    return "\n".join(lines) + "\n"


def block_name(block: Output) -> str:
    """The page's name of a block: output1 gives ResponseBodyoutput1."""
    return f"ResponseBody{block.name}"


def reply_aliases(api: Api) -> list[str]:
    """ResponseBody and its blocks."""
    kind = make_messages.base_name(api) + "Reply"
    lines = [
        f"{name}: {ENVELOPE.get(name, '연속조회키' if 'nk' in name else '연속조회검색조건')}" for name in api.envelope
    ]
    found = []
    for block in api.outputs:
        if block.name == make_messages.TOP_LEVEL:
            for field in block.fields:
                lines.extend(reply_line(field))
            continue
        own = block_name(block)
        lines.append(f"{block.name}: {own} " + ("여럿 (tuple)" if block.kind == "array" else "하나, 없으면 None"))
        told = [line for field in block.fields for line in reply_line(field)]
        found.append(alias(own, make_messages.row_name(api, block), f"{api.name_ko}: 응답 {block.name}", told))
    return [alias("ResponseBody", kind, f"{api.name_ko}: 응답 Body", lines), *found]


ENVELOPE = {"rt_cd": "성공 실패 여부 (0 성공, 그 외 실패)", "msg_cd": "응답코드", "msg1": "응답메세지"}


def docstring(api: Api) -> list[str]:
    """The docstring of a module: the head of the page."""
    said = "generated by tools/make_pages.py from catalogue.json: don't edit."
    lines = [f'"""{api.name_ko} [{api.id}]', "", said, "", f"{api.method} {api.path}"]
    for environment, word in (("real", "실전"), ("mock", "모의")):
        trs = api.tr_ids.get(environment, {})
        told = ", ".join(
            found if name == "all" else f"{tr_label(name)} {found}".replace(" ", TIED) for name, found in trs.items()
        )
        if api.group != "auth":
            lines.extend(wrapped(f"{word} TR: {told or '없음'}"))
    return [*lines, '"""']


def imported(module: str, names: list[str]) -> str:
    """One import as ruff leaves it."""
    line = f"from {module} import {', '.join(sorted(names))}"
    if len(line) <= make_messages.FORMATTED_LINE:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in sorted(names)) + ")"


def render(api: Api) -> str:
    """The module of a page, formatted as ruff format leaves it."""
    blocks = [block for block in api.outputs if block.name != make_messages.TOP_LEVEL]
    body = "" if api.id == "Hashkey" else "RequestBody" if api.method == "POST" else "RequestQueryParam"
    names = sorted(
        ["RequestHeader", "ResponseBody", "ResponseHeader", *map(block_name, blocks), *([body] if body else [])]
    )
    replies = [make_messages.base_name(api) + "Reply", *(make_messages.row_name(api, block) for block in blocks)]
    head = [
        *docstring(api),
        "",
        "from typing import ClassVar",
        "",
        "from msgspec import field",
        "",
        "from haero.kis.page.header import PageHeader, ResponseHeader",
        imported("haero.kis.reply_types", replies),
    ]
    parts = []
    if body:
        head.append(imported("haero.kis.request_types", [make_messages.class_name(api)]))
        told = [line for field in api.request for line in request_line(api, field)]
        word = "Body" if body == "RequestBody" else "Query Parameter"
        parts.append(alias(body, make_messages.class_name(api), f"{api.name_ko}: 요청 {word}", told))
    listed = "__all__ = [" + ", ".join(f'"{name}"' for name in names) + "]"
    if len(listed) > make_messages.FORMATTED_LINE:
        listed = "__all__ = [\n" + "".join(f'    "{name}",\n' for name in names) + "]"
    parts.extend(reply_aliases(api))
    return "\n".join([*head, "", listed, "", "", header_class(api), "", "\n".join(parts)])


def render_modules() -> str:
    """The list of the modules."""
    lines = ['"""The module of each page, generated by tools/make_pages.py from catalogue.json: don\'t edit."""', ""]
    lines.append("MODULES: dict[str, str] = {")
    lines.extend(f'    "{api.id}": "{module_name(api)}",' for api in rest())
    return "\n".join([*lines, "}", '"""API id to the module of haero.kis.page that has its classes."""', ""])


def rendered() -> dict[str, str]:
    """File name to what it must hold, for all generated files of the package."""
    return {f"{module_name(api)}.py": render(api) for api in rest()} | {"modules.py": render_modules()}


def write() -> None:
    """Writes the package anew; the module of an API that is gone goes too."""
    found = rendered()
    for path in TARGET.glob("*.py"):
        if path.name not in found and path.name not in BY_HAND:
            path.unlink()
    for name, text in found.items():
        (TARGET / name).write_text(text, encoding="utf-8")
