"""A drug medication that somebody stops while the services run: told as the seeds tell one, in its place of the card."""

import pytest

from overblik.sandbox.national.troubles import check
from sandbox.process import Services
from sandbox.soap import Client

NANCY, DRUG = "2512489996", "41001"
AT = "2026-11-23T01:20:00Z"


def test_a_stopped_drug_stands_on_the_card_with_moment_and_who_and_the_others_as_they_were(
    client: Client, national: Services
) -> None:
    before = client.card(NANCY)
    national.order("faults", {"base": "fmk", "kind": "withdrawn", "drug": DRUG, "at": AT})
    after = client.card(NANCY)
    national.order("faults", method="DELETE")
    path = "e2:MedicineCard/e2:DrugMedication"
    stopped = before.texts(f"{path}/e2:Withdrawn/b:DateTime")
    assert sorted(after.texts(f"{path}/e2:Withdrawn/b:DateTime")) == sorted([*stopped, AT])
    assert after.texts(f"{path}/e2:Identifier") == before.texts(f"{path}/e2:Identifier")
    assert client.card(NANCY).texts(f"{path}/e2:Withdrawn/b:DateTime") == stopped


def test_a_withdrawal_that_names_no_drug_is_refused() -> None:
    with pytest.raises(ValueError, match="withdrawal"):
        check("fmk", "withdrawn", {"at": AT})
    with pytest.raises(ValueError, match="unknown kind"):
        check("ddv", "withdrawn", {"drug": DRUG, "at": AT})
