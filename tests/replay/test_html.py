import re
from html.parser import HTMLParser

from msgspec.structs import replace

from haero.replay import html
from haero.replay.report import CodeLine, Report
from haero.replay.series import price_series, value_series
from haero.replay.watch import RefusedCall
from haero.terms import Environment, Language
from tests.replay.test_watch import START
from tests.replay_story import Told

CALL = RefusedCall(
    START, Environment.REAL, "/order", "TTTT1002U", 200, "APBK0656", "<b>없음</b>", "buy", "NYSE", "X", "00", "1", "2"
)


class Shape(HTMLParser):
    """Counts tags, and holds that each is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def made(story: Told, report: Report, language: Language = Language.EN) -> str:
    prices, values = price_series(report, story.broker), value_series(report, story.tape)
    return html.page(report, prices, values, language)


def shape(text: str) -> Shape:
    found = Shape()
    found.feed(text)
    assert found.open == []
    return found


def test_one_page_with_everything_in_it(story: Told) -> None:
    report = replace(story.report, refusals=[CALL], codes=[CodeLine("APBK0656", "없음", 1)])
    text = made(story, report)
    tags = shape(text).seen
    assert (tags.count("svg"), tags.count("table"), tags.count("h1")) == (2, 7, 1)
    for words in (
        "126.98",
        "112.47",
        "+10.00",
        "+98.04",
        "real 81****01-01",
        "limit",
        "filled",
        "APBK0656",
        "orders.csv",
    ):
        assert words in text, words


def test_one_language_at_a_time(story: Told) -> None:
    """But for what KIS says, and what a Korean writes in Latin letters too."""
    said = CALL._replace(text="no such symbol")
    report = replace(story.report, refusals=[said], codes=[CodeLine("APBK0656", "no such symbol", 1)])
    english, korean = made(story, report), made(story, report, Language.KO)
    assert '<html lang="en">' in english
    assert not re.search("[가-힣]", english)
    assert '<html lang="ko">' in korean
    for words in (
        "주문구분별 결과",
        "전량체결",
        "실현손익",
        "평가손익",
        "제세금",
        "프로그램이 끝났습니다",
        "실전 81****01-01",
        "매수 100주",
    ):
        assert words in korean, words
    assert not re.search(r"<th(?: class=.n.)?>(?!ORD_DVSN|ODNO|VWAP|msg_cd|msg1|tr_id)[ -;=?-~]+</th>", korean)
    assert not re.search(r"<(?:dt|h2|span|small)[^>]*>[a-z ]+<", korean)


def test_no_network_and_no_script(story: Told) -> None:
    text = made(story, story.report)
    assert "<script" not in text
    assert not re.search(r"""(?:src|href)\s*=|url\(|@import|https?://""", text)


def test_what_a_program_sent_is_only_text(story: Told) -> None:
    hostile = '"><script>alert(1)</script>'
    report = replace(story.report, program=hostile, refusals=[CALL], codes=[CodeLine("X", hostile, 1)])
    text = made(story, report)
    assert "<script" not in text
    assert "<b>없음" not in text
    shape(text)


def test_a_replay_without_orders(story: Told) -> None:
    empty = replace(story.report, orders=[], fills=[], types=[], symbols=[], money=[])
    tags = shape(html.page(empty, [], [])).seen
    assert (tags.count("table"), tags.count("svg")) == (0, 0)


def test_long_tables_are_cut_and_say_so(story: Told) -> None:
    many = replace(story.report, orders=[story.report.orders[0]] * (html.MAX_ROWS + 1))
    text = made(story, many)
    assert "The first 2,000 of 2,001: orders.csv has all." in text
    assert text.count("<tr>") < html.MAX_ROWS + 20
