"""The parts of the frozen program: which there are, their versions and licences, and the texts of these.

Which packages are inside is read from what PyInstaller collected, not from what was installed beside it.
"""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from buildwork.frozen import inner

import overblik

PARTS = "parts"
"""The folder in the frozen program, beside its resources, that About reads."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part, and the files with its licence texts."""

    name: str
    version: str
    licence: str
    """An SPDX expression."""
    kind: str
    """`package`, as on PyPI, or `library`."""
    files: tuple[str, ...]
    cpe: str = ""
    """By what advisories know a library."""


def probe(python: Path, root: Path) -> dict[str, Any]:
    """Ask the libraries inside the packages for their versions, with the Python that froze them."""
    script = root / "packaging" / "buildwork" / "probe.py"
    told = subprocess.run([str(python), str(script)], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def collect_parts(root: Path, site: Path, work: Path, tree: Path, probed: Mapping[str, Any]) -> tuple[Part, ...]:
    """Write the licence texts and the list of the parts into the program; give the parts, ours not among them.

    Raises:
        ValueError: a part has no licence or no text: it may not be shipped.

    """
    internal = inner(tree)
    to = internal / "overblik" / PARTS
    to.mkdir()
    told = tomllib.loads((root / "packaging/parts/packages.toml").read_text(encoding="utf-8"))
    made = [_package(found, told, root, to) for found in _inside(site, _collected(work, site))]
    made += _natives(root, internal, to, probed)
    parts = tuple(sorted(made, key=lambda part: part.name.casefold()))
    texts = [(root / "LICENSE").read_text(encoding="utf-8")]
    ours = _written(Part("Overblik", overblik.VERSION, "Apache-2.0", "program", ()), texts, to)
    listed = [{**asdict(part), "kind": _kind(part)} for part in (ours, *parts)]
    (to / "parts.json").write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return parts


def _kind(part: Part) -> str:
    """Give the kind by which About groups parts (runtime/parts.py)."""
    named = {"Python": "language", "Lucide icons": "icons", "Overblik": "program"}
    if part.name.startswith("fontpkg-ibm"):
        return "typeface"
    return named.get(part.name, "library")


def _collected(work: Path, site: Path) -> frozenset[str]:
    """Give the source of each file that went in; of a compiled module that from which it was compiled."""
    content = ast.literal_eval((work / "pyinstaller" / "overblik" / "COLLECT-00.toc").read_text(encoding="utf-8"))
    entries = next(one for one in content if isinstance(one, list))
    modules = {str(site / entry[0]).removesuffix("c") for entry in entries if entry[0].endswith(".pyc")}
    return frozenset(str(entry[1]) for entry in entries) | modules


def _inside(site: Path, collected: Iterable[str]) -> list[Distribution]:
    """Give the packages of which a file or module went in; of some their metadata alone, and these are not inside.

    Of PyInstaller it is what starts the program, which natives.toml names.
    """
    sources = {str(Path(source)) for source in collected if ".dist-info" not in source}
    return [
        found
        for found in distributions(path=[str(site)])
        if found.name != "pyinstaller" and any(str(site / file) in sources for file in found.files or ())
    ]


def _package(found: Distribution, told: Mapping[str, Any], root: Path, to: Path) -> Part:
    name, meta = re.sub("[-_.]+", "-", found.name).lower(), found.metadata  # as PyPI writes them (PEP 503)
    licence = told["licences"].get(name) or meta.get("License-Expression") or meta.get("License") or ""
    texts = [Path(str(file.locate())).read_text(encoding="utf-8") for file in _licence_files(found)]
    standard = told["texts"].get(name, ())
    texts += [f"{name}: {meta.get('Author') or meta.get('Author-email') or ''}".strip(": ")] if standard else []
    texts += [_standard(root, one) for one in standard]
    return _written(Part(name, found.version, licence, "package", ()), texts, to)


def _licence_files(found: Distribution) -> list[Any]:
    words = ("licen", "copying", "notice")
    return sorted(
        file
        for file in found.files or ()
        if ".dist-info" in str(file) and any(word in file.name.lower() for word in words) and ".spdx" not in file.name
    )


def _natives(root: Path, internal: Path, to: Path, probed: Mapping[str, Any]) -> list[Part]:
    told = tomllib.loads((root / "packaging/parts/natives.toml").read_text(encoding="utf-8"))
    inside = [path.relative_to(internal.parent).as_posix() for path in internal.parent.rglob("*") if path.is_file()]
    made = []
    for one in told["part"]:
        if not any(place.removeprefix("_internal/").startswith(one["where"]) for place in inside):
            continue  # not on this system
        versions = {**probed["versions"], **_read_versions(root)}
        version = one["version"].format(**versions)
        if not version:
            raise ValueError(f"{one['name']}: its version is not known")
        texts = ["\n".join(one["notices"])] if "notices" in one else []
        if "own_text" in one:
            own = {**probed["texts"], "icons": str(root / "resources/icons/LICENSE")}[one["own_text"]]
            texts.append(Path(own).read_text(encoding="utf-8"))
        texts += [_standard(root, name) for name in one.get("texts", ())]
        cpe = one.get("cpe", "").format(**versions)
        made.append(_written(Part(one["name"], version, one["licence"], "library", (), cpe), texts, to))
    return made


def _read_versions(root: Path) -> dict[str, str]:
    """Give the versions that no library tells: that of the icons, and of small libraries of the build's computer."""
    icons = (root / "resources/icons/README.md").read_text(encoding="utf-8")
    lucide = icons.partition("lucide-static` ")[2].partition(")")[0]
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "libxcb-cursor0"], capture_output=True, text=True, check=False
    )
    return {"lucide": lucide, "xcb": asked.stdout.strip() or "as on the computer of the build"}


def _standard(root: Path, name: str) -> str:
    """Give the text of a licence; those that the program also shows from source lie with its resources."""
    places = [root / "resources/licences", root / "packaging/parts/texts"]
    found = next(path for place in places if (path := place / f"{name}.txt").is_file())
    return found.read_text(encoding="utf-8")


def _written(part: Part, texts: list[str], to: Path) -> Part:
    if not part.licence or not texts:
        raise ValueError(f"{part.name}: no licence, or no text of it")
    safe = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in part.name).strip("-")
    name = f"{safe}.txt"
    (to / name).write_text("\n\n".join(text.strip() for text in texts) + "\n", encoding="utf-8")
    return Part(part.name, part.version, part.licence, part.kind, (name,), part.cpe)


def own_part(root: Path) -> Part:
    """Give the program itself."""
    return Part("overblik", overblik.VERSION, "Apache-2.0", "package", (str(root / "LICENSE"),))
