"""What every word of the command line has in common: its settings, and each expected error as one sentence and a code."""

import argparse
import sys
from collections.abc import Callable
from functools import wraps

from overblik.app.preferred import the_words
from overblik.domain.errors import InputError, OverblikError, PolicyRefused, Unintelligible
from overblik.runtime import paths
from overblik.runtime.log import start_log
from overblik.runtime.settings import Settings, read_settings
from overblik.viewmodels.formats import safe
from overblik.viewmodels.words import Words

Told = argparse.Namespace
_WRONG_USE = ("_form", "cpr_date")
"""How the codes end that tell of words that are not of the form asked for."""


def in_words(call: Callable[[Told], int]) -> Callable[[Told], int]:
    """Turn every expected error into one sentence on standard error and the code 1 or 2."""

    @wraps(call)
    def guarded(told: Told) -> int:
        try:
            return call(told)
        except OverblikError as error:
            words = the_words(told)
            print(sentence(error, words), file=sys.stderr)
            return 2 if isinstance(error, InputError) and error.code.endswith(_WRONG_USE) else 1

    return guarded


def sentence(error: OverblikError, words: Words) -> str:
    """Give the sentence of an error."""
    facts = {name: safe(str(value)) for name, value in error.facts.items()}
    if isinstance(error, PolicyRefused):
        return words.say(f"gate.policy_{facts['reason']}", **facts)
    if isinstance(error, Unintelligible):
        reason = facts.get("reason", "?")
        why = words.sentences.get(f"broken.{reason}", reason)
        return words.say("input.file_broken", name=facts.get("file", ""), why=why)
    for key in (f"input.{error.code}", f"error.{error.code}"):
        if key in words.sentences:
            return words.say(key, **facts)
    return words.say("error.error")


def settings_of(told: Told) -> Settings:
    """Give the user's settings, with the moment that the command line says."""
    from dataclasses import replace

    governed = paths.has_policy(paths.machine())
    settings = read_settings(paths.configuration(), paths.profile(), is_governed=governed)
    start_log(settings.profile)
    return replace(settings, clock=getattr(told, "clock", "") or settings.clock)


def check_certificate(settings: Settings) -> None:
    """Open the clinician's or the workplace's certificate before anything starts: afterwards nobody would be told what is wrong with it."""
    if settings.national is not None:
        from overblik.access.certificate import from_pkcs12, line_identity
        from overblik.runtime.chance import SystemRandom
        from overblik.runtime.client_tls import client_context

        pair = settings.national.pkcs12, settings.national.password
        if settings.national.broker:
            lock = SystemRandom().bytes(24).hex()
            client_context(line_identity(*pair, lock), lock, settings.national.broker_authority)
        else:
            from_pkcs12(*pair)
