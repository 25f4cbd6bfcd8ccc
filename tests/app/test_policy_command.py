"""`overblik policy`: a file checked as the program reads it; the three examples of the manual; the manual, key by key."""

import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from overblik import cli
from overblik.access.policy_keys import KEYS, TABLES
from overblik.app import house
from overblik.domain.features import Feature
from overblik.domain.mode import BOUNDS, Mode
from overblik.runtime import endpoints, paths
from overblik.runtime.keyring import MemoryKeyring
from policies import OTHER, SERVER, WARD, pem, put, signed

MANUAL = Path(__file__).parents[2] / "docs" / "manual" / "policy"
CLOCK = "2026-11-23T09:41:00+01:00"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Give what runs a command on a computer whose administrator's folder is `machine`."""
    ring = MemoryKeyring()
    monkeypatch.setattr(paths, "machine", lambda: tmp_path / "machine")
    monkeypatch.setattr(paths, "profile", lambda: tmp_path / "profile")
    monkeypatch.setattr(paths, "configuration", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(house, "system_keyring", lambda: ring)

    def call(*words: str) -> tuple[int, str, str]:
        code = cli.run([*words])
        told = capsys.readouterr()
        return code, told.out.replace("\xa0", " "), told.err

    return call


def check(run, path: Path, *words: str, key: bytes | None = None) -> tuple[int, str, str]:
    (path.parent / "key.pub").write_bytes(key or pem())
    return run("policy", "check", str(path), "--key", str(path.parent / "key.pub"), "--clock", CLOCK, *words)


@pytest.mark.parametrize("mode", [mode.value for mode in Mode])
def test_the_example_of_each_mode_is_obeyed_once_it_is_signed(run, tmp_path: Path, mode: str) -> None:
    text = (MANUAL / f"{mode}.toml").read_text(encoding="utf-8")
    key, certificate = own_certificate()
    made = pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, BestAvailableEncryption(b"hemmelig"))
    (tmp_path / "arbejdsplads.p12").write_bytes(made)
    (tmp_path / "arbejdsplads.password").write_text("hemmelig\n")
    (tmp_path / "policy.toml").write_bytes(signed(text))
    code, told, _ = check(run, tmp_path / "policy.toml")
    assert code == 0, told
    assert told.startswith("Politikken følges.")
    assert "Vær opmærksom" not in told
    assert all(f"  {one.name} = " in told for one in KEYS)
    # It says what it is an example of, and nothing of it is anybody's.
    assert f'mode = "{mode}"' in text
    assert not re.search(r"\b\d{6}-?\d{4}\b", text)
    hosts = re.findall(r"https://([^/\"]+)", text)
    assert hosts
    assert all(host.endswith("example.dk") for host in hosts)


def own_certificate():
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Arbejdsplads")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, start, start + timedelta(days=3000))
    return key, made.sign(key, hashes.SHA256())


def test_a_file_as_the_manual_signs_it_with_openssl_is_obeyed(run, tmp_path: Path) -> None:
    import subprocess

    manual = (MANUAL / "README.md").read_text(encoding="utf-8")
    block = manual.split("## Sign and check")[1].split("```")[1].split("overblik policy")[0]
    (tmp_path / "policy.toml").write_text(WARD)
    subprocess.run(["sh", "-ec", block], cwd=tmp_path, check=True, capture_output=True)
    code, told, _ = run("policy", "check", str(tmp_path / "policy.toml"), "--key", str(tmp_path / "policy-key.pem"))
    assert code == 0, told


