"""What this computer is: its key ring, its policy and the rules in force; read once, after the first paint."""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from overblik.access.keys import device_key
from overblik.access.policy import LARGEST, read_policy
from overblik.domain.errors import Full, InputError, Locked, OverblikError, PolicyRefused
from overblik.domain.mode import BOUNDS, Choice, Mode, Rules, strictest, tightened
from overblik.domain.policy import Policy, rules_in_force
from overblik.domain.ports import Clock, Files, Keyring, Random
from overblik.runtime.endpoints import faults_of
from overblik.runtime.paths import POLICY, has_policy
from overblik.runtime.settings import asking_nobody, obeying
from overblik.runtime.tables import Tables

if TYPE_CHECKING:
    from overblik.runtime.settings import Settings

KEYS = "policy-key.pem"
_VERSION = "policy-version"
_CHOICE = "choice.json"


@dataclass(frozen=True, slots=True)
class Around:
    """What a computer is read with."""

    clock: Clock
    files: Files
    ring: Keyring | None
    random: Random
    find_disk: Callable[[Path], bool | None]
    """Tells whether the disk under a path is encrypted; none where that cannot be known."""
    find_network: Callable[[Path], bool] = lambda _: False
    """Tells whether a path lies on another computer."""


@dataclass(frozen=True, slots=True)
class Machine:
    """This computer, before anybody has signed in."""

    rules: Rules
    policy: Policy | None
    ring: Keyring | None
    device: bytes
    notice: str = ""
    """The key of a sentence for the gate; empty when all is well."""
    notice_facts: tuple[tuple[str, str], ...] = ()
    is_first_run: bool = False
    refusal: str = ""
    """Why a policy was refused, for the trail; empty when none was."""
    is_disk_encrypted: bool | None = None
    """Of the disk under the profile; none where that cannot be known, and in the demo, which is not asked."""
    settings: "Settings | None" = None
    """The settings as they hold under the policy."""
    fault: OverblikError | None = None
    """What is wrong with the policy, or with what it is joined with: nobody may work here before it is put right."""

    @property
    def is_closed(self) -> bool:
        """Whether nobody may work here."""
        return self.fault is not None


def read_machine(settings: "Settings", folder: Path, around: Around) -> Machine:
    """Find out what holds on this computer; `folder` is where an administrator puts policy and key.

    Where a mode demands an encrypted disk and it is not, nothing is kept (T1); where that cannot be known, it is the
    organisation's to know. Where the profile lies on another computer nothing is kept either: there no lock holds, and a
    copy of yesterday may come back (T9). The demo shows how a mode works on synthetic data: it needs no policy, is not asked for its
    disk, and opens its store without a PIN unless a mode was asked for.
    """
    clock, files = around.clock, around.files
    ring, device = _device(around.ring, around.random)
    choice = choice_of(settings.profile, files)
    if settings.demo is not None:
        return Machine(tightened(_demo_rules(settings), choice), None, ring, device, settings=settings)
    try:
        policy = obeyed_policy(folder, files, ring)
        governed = obeying(settings, policy, folder / POLICY)
    except PolicyRefused as error:
        return _closed(f"gate.policy_{error.facts['reason']}", error, settings, (choice, ring, device))
    except InputError as error:
        return _closed(f"input.{error.code}", error, settings, (choice, ring, device))
    notice, refusal = "", ""
    if policy is None:
        notice = "gate.policy_none"
    elif policy.is_over(clock.now()):
        notice = refusal = "gate.policy_expired"
    rules = rules_in_force(policy, choice, clock.now())
    disk = around.find_disk(settings.profile)
    is_shared = around.find_network(settings.profile)
    hindrance = _hindrance(rules, disk, ring, is_shared=is_shared) if rules.keeps else ""
    if hindrance:
        rules, notice = replace(rules, keeps=False), hindrance
    is_first = policy is not None and not _has_chosen(settings.profile, files)
    return Machine(rules, policy, ring, device, notice, (), is_first, refusal, disk, governed)


def _hindrance(rules: Rules, disk: bool | None, ring: Keyring | None, *, is_shared: bool) -> str:
    """Give the sentence why nothing may be kept on this computer all the same; empty where it may."""
    if rules.needs_encrypted_disk and disk is False:
        return "gate.disk_demanded"
    if is_shared:
        return "gate.network_profile"
    return "" if ring is not None else "gate.no_key_ring"


