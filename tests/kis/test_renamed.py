from haero.kis.page import BY_TR
from haero.kis.renamed import RENAMED
from haero.kis.transactions import ENVIRONMENTS


def test_older_names_mean_trs_of_today() -> None:
    assert set(RENAMED) == set(ENVIRONMENTS)
    for environment, names in RENAMED.items():
        for old, new in names.items():
            assert old not in BY_TR
            # open orders on mock have no page any more: `legacy` alone knows them
            assert new == "VTTS3018R" or new in BY_TR[new].trs(environment).values()
