"""What goes wrong with shared files without stopping anything: one place that says so."""


def warn(text: str, *values: object) -> None:
    """A warning in the log `haero.client`. Values hold no key, token or account."""
    import logging  # here, for the many programs in which nothing goes wrong

    logging.getLogger("haero.client").warning(text, *values)
