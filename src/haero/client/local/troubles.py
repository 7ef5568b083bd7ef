"""One log of the room. `logging` is imported when there is something to say."""


def said(text: str, *values: object) -> None:
    """Writes a warning to the log `haero.client`. Values hold no secret."""
    import logging

    logging.getLogger("haero.client").warning(text, *values)
