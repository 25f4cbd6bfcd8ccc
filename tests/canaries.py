"""Looks for canaries in bytes: as text, and in the forms in which text leaves a program unread."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


def forms(word: str) -> Iterator[bytes]:
    """Give a word as UTF-8, UTF-16, Latin-1, hexadecimal, Base64 at each of three offsets, and as a part of a URL."""
    for text in {word, word.upper(), word.lower()}:
        for raw in {text.encode(), text.encode("utf-16-le"), text.encode("latin-1")}:
            yield raw
            yield raw.hex().encode()
            yield raw.hex().upper().encode()
            for before in range(3):
                # What stands before and behind changes the outer letters: the middle ones are always the same.
                packed = base64.b64encode(bytes(before) + raw + bytes(3)).rstrip(b"=")
                yield packed[-(-before * 8 // 6) : -(-before * 8 // 6) + (len(raw) * 8 - 6) // 6]
        if quote(text) != text:
            yield quote(text).encode()


@dataclass(frozen=True, slots=True)
class Hit:
    """A canary, and where it was found."""

    word: str
    where: str


class Scanner:
    """Looks for words in many places."""

    def __init__(self, words: Iterable[str]) -> None:
        self._word = {form: word for word in words for form in forms(word)}
        longest_first = sorted(self._word, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(re.escape(form) for form in longest_first))

    def of(self, content: bytes, where: str) -> set[Hit]:
        """Give what is found in bytes."""
        return {Hit(self._word[found.group()], where) for found in self._pattern.finditer(content)}

    def under(self, folder: Path) -> set[Hit]:
        """Give what is found in all files of a folder, and in their names."""
        found: set[Hit] = set()
        for path in folder.rglob("*"):
            found |= self.of(str(path.relative_to(folder)).encode(), f"name of {path}")
            if path.is_file():
                found |= self.of(path.read_bytes(), str(path))
        return found
