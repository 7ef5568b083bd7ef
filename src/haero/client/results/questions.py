"""All questions, by their id in KIS's catalogue and by name."""

from typing import Any

from haero.client.results import quote_questions, ranking_questions, trading_questions
from haero.client.results.question import Question


def _all() -> dict[str, Question[Any]]:
    found: dict[str, Question[Any]] = {}
    for module in (trading_questions, quote_questions, ranking_questions):
        found |= {name: value for name, value in vars(module).items() if isinstance(value, Question)}
    return found


BY_NAME = _all()
"""FILLS, BALANCE, … to the question."""
QUESTIONS: dict[str, Question[Any]] = {question.api: question for question in BY_NAME.values()}
"""API id to its question."""
