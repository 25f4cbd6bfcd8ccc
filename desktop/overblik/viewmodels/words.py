"""Codes to sentences: one catalogue a language, whole sentences, filled in by name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SENTENCE = re.compile(r'(?:"([^"\\]+)"|([A-Za-z0-9_-]+)) = "((?:[^"\\]|\\["\\n]|\\u[0-9A-Fa-f]{4})*)"')
_ESCAPED = re.compile(r'\\(?:(["\\n])|u([0-9A-Fa-f]{4}))')


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language, keyed `group.name`."""

    language: str
    sentences: dict[str, str]

    def say(self, key: str, /, **facts: object) -> str:
        """Fill in a sentence.

        Raises:
            KeyError: the key or a fact is missing; a test walks all keys.

        """
        return self.sentences[key].format(**facts)

    def one_or_many(self, key: str, count: int, **facts: object) -> str:
        """Fill in the singular `{key}_one` for 1, else the plural."""
        return self.say(f"{key}_one" if count == 1 else key, count=count, **facts)


def load_words(folder: Path, language: str) -> Words:
    """Read the catalogue `locale/{language}.toml`; an unknown language is Danish."""
    path = folder / "locale" / f"{language}.toml"
    if not path.exists():
        path = folder / "locale" / "da.toml"
    text = path.read_text(encoding="utf-8")
    return Words(path.stem, quickly_read(text) or _read(text))


def quickly_read(text: str) -> dict[str, str]:
    """Read a catalogue that keeps to the simple form: tables, and sentences of one line; empty where it does not.

    It is read at each start, before the first paint, and a reader of all of TOML takes ten times as long: a tenth of
    the whole start. A test holds both against each other.
    """
    found: dict[str, str] = {}
    group = ""
    for line in text.splitlines():
        if line.startswith("["):
            group = line.strip("[]")
        elif sentence := _SENTENCE.fullmatch(line):
            quoted, bare, told = sentence.groups()
            key = f"{group}.{quoted or bare}"
            if key in found:
                return {}
            found[key] = _ESCAPED.sub(_plain, told) if "\\" in told else told
        elif line and not line.startswith("#"):
            return {}
    return found


def _plain(found: re.Match[str]) -> str:
    if found[2]:
        return chr(int(found[2], 16))
    return "\n" if found[1] == "n" else found[1]


def _read(text: str) -> dict[str, str]:
    import tomllib

    return dict(_flat(tomllib.loads(text)))


def _flat(told: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    for group, texts in told.items():
        for name, text in texts.items():
            yield f"{group}.{name}", text
