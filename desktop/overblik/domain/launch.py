"""What another program asks this one for: to come to the front, or to open a citizen; no link holds a CPR number."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from overblik.domain.errors import InputError
from overblik.domain.patient import PatientId, cpr

SCHEME = "overblik"
_LONGEST = 512
"""Characters of a link: four short values need no more."""
_KEYS = frozenset({"server", "patient", "user"})
_PATIENT = re.compile(r"Patient/([A-Za-z0-9\-.]{1,64})")
"""A relative reference to a Patient (FHIR R4 references.html#literal, datatypes.html#id)."""
_NUMBER = re.compile(r"(?<!\d)\d{6}[ +-]?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Link:
    """A citizen by the id that one of the servers of the settings has given; who that is, the server says."""

    server: str
    patient: str = field(repr=False)
    """The logical id, without its type."""
    user: str = field(default="", repr=False)
    """Subject of the clinician whom it is for; empty where the link does not say."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the running program: a link, a citizen by number, or only to come to the front."""

    link: Link | None = None
    patient_id: PatientId | None = None

    @property
    def opens(self) -> bool:
        """Whether a citizen is asked for."""
        return self.link is not None or self.patient_id is not None

    @property
    def user(self) -> str:
        """Give whom it is for; empty where that was not said."""
        return self.link.user if self.link is not None else ""


def read_link(text: str) -> Link:
    """Read `overblik://open?server=NAME&patient=Patient/ID`, with `&user=SUBJECT` where the sender knows it.

    Raises:
        InputError: `link_number_form` where it holds what looks like a CPR number, `link_form` where it is no such link.

    """
    if len(text) > _LONGEST or not text.isascii() or not text.isprintable():
        raise InputError("link_form")
    try:
        parts = urlsplit(text.strip())
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=8)
    except (ValueError, UnicodeDecodeError):
        raise InputError("link_form") from None
    told = dict(pairs)
    if any(_holds_number(part) for part in (text, *told.values())):
        raise InputError("link_number_form")
    # A browser may put a slash behind the word; nothing else may stand there.
    is_ours = parts.scheme == SCHEME and parts.netloc == "open" and parts.path in ("", "/") and not parts.fragment
    patient = _PATIENT.fullmatch(told.get("patient", ""))
    if not is_ours or len(told) != len(pairs) or not set(told) <= _KEYS or patient is None or not told.get("server"):
        raise InputError("link_form")
    if not told.get("user", "-").isprintable():
        raise InputError("link_form")
    return Link(told["server"], patient[1], told.get("user", ""))


def _holds_number(text: str) -> bool:
    """Tell whether a text holds ten digits that a CPR number may have; other ids of ten digits are let through."""
    for found in _NUMBER.findall(text):
        try:
            cpr(re.sub(r"\D", "", found))
        except InputError:
            continue
        return True
    return False