def _closed(
    notice: str, error: OverblikError, settings: "Settings", here: tuple[Choice, Keyring | None, bytes]
) -> Machine:
    """Give a computer on which nobody may work: what may be asked here is the organisation's to say, and it is not known.

    Neither what the refused file names is asked, nor what a user wrote himself (docs/decisions/policy.md).
    """
    facts = tuple((name, str(value)) for name, value in error.facts.items())
    rules = tightened(BOUNDS[Mode.WARD].without, here[0])
    nobody = asking_nobody(settings)
    return Machine(rules, None, here[1], here[2], notice, facts, refusal=notice, settings=nobody, fault=error)


def _device(ring: Keyring | None, random: Random) -> tuple[Keyring | None, bytes]:
    """Give the key ring and the device key; one that does not open is as good as none, for this run."""
    try:
        return (ring, device_key(ring, random)) if ring is not None else (None, random.bytes(32))
    except Locked:
        return None, random.bytes(32)


def _demo_rules(settings: "Settings") -> Rules:
    mode = settings.demo.mode if settings.demo is not None else ""
    if mode:
        return BOUNDS[Mode(mode)].loosest
    return replace(BOUNDS[Mode.CLINIC].loosest, offline=timedelta(0))


def obeyed_policy(folder: Path, files: Files, ring: Keyring | None) -> Policy | None:
    """Read the policy, and remember its version: an older one is refused from now on.

    Raises:
        PolicyRefused: there is one, and it is not obeyed.
        InputError: the endpoints that it names cannot be asked.

    """
    path = folder / POLICY
    try:
        if path.stat().st_size > LARGEST:
            raise PolicyRefused(reason="too_large")
        content = files.read(path)
    except (FileNotFoundError, NotADirectoryError):
        if has_policy(folder):
            raise PolicyRefused(reason="unreadable") from None
        return None
    except OSError as error:
        raise PolicyRefused(reason="unreadable") from error
    least = seen_version(ring, _VERSION)
    policy = read_policy(content, organisation_keys(folder, files), least)
    if faults := faults_of(Tables(path, policy.tables)):
        raise faults[0]
    if ring is not None and policy.version > least:
        with contextlib.suppress(Locked):  # a key ring that closes meanwhile remembers it another time
            ring.set(_VERSION, str(policy.version).encode())
    return policy


def seen_version(ring: Keyring | None, name: str) -> int:
    """Give the highest version of a signed file that was ever obeyed here; 0 where none was, or nobody can tell."""
    try:
        told = ring.get(name) if ring is not None else None
    except Locked:
        return 0
    return int(told) if told is not None and told.isdigit() else 0


def organisation_keys(folder: Path, files: Files) -> Iterable[bytes]:
    """Give the public keys of the organisation, one PEM after another."""
    try:
        return parts_of_pem(files.read(folder / KEYS))
    except OSError:
        return ()


def parts_of_pem(content: bytes) -> tuple[bytes, ...]:
    """Give the public keys of a file, one PEM after another."""
    end = b"-----END PUBLIC KEY-----"
    return tuple(part + end for part in content.split(end)[:-1])


class _Chosen(msgspec.Struct):
    """The file of what the user chose."""

    mode: str = ""
    keeps: bool = True
    idle_seconds: int = 0


def choice_of(profile: Path, files: Files) -> Choice:
    """Give what the user chose to be stricter; nothing where that cannot be read."""
    try:
        told = msgspec.json.decode(files.read(profile / _CHOICE), type=_Chosen)
        return Choice(
            mode=Mode(told.mode) if told.mode else None,
            keeps=None if told.keeps else False,
            idle=timedelta(seconds=told.idle_seconds) if told.idle_seconds > 0 else None,
        )
    except (OSError, msgspec.MsgspecError, ValueError, OverflowError):
        return Choice()


def _has_chosen(profile: Path, files: Files) -> bool:
    try:
        return files.exists(profile / _CHOICE)
    except OSError:
        return True  # nobody is asked for what cannot be kept


def keep_choice(profile: Path, files: Files, choice: Choice) -> Choice:
    """Keep what the user asked for beside what was asked for before, the stricter of each; give both together.

    Raises:
        Full: it cannot be written.

    """
    before = choice_of(profile, files)
    modes = [mode for mode in (before.mode, choice.mode) if mode is not None]
    idles = [idle for idle in (before.idle, choice.idle) if idle is not None]
    both = Choice(
        mode=strictest(*modes) if modes else None,
        keeps=False if before.keeps is False or choice.keeps is False else None,
        idle=min(idles) if idles else None,
    )
    mode, idle = both.mode.value if both.mode is not None else "", int(both.idle.total_seconds()) if both.idle else 0
    try:
        files.make_folder(profile)
        files.write(profile / _CHOICE, msgspec.json.encode(_Chosen(mode, both.keeps is not False, idle)))
    except OSError as error:
        raise Full(reason="choice") from error
    return both