def test_a_refused_file_is_told_with_all_that_is_wrong(run, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(signed(WARD + "[lock]\nidle_second = 60\n" + SERVER.replace("https", "http"), OTHER))
    code, told, _ = check(run, path, "--least", "4")
    assert code == 1
    assert "Underskriften passer ikke" in told
    assert "Er der ment lock.idle_seconds?" in told
    assert "servers.ehr.url i policy.toml skal begynde med https://" in told
    assert "Der kræves mindst nr. 4." in told


def test_what_is_obeyed_and_surprises_all_the_same_is_a_warning(run, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(signed("valid_until = 2026-11-01T00:00:00Z\n" + WARD))
    code, told, _ = check(run, path)
    assert code == 0
    assert "Politikken udløb 01. nov 2026." in told
    text = (MANUAL / "clinic.toml").read_text(encoding="utf-8").split("[audit]")[0]
    path.write_bytes(signed(text))
    code, told, _ = check(run, path, "--clock", "2060-01-01T00:00:00+01:00")
    assert "Certifikatet national.sts_certificate udløb 22. jul 2051." in told
    assert code == 1, "the file of the certificate is not here"
    assert "Filen, som certificate i tabellen national i policy.toml nævner, kan ikke læses." in told


def test_it_is_told_to_a_machine_too(run, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(signed(WARD + "[lock]\nidle_seconds = 999\n" + SERVER))
    code, told, _ = check(run, path, "--json")
    made = json.loads(told)
    assert (code, made["obeyed"]) == (1, False)
    assert [(one["code"], one["key"]) for one in made["faults"]] == [("out_of_bounds", "lock.idle_seconds")]
    assert made["asks"] == [{"table": "servers", "host": "ehr.example.dk"}]
    assert [one["key"] for one in made["keys"]] == [one.name for one in KEYS]


@pytest.mark.parametrize("words", [("check",), ("check", "nowhere.toml"), ("check", "."), ("read",), ()])
def test_what_was_called_wrongly_ends_with_two(run, words: tuple[str, ...]) -> None:
    assert run("policy", *words)[0] == 2


def test_without_a_key_of_its_own_it_checks_with_that_of_the_computer(run, tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    path.write_bytes(signed(WARD))
    assert "Ingen nøgle at kontrollere med" in run("policy", "check", str(path))[1]
    put(tmp_path / "machine", WARD)
    assert run("policy", "check", str(path))[0] == 0


def test_show_says_what_holds_here_and_who_decided_it(run, tmp_path: Path) -> None:
    assert "Ingen politik fra din it-afdeling" in run("policy", "show")[1]
    put(tmp_path / "machine", WARD.replace("ward", "field") + "[lock]\nidle_seconds = 120\n" + SERVER)
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "choice.json").write_text('{"keeps": false}')
    code, told, _ = run("policy", "show", "--clock", CLOCK)
    assert code == 0
    assert "lock.idle_seconds = 120  (politikken)" in told
    assert "store.keep = false  (brugeren, strengere)" in told
    assert "lock.warning_seconds = 20  (slags pc)" in told
    assert "servers: ehr.example.dk" in told
    put(tmp_path / "machine", WARD, OTHER)
    code, _, told = run("policy", "show")
    assert code == 1
    assert told.startswith("Politikfilen er ikke underskrevet af din organisation")


def table_of(heading: str) -> list[list[str]]:
    part = (MANUAL / "README.md").read_text(encoding="utf-8").split(heading)[1].split("\n#")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in row] for row in rows]


def test_the_manual_names_every_key_that_the_reader_knows_and_no_other() -> None:
    assert [row[0].strip("`") for row in table_of("## The keys\n")] == [key.name for key in KEYS]
    assert [row[0].strip("`") for row in table_of("### Whom the computer asks")] == list(TABLES)
    assert [row[0].strip("`") for row in table_of("### What can be turned off")] == [one.value for one in Feature]
    assert endpoints.TABLES == TABLES, "the reader of the form hands on what the reader of endpoints reads"


def test_the_bounds_of_the_manual_are_those_of_the_reader() -> None:
    told = {row[0].strip("`"): row[2] for row in table_of("## The keys\n")}
    for key in KEYS:
        if key.most is None or key.name == "version":
            continue
        most = [str(key.most(BOUNDS[mode].loosest)) for mode in (Mode.WARD, Mode.CLINIC, Mode.FIELD)]
        bounds = " / ".join(most if len(set(most)) > 1 else most[:1])
        assert told[key.name] == f"{key.least} to {bounds}"
