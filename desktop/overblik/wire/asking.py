"""A question with a token: one that is refused with 401 is asked once more with another token, where there is one.

Only questions that may be repeated are asked so. A refusal that is about the proof of a token and not about the token
has been answered by then (wire/http.py), and renews nothing (RFC 9449 section 9).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from overblik.domain.errors import SignInNeeded, Unreachable
from overblik.wire.challenges import OF_THE_PROOF, error_of
from overblik.wire.http import HttpClient, Question, Response
from overblik.wire.tokens import Bearer, TokenProvider


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a token is for, at which level, and who gives it."""

    tokens: TokenProvider
    name: str
    level: int
    is_closed: bool = False
    """Whether it is asked nothing without a token."""


async def ask_as(audience: Audience, http: HttpClient, question: Question, left: Callable[[], float]) -> Response:
    """Ask with the token of an audience; `left` tells how many seconds remain.

    An answer of 401 is given on where it comes a second time, or where no other token can be had now: it is the section
    that then says so, and nothing is asked a third time.

    Raises:
        SignInNeeded: nobody is signed in any more, or there is no token for one that is asked nothing without (`no_token`).
        SourceError: as `HttpClient.ask`.

    """
    # An id card is for the services of Den Gode Webservice: to others it says nothing.
    token = await audience.tokens.token_for(audience.name, audience.level)
    bearer = token if isinstance(token, Bearer) else None
    if bearer is None and audience.is_closed:
        raise SignInNeeded(reason="no_token")
    answer = await http.ask(replace(question, bearer=bearer), left())
    if bearer is None or answer.status != 401 or error_of(answer.headers, "dpop") in OF_THE_PROOF:
        return answer
    try:
        another = await audience.tokens.another_for(audience.name, audience.level, bearer)
    except Unreachable:
        return answer  # the source has answered: it is not the one that is silent
    if not isinstance(another, Bearer):
        return answer
    return await http.ask(replace(question, bearer=another), left())
