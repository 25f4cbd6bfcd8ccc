"""The recipes for Windows and macOS: what can be read of them without these systems fits the program.

Neither system has run them (docs/manual/en/it.md); these tests keep them in step with the code until one does.
"""

import plistlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from overblik.access.user_key import NAMES
from overblik.domain.launch import SCHEME
from overblik.runtime.paths import REGISTRY_FOLDER, REGISTRY_KEY

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
WINDOWS, MACOS = PACKAGING / "windows", PACKAGING / "macos"
SPEC = (PACKAGING / "overblik.spec").read_text(encoding="utf-8")
WIX = {"w": "http://wixtoolset.org/schemas/v4/wxs", "u": "http://wixtoolset.org/schemas/v4/wxs/util"}
GROUP = {"p": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}


def read(path: Path) -> etree._Element:
    return etree.fromstring(path.read_bytes())


def test_the_group_policy_names_the_folder_where_the_program_looks() -> None:
    policy = read(WINDOWS / "admx/overblik.admx").find(".//p:policy", GROUP)
    assert policy is not None
    assert policy.get("key") == REGISTRY_KEY
    assert policy.get("class") == "Machine"
    text = policy.find(".//p:text", GROUP)
    assert text is not None
    assert text.get("valueName") == REGISTRY_FOLDER


@pytest.mark.parametrize("language", ["da-DK", "en-US"])
def test_the_group_policy_has_all_its_words_in_both_languages(language: str) -> None:
    used = set(re.findall(r"\$\(string\.(\w+)\)", (WINDOWS / "admx/overblik.admx").read_text(encoding="utf-8")))
    words = read(WINDOWS / f"admx/{language}/overblik.adml")
    assert {one.get("id") for one in words.findall(".//p:string", GROUP)} == used
    box = words.find(".//p:textBox", GROUP)
    assert box is not None
    assert box.get("refId") == "PolicyFolder"


def test_the_installer_takes_the_programs_that_are_frozen() -> None:
    wix = read(WINDOWS / "overblik.wxs")
    names = set(re.findall(r'program\("([a-z-]+)", console', SPEC))
    assert names == {"overblik", "overblik-cli"}
    assert [one.get("Id") for one in wix.findall(".//w:File", WIX)] == ["overblik.exe"]
    closed = {one.get("Target") for one in wix.findall(".//u:CloseApplication", WIX)}
    assert closed == {"overblik.exe"}
    excluded = {one.get("Name") for one in wix.findall(".//w:RegistryValue", WIX) if one.get("Type") == "integer"}
    assert excluded == {f"{name}.exe" for name in names}


def test_the_installer_is_for_the_computer_and_refuses_an_older_version() -> None:
    package = read(WINDOWS / "overblik.wxs").find("w:Package", WIX)
    assert package is not None
    assert package.get("Scope") == "perMachine"
    assert package.get("Version") == "$(Version)"
    upgrade = package.find("w:MajorUpgrade", WIX)
    assert upgrade is not None
    assert upgrade.get("DowngradeErrorMessage")
    assert upgrade.get("AllowDowngrades") is None


def test_links_are_handed_to_the_program_in_each_recipe() -> None:
    wix = (WINDOWS / "overblik.wxs").read_text(encoding="utf-8")
    assert f'Key="SOFTWARE\\Classes\\{SCHEME}"' in wix
    assert "&quot;[#overblik.exe]&quot; open &quot;%1&quot;" in wix
    assert f'"CFBundleURLSchemes": ["{SCHEME}"]' in SPEC
    assert f"x-scheme-handler/{SCHEME};" in (PACKAGING / "linux/dk.overblik.Overblik.link.desktop").read_text()


def test_the_hardened_runtime_allows_one_thing_and_no_more() -> None:
    told = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert told == {"com.apple.security.cs.allow-unsigned-executable-memory": True}
    script = (MACOS / "build.sh").read_text(encoding="utf-8")
    assert script.count("--options runtime") == 2
    assert "--entitlements packaging/macos/entitlements.plist" in script


@pytest.mark.skipif(sys.platform == "win32", reason="the scripts are those of other systems")
@pytest.mark.parametrize(
    "script",
    [
        "macos/build.sh",
        "macos/purge.sh",
        *(f"linux/{name}" for name in ("overblik", "preinst", "postinst", "prerm", "postrm")),
    ],
)
def test_the_scripts_are_such_that_a_shell_reads_them(script: str) -> None:
    subprocess.run(["sh", "-n", str(PACKAGING / script)], check=True)


@pytest.mark.parametrize("script", ["linux/postrm", "macos/purge.sh", "windows/purge.ps1"])
def test_a_purge_takes_the_keys_of_the_copies_first(script: str) -> None:
    text = (PACKAGING / script).read_text(encoding="utf-8")
    assert all(name.startswith("store-key") for name in NAMES)
    assert re.search(r"store-key\*", text)
    assert text.index("store-key*") < text.index('rm -rf -- "$' if not script.endswith("ps1") else "-Recurse -Force\n}")


@pytest.mark.parametrize("name", ["windows/overblik.ico", "macos/overblik.icns"])
def test_what_the_recipes_name_is_there(name: str) -> None:
    assert (PACKAGING / name).stat().st_size > 1000
    assert name.rpartition("/")[2] in SPEC
