"""The form of a policy file: every key read by the table of its keys, every fault told, not only the first."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from overblik.access.policy_keys import KEYS, OF_BOTH, TABLES, Form, PolicyKey
from overblik.domain.audit_keys import AuditKeys
from overblik.domain.errors import PolicyRefused
from overblik.domain.features import Feature
from overblik.domain.limits import STANDARD, AgeLimits, Kind
from overblik.domain.mode import BOUNDS, Mode
from overblik.domain.policy import Policy
from overblik.wire.public_key import sealing_key, signing_key

_LINE = re.compile(r"at line (\d+)")
_OWN_TABLES = tuple(dict.fromkeys(key.table for key in KEYS if key.table))


@dataclass(slots=True)
class _Reading:
    """One file under way: what it said so far, and what is wrong with it."""

    told: Mapping[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[PolicyRefused] = field(default_factory=list)

    def wrong(self, reason: str, key: str, **facts: object) -> None:
        self.faults.append(PolicyRefused(reason=reason, key=key, **facts))


def read_form(body: bytes) -> tuple[Policy | None, tuple[PolicyRefused, ...]]:
    """Read what a policy file says; the policy is none where it has no mode or version to be read by."""
    try:
        told = tomllib.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        return None, (PolicyRefused(reason="form", key="UTF-8"),)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = _LINE.search(str(error))
        return None, (PolicyRefused(reason="line", key=line[1] if line else "1"),)
    reading = _Reading(told)
    _refuse_unknown(reading)
    for key in KEYS:
        _take(reading, key)
    policy = _policy(reading) if {"mode", "version"} <= set(reading.values) else None
    return policy, tuple(reading.faults)


def _refuse_unknown(reading: _Reading) -> None:
    """Refuse what nobody knows: a misspelt key would be one that is missing."""
    names = [key.name for key in KEYS] + [OF_BOTH]
    known = [*(key.name for key in KEYS if not key.table), *_OWN_TABLES, *TABLES]
    for name, value in reading.told.items():
        if name not in known:
            reading.wrong("unknown_key", name, nearest=_nearest(name, known))
        elif name in _OWN_TABLES and not isinstance(value, dict):
            reading.wrong("form", name)
        elif name in _OWN_TABLES:
            for whole in (f"{name}.{one}" for one in value):
                if whole not in names:
                    reading.wrong("unknown_key", whole, nearest=_nearest(whole, names))


def _nearest(name: str, known: list[str]) -> str:
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return found[0] if found else ""


def _take(reading: _Reading, key: PolicyKey) -> None:
    """Read one key, where the file has it; what it needs of others was read before it."""
    table = reading.told.get(key.table, {}) if key.table else reading.told
    value = table.get(key.short) if isinstance(table, dict) else None
    if value is None:
        if key.name in ("version", "mode"):
            reading.wrong("form", key.name)
        return
    if key.form is Form.WHOLE:
        _take_number(reading, key, value)
        return
    try:
        reading.values[key.name] = _READ[key.form](value)
    except (ValueError, TypeError) as error:
        reading.wrong("unknown_feature" if key.form is Form.FEATURES else "form", key.name, **_told_of(error))
    if key.name == "store.keep" and value is True and _refuses_to_keep(reading):
        reading.wrong("out_of_bounds", key.name, least="false", most="false")


def _told_of(error: Exception) -> dict[str, str]:
    """Tell which name of a list it is, and the nearest one that is known."""
    name = str(error.args[0]) if isinstance(error, _UnknownName) else ""
    return {"name": name, "nearest": _nearest(name, [one.value for one in Feature])} if name else {}


def _refuses_to_keep(reading: _Reading) -> bool:
    mode = reading.values.get("mode")
    return mode is not None and not BOUNDS[mode].loosest.keeps


def _take_number(reading: _Reading, key: PolicyKey, value: Any) -> None:
    if type(value) is not int:
        reading.wrong("form", key.name)
        return
    mode = reading.values.get("mode")
    # Without a mode its bounds cannot be told; that it is missing is a fault of its own.
    most = key.most(BOUNDS[mode or Mode.FIELD].loosest) if key.most is not None else value
    if not key.least <= value <= most:
        reading.wrong("out_of_bounds", key.name, least=key.least, most=most)
        return
    reading.values[key.name] = value


class _UnknownName(ValueError):
    """A name of a list that nobody knows; its text is the name."""


def _features(value: Any) -> frozenset[Feature]:
    if not isinstance(value, list):
        raise TypeError("no list")
    known = {one.value: one for one in Feature}
    for name in value:
        if name not in known:
            raise _UnknownName(str(name))
    return frozenset(known[name] for name in value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("no flag")
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError("no moment")
    return value.astimezone(UTC)


def _signing_keys(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return tuple(signing_key(one) for one in value)


_READ = {
    Form.FLAG: _flag,
    Form.TEXT: _text,
    Form.MOMENT: _moment,
    Form.MODE: lambda value: Mode(_text(value)),
    Form.SEALING: lambda value: sealing_key(_text(value)),
    Form.RECEIPTS: _signing_keys,
    Form.FEATURES: _features,
}


def _policy(reading: _Reading) -> Policy:
    values = reading.values

    def lasting(name: str, unit: timedelta) -> timedelta | None:
        return values[name] * unit if name in values else None

    second, hour = timedelta(seconds=1), timedelta(hours=1)
    return Policy(
        version=values["version"],
        mode=values["mode"],
        organisation=values.get("organisation", ""),
        workplace=values.get("workplace", ""),
        valid_until=values.get("valid_until"),
        keeps=values.get("store.keep"),
        idle=lasting("lock.idle_seconds", second),
        preloaded=values.get("store.preloaded_patients"),
        medicine=lasting("store.medicine_hours", hour),
        audit=AuditKeys(values.get("audit.sealing_key", b""), values.get("audit.receipt_keys", ())),
        warning=lasting("lock.warning_seconds", second),
        offline=lasting("limits.offline_hours", hour),
        purge=lasting("limits.purge_hours", hour),
        limits=_limits(values),
        off=values.get("features.off", frozenset()),
        tables={name: reading.told[name] for name in TABLES if _names_endpoints(reading.told, name)},
        said=frozenset(values),
    )


def _names_endpoints(told: Mapping[str, Any], table: str) -> bool:
    """Whether a table says where something is asked; `[audit]` may name the receiver's keys alone."""
    if table != "audit":
        return table in told
    return isinstance(told.get(table), dict) and "url" in told[table]


def _limits(values: Mapping[str, Any]) -> AgeLimits:
    found = STANDARD
    for kind in Kind:
        ochre, hard = (values.get(f"limits.{kind.value}{part}_hours") for part in ("_ochre", ""))
        found = found.tightened(
            kind,
            timedelta(hours=ochre) if ochre is not None else None,
            timedelta(hours=hard) if hard is not None else None,
        )
    return found
