"""Why one who is signed in gets no answer, each in its own sentence: an access that ended is not a card that was refused (T11)."""

import pytest

from clinic import DANISH_WORDS, NOW, plain
from overblik.domain.errors import SignInNeeded
from overblik.viewmodels.states import describe
from viewmodels.kinds import FMK

ENDED = "Din adgang er udløbet."
CARD = "Dit id-kort kunne ikke bekræftes og er ikke brugt. Sig det til jeres it-afdeling."
ANOTHERS = "Id-kortet var en anden persons og er ikke brugt. Log ud, og log ind igen. Sig det til jeres it-afdeling."
BROKER = "Tjenesten, der giver id-kort, afviste dit login. Log ind igen."
SAID = {
    "": ENDED,
    "signed_out": ENDED,
    "no_token": ENDED,
    "invalid_grant": ENDED,
    "card_subject": ANOTHERS,
    "card_level": CARD,
    "card_expired": CARD,
    "card_unbound": CARD,
    "signature_wrapped": CARD,
    "broker": BROKER,
}


@pytest.mark.rule("T11", "H4")
@pytest.mark.parametrize("reason", SAID)
def test_t11_a_refused_card_is_said_for_what_it_is(reason: str) -> None:
    error = SignInNeeded(reason=reason) if reason else SignInNeeded(status=401)
    bare, kept = FMK.failed(error), FMK.failed(error, FMK.copy(1))
    assert plain(describe(bare, NOW, DANISH_WORDS).text) == f"{SAID[reason]} Ingen gemt kopi."
    assert plain(describe(kept, NOW, DANISH_WORDS).text) == f"{SAID[reason]} Viser kopien fra i dag kl. 09:11."
    assert len(kept.entries) == 1, "a card that is refused is no word of the source: nothing that is kept goes"
