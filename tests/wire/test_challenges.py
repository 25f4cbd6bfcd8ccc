"""The challenges of a refusal, as servers write them (RFC 9110 section 11.6.1)."""

import pytest

from overblik.wire.challenges import error_of

ROWS: dict[str, tuple[str, str]] = {
    'DPoP error="use_dpop_nonce"': ("use_dpop_nonce", ""),
    'dpop  error = "use_dpop_nonce"': ("use_dpop_nonce", ""),
    "DPoP error=use_dpop_nonce": ("use_dpop_nonce", ""),
    'DPoP algs="ES256 PS256", error="use_dpop_nonce", error_description="a, b"': ("use_dpop_nonce", ""),
    'Bearer, DPoP algs="ES256", error="use_dpop_nonce"': ("use_dpop_nonce", ""),
    'Bearer realm="x", error="invalid_token", DPoP error="use_dpop_nonce"': ("use_dpop_nonce", "invalid_token"),
    'DPoP error="use_dpop_nonce", Bearer realm="x", error="invalid_token"': ("use_dpop_nonce", "invalid_token"),
    'DPoP algs="ES256", Bearer error="invalid_token"': ("", "invalid_token"),
    'Bearer error_description="DPoP error=\\"use_dpop_nonce\\""': ("", ""),
    'Bearer realm="DPoP error=use_dpop_nonce, error=x"': ("", ""),
    'DPoP error_description="use_dpop_nonce"': ("", ""),
    'error="use_dpop_nonce"': ("", ""),
    "Negotiate YII=, DPoP": ("", ""),
    "Negotiate": ("", ""),
    "": ("", ""),
    ',,"': ("", ""),
    "=;=": ("", ""),
}


@pytest.mark.parametrize("written", ROWS)
def test_the_error_is_read_from_the_challenge_of_its_scheme(written: str) -> None:
    headers = {"www-authenticate": written}
    assert (error_of(headers, "dpop"), error_of(headers, "bearer")) == ROWS[written]
    assert error_of({}, "dpop") == ""
