"""The policy before a word of the command line: whose settings hold, and what the organisation has turned off."""

import sys
from typing import TYPE_CHECKING

from overblik.app.worded import Told, settings_of
from overblik.domain.features import Feature, TurnedOff
from overblik.runtime import paths
from overblik.runtime.settings import Settings, obeying

if TYPE_CHECKING:
    from overblik.domain.policy import Policy


def settings_in_force(told: Told) -> Settings:
    """Give the settings as they hold under the policy of this computer.

    Raises:
        PolicyRefused: the policy is not obeyed; nothing is asked.
        InputError: settings or policy name something that cannot be asked.

    """
    settings = settings_of(told)
    return obeying(settings, policy_here(), paths.machine() / paths.POLICY) if settings.is_governed else settings


def policy_here() -> "Policy | None":
    """Give the policy of this computer; none where there is none.

    Raises:
        PolicyRefused, InputError: it is not obeyed.

    """
    if not paths.has_policy(paths.machine()):
        return None
    from overblik.app.house import find_ring
    from overblik.app.machine import obeyed_policy
    from overblik.runtime.files import SystemFiles

    return obeyed_policy(paths.machine(), SystemFiles(), find_ring(Settings(paths.profile())))


def demand(*features: Feature) -> None:
    """Go on where the organisation has turned off none of these.

    Raises:
        TurnedOff: it has.
        PolicyRefused, InputError: what it has decided cannot be known.

    """
    policy = policy_here()
    for feature in features:
        if policy is not None and feature in policy.off:
            raise TurnedOff(feature)


def features_of_overview(told: Told) -> tuple[Feature, ...]:
    """Give what a call of `overview` makes use of: what leaves the terminal is taken out of the program."""
    found = [Feature.IMPORT] if told.files else []
    if told.format == "pdf":
        found.append(Feature.PRINT)
    if told.format != "text" or told.output or not sys.stdout.isatty():
        found.append(Feature.EXPORT)
    return tuple(found)
