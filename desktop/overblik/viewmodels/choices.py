"""What a user chose of the window, kept between starts; never a patient."""

from dataclasses import dataclass, replace

THEMES = ("light", "dark", "contrast")
SCALES = (0.85, 1.0, 1.15, 1.35, 1.6, 2.0)
"""Text sizes; 1.0, 1.15 and 1.35 are the densities Tæt, Normal and Stor tekst (screens.md 2.3)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Theme, language, text size, the rail, and the window's place."""

    theme: str = "light"
    language: str = "da"
    scale: float = 1.0
    rail: bool = True
    width: int = 1440
    height: int = 900
    is_maximised: bool = False
    board: str = "normal"
    """The density of the board of a list: dense, normal or large."""
    introduced: bool = False
    """Whether the three steps of the first start were seen."""

    def scaled(self, by: int) -> "Choices":
        """Give the next larger or smaller text size; 0 gives the normal one."""
        if by == 0:
            return replace(self, scale=1.0)
        nearest = min(range(len(SCALES)), key=lambda place: abs(SCALES[place] - self.scale))
        return replace(self, scale=SCALES[min(max(nearest + by, 0), len(SCALES) - 1)])

    def turned(self) -> "Choices":
        """Give the next theme: light, dark, high contrast, and round."""
        at = THEMES.index(self.theme) if self.theme in THEMES else 0
        return replace(self, theme=THEMES[(at + 1) % len(THEMES)])

    def spoken(self) -> "Choices":
        """Give the other language."""
        return replace(self, language="da" if self.language == "en" else "en")
