"""Older names of TRs: known by their use in programs alone. `legacy` serves them, `raw` says what they are called today."""

RENAMED: dict[str, dict[str, str]] = {
    "real": {
        "JTTT1002U": "TTTT1002U",
        "JTTT1006U": "TTTT1006U",
        "JTTT1004U": "TTTT1004U",
        "JTTT3014U": "TTTT3014U",
        "JTTT3016U": "TTTT3016U",
        "JTTT3017U": "TTTT3017U",
        "JTTT3039R": "TTTT3039R",
        "JTTT3012R": "TTTS3012R",
        "JTTT3018R": "TTTS3018R",
        "JTTT3001R": "TTTS3035R",
        "JTTT3007R": "TTTS3007R",
    },
    "mock": {
        "VTTT3012R": "VTTS3012R",
        "VTTT3018R": "VTTS3018R",
        "VTTT3001R": "VTTS3035R",
        "VTTT3007R": "VTTS3007R",
    },
}
"""Environment to {older name: the TR that it means today}."""
