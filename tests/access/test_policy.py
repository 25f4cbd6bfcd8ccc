"""The signed policy: obeyed whole or not at all; without one the computer is a WARD (T24, safety.md section 4)."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from overblik.access.policy import LARGEST, read_policy
from overblik.domain.audit_keys import AuditKeys
from overblik.domain.errors import PolicyRefused
from overblik.domain.mode import Choice, Mode, strictest, tightened
from overblik.domain.policy import Policy, audit_keys_in_force, rules_in_force
from overblik.wire.public_key import key_line

NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
SEALS = key_line(bytes([9, *bytes(31)]))
SIGNS = base64.b64encode(OTHER.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
"""Public keys of an audit repository: one that is sealed to, and one that signs receipts."""
CLINIC = """version = 3
organisation = "Lægehuset Fjordparken"
workplace = "Konsultation 2"
mode = "clinic"
valid_until = 2027-06-01T00:00:00Z

[lock]
idle_seconds = 240

[store]
keep = true
preloaded_patients = 30
medicine_hours = 24
"""


def pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signed(text: str, key: Ed25519PrivateKey = KEY) -> bytes:
    body = text.encode() if text.endswith("\n") else text.encode() + b"\n"
    return body + b"# signature: " + base64.b64encode(key.sign(body)) + b"\n"


def read(content: bytes, least: int = 0) -> Policy:
    return read_policy(content, [b"no key", pem(OTHER), pem(KEY)], least)


def refused(content: bytes, least: int = 0, keys: tuple[bytes, ...] = (pem(KEY),)) -> dict[str, object]:
    with pytest.raises(PolicyRefused) as found:
        read_policy(content, keys, least)
    return found.value.facts


def test_a_signed_policy_is_read_whole() -> None:
    policy = read(signed(CLINIC))
    assert (policy.version, policy.mode, policy.workplace) == (3, Mode.CLINIC, "Konsultation 2")
    rules = rules_in_force(policy, Choice(), NOW)
    assert rules.keeps
    assert rules.pin_unlocks
    assert (rules.idle, rules.preloaded, rules.medicine) == (timedelta(minutes=4), 30, timedelta(hours=24))
    assert rules.purge == timedelta(hours=24)


@pytest.mark.rule("T24")
def test_t24_a_policy_that_was_changed_after_it_was_signed_is_refused() -> None:
    whole = signed(CLINIC)
    last = whole.rindex(b"# signature")
    for place in range(last):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        assert refused(changed)["reason"] in ("signature", "unsigned")
    assert refused(whole + b"mode = 'field'\n")["reason"] == "unsigned"
    assert refused(b"mode = 'field'\n" + whole)["reason"] == "signature"


@pytest.mark.rule("T24")
@pytest.mark.parametrize("content", [b"", CLINIC.encode(), CLINIC.encode() + b"# signature: \n", b"\xff" * 90])
def test_t24_an_unsigned_file_is_refused(content: bytes) -> None:
    assert refused(content)["reason"] == "unsigned"


@pytest.mark.rule("T24")
def test_t24_another_key_or_none_refuses() -> None:
    assert refused(signed(CLINIC, OTHER))["reason"] == "signature"
    assert refused(signed(CLINIC), keys=())["reason"] == "no_key"
    assert refused(signed(CLINIC), keys=(b"-----BEGIN", b""))["reason"] == "no_key"


@pytest.mark.rule("T24")
def test_t24_an_older_policy_than_one_obeyed_before_is_refused() -> None:
    assert read(signed(CLINIC), 3).version == 3
    assert refused(signed(CLINIC), 4) == {"reason": "downgrade", "version": 3, "known": 4}


@pytest.mark.parametrize(
    ("old", "new", "facts"),
    [
        ("version = 3", "", {"reason": "form", "key": "version"}),
        ("version = 3", 'version = "3"', {"reason": "form", "key": "version"}),
        ("version = 3", "version = true", {"reason": "form", "key": "version"}),
        ("version = 3", "version = 0", {"reason": "out_of_bounds", "key": "version", "least": 1, "most": 2**31}),
        ('mode = "clinic"', "", {"reason": "form", "key": "mode"}),
        ('mode = "clinic"', 'mode = "home"', {"reason": "form", "key": "mode"}),
        (
            "idle_seconds = 240",
            "idle_seconds = 3600",
            {"reason": "out_of_bounds", "key": "lock.idle_seconds", "least": 10, "most": 300},
        ),
        (
            "idle_seconds = 240",
            "idle_minutes = 4",
            {"reason": "unknown_key", "key": "lock.idle_minutes", "nearest": "lock.idle_seconds"},
        ),
        ("[lock]", "[look]", {"reason": "unknown_key", "key": "look", "nearest": "lock"}),
        (
            "medicine_hours = 24",
            "medicine_hours = 72",
            {"reason": "out_of_bounds", "key": "store.medicine_hours", "least": 0, "most": 24},
        ),
        ("keep = true", 'keep = "yes"', {"reason": "form", "key": "store.keep"}),
        ("2027-06-01T00:00:00Z", "2027-06-01T00:00:00", {"reason": "form", "key": "valid_until"}),
        ("version = 3", "version = = 3", {"reason": "line", "key": "1"}),
        (
            "[lock]",
            "[audit]\nseal = 'x'\n[lock]",
            {"reason": "unknown_key", "key": "audit.seal", "nearest": "audit.sealing_key"},
        ),
        ("[lock]", "[audit]\nsealing_key = 'x'\n[lock]", {"reason": "form", "key": "audit.sealing_key"}),
        ("[lock]", "[audit]\nsealing_key = 3\n[lock]", {"reason": "form", "key": "audit.sealing_key"}),
        ("[lock]", f"[audit]\nsealing_key = '{SIGNS}'\n[lock]", {"reason": "form", "key": "audit.sealing_key"}),
        ("[lock]", f"[audit]\nreceipt_keys = ['{SEALS}']\n[lock]", {"reason": "form", "key": "audit.receipt_keys"}),
        ("[lock]", f"[audit]\nreceipt_keys = '{SIGNS}'\n[lock]", {"reason": "form", "key": "audit.receipt_keys"}),
    ],
)
def test_a_policy_that_is_not_understood_is_refused_whole(old: str, new: str, facts: dict[str, object]) -> None:
    assert old in CLINIC
    assert refused(signed(CLINIC.replace(old, new))) == facts


@pytest.mark.rule("T21")
def test_t21_the_policy_names_the_keys_of_the_audit_repository_and_the_settings_cannot_name_others() -> None:
    told = CLINIC + f"[audit]\nsealing_key = '{SEALS}'\nreceipt_keys = ['{SIGNS}']\n"
    named = read(signed(told)).audit
    assert named == AuditKeys(bytes([9, *bytes(31)]), (OTHER.public_key().public_bytes_raw(),))
    own = AuditKeys(b"o" * 32, (b"p" * 32,))
    assert audit_keys_in_force(read(signed(told)), own) == named
    assert audit_keys_in_force(read(signed(CLINIC)), own) == audit_keys_in_force(None, own) == own
    part = read(signed(CLINIC + f"[audit]\nsealing_key = '{SEALS}'\n"))
    assert audit_keys_in_force(part, own) == AuditKeys(named.sealing, own.receipts)
    assert read(signed(CLINIC)).audit == AuditKeys()


def test_a_ward_keeps_nothing_whatever_the_policy_says() -> None:
    ward = CLINIC.replace('"clinic"', '"ward"').replace("240", "60")
    assert refused(signed(ward)) == {"reason": "out_of_bounds", "key": "store.keep", "least": "false", "most": "false"}
    assert refused(signed("#" * LARGEST))["reason"] == "too_large"


def test_without_a_policy_or_past_its_end_the_computer_is_a_ward() -> None:
    policy = read(signed(CLINIC))
    for rules in (rules_in_force(None, Choice(), NOW), rules_in_force(policy, Choice(), NOW + timedelta(days=400))):
        assert rules.mode is Mode.WARD
        assert not rules.keeps
        assert not rules.pin_unlocks


def test_the_user_may_only_tighten() -> None:
    rules = rules_in_force(read(signed(CLINIC)), Choice(), NOW)
    assert tightened(rules, Choice(mode=Mode.FIELD)) == rules
    assert tightened(rules, Choice(keeps=True, idle=timedelta(hours=1))) == rules
    assert tightened(rules, Choice(idle=timedelta(0))) == rules
    assert tightened(rules, Choice(idle=timedelta(minutes=1))).idle == timedelta(minutes=1)
    assert not tightened(rules, Choice(keeps=False)).keeps
    ward = tightened(rules, Choice(mode=Mode.WARD))
    assert (ward.mode, ward.keeps, ward.pin_unlocks, ward.preloaded) == (Mode.WARD, False, False, 0)
    assert ward.idle == timedelta(seconds=120)


def test_the_strictest_of_several_modes_holds_and_the_unknown_is_a_ward() -> None:
    assert strictest(Mode.FIELD, Mode.CLINIC) is Mode.CLINIC
    assert strictest(Mode.FIELD, None) is Mode.WARD
    assert strictest() is Mode.WARD
