"""The tokens of screens.md 2.1 and 2.2: one frozen table a theme."""

from collections.abc import Mapping
from types import MappingProxyType

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "text": "#141C24",
        "text2": "#3F4B57",
        "text3": "#56626E",
        "accent": "#0A6670",
        "high": "#9A3D06",
        "low": "#1B50AE",
        "crit": "#A80F2A",
        "new": "#5F35AE",
        "stale": "#7A5200",
        "off": "#35546E",
        "edge": "#76808C",
        "focus": "#0A6670",
        "onAccent": "#FFFFFF",
        "onCrit": "#FFFFFF",
        "canvas": "#F1F3F5",
        "surface": "#FFFFFF",
        "sunken": "#F7F8FA",
        "rail": "#E9ECEF",
        "select": "#DDEEF0",
        "accentSoft": "#DDEEF0",
        "highSoft": "#FBEEE2",
        "lowSoft": "#E6EEFB",
        "critSoft": "#FBE7EA",
        "newSoft": "#EEE8FA",
        "staleSoft": "#FAF1D9",
        "offSoft": "#E4ECF2",
        "band": "#D9E8E4",
        "line": "#DCE1E6",
        "hair": "#E9ECF0",
        "hatch": "#C3CAD2",
    }
)

DARK: Mapping[str, str] = MappingProxyType(
    {
        "text": "#E9EDF1",
        "text2": "#BAC4CE",
        "text3": "#97A4B1",
        "accent": "#4FC3CC",
        "high": "#F4A46A",
        "low": "#8FB6FF",
        "crit": "#FF8C9C",
        "new": "#BDA1F7",
        "stale": "#E6C15E",
        "off": "#9FC0DB",
        "edge": "#7A8898",
        "focus": "#4FC3CC",
        "onAccent": "#06191B",
        "onCrit": "#2A0209",
        "canvas": "#0E1216",
        "surface": "#161B21",
        "sunken": "#1B2129",
        "rail": "#12171C",
        "select": "#143A40",
        "accentSoft": "#12363B",
        "highSoft": "#382517",
        "lowSoft": "#1A2A48",
        "critSoft": "#3D1820",
        "newSoft": "#2A2147",
        "staleSoft": "#332A13",
        "offSoft": "#1A2A38",
        "band": "#1D3A37",
        "line": "#2B343E",
        "hair": "#222A33",
        "hatch": "#3A4552",
    }
)

CONTRAST: Mapping[str, str] = MappingProxyType(
    {
        "text": "#FFFFFF",
        "text2": "#F2F2F2",
        "text3": "#E4E4E4",
        "accent": "#7AF0FF",
        "high": "#FFB27A",
        "low": "#B4CEFF",
        "crit": "#FFA3B0",
        "new": "#DCC9FF",
        "stale": "#FFE27A",
        "off": "#C4E2FF",
        "edge": "#FFFFFF",
        "focus": "#FFFF00",
        "onAccent": "#000000",
        "onCrit": "#000000",
        "canvas": "#000000",
        "surface": "#000000",
        "sunken": "#121212",
        "rail": "#000000",
        "select": "#00303C",
        "accentSoft": "#003A42",
        "highSoft": "#2A1400",
        "lowSoft": "#001A3A",
        "critSoft": "#3A0010",
        "newSoft": "#22104A",
        "staleSoft": "#2E2600",
        "offSoft": "#002038",
        "band": "#1F4A3A",
        "line": "#A0A0A0",
        "hair": "#6A6A6A",
        "hatch": "#505050",
    }
)
"""For those who need more than WCAG's 4.5: every word 7:1 on every ground, every line and edge bright."""

PALETTES: Mapping[str, Mapping[str, str]] = MappingProxyType({"light": LIGHT, "dark": DARK, "contrast": CONTRAST})
