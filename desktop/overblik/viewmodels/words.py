"""Codes to sentences: one catalogue a language, whole sentences, filled in by name."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


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
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    flat = {f"{group}.{name}": text for group, texts in told.items() for name, text in texts.items()}
    return Words(path.stem, flat)
