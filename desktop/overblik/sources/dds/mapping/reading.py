"""What one shared document holds, item by item: rows and lost items are as many as its clinical statements."""

from dataclasses import dataclass, field

from overblik.domain.dates import ClinicalDate
from overblik.domain.facts import AnyFact
from overblik.domain.patient import MasterData, PatientId
from overblik.domain.section import Topic


@dataclass(frozen=True, slots=True)
class Row:
    """One fact, its place in the document, and who stands behind it."""

    fact: AnyFact
    key: str
    """Its place as words, unique within the document, as `vital/1`: ids inside documents are not unique."""
    start: int = 0
    """First byte of the statement in the document."""
    length: int = 0
    """Number of its bytes; 0 means the whole document."""
    author: str = ""
    organisation: str = ""
    source_time: ClinicalDate | None = None
    """When it was stated, else the document's own time."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A statement that came and could not be read."""

    key: str
    code: str
    """Why, as `duplicate_element`, `date`, `template_and_code`."""
    place: str
    """What could not be read, without content."""
    start: int = 0
    length: int = 0


@dataclass(slots=True)
class Read:
    """One document, read."""

    person: PatientId | None
    """Whom it names: `recordTarget/patientRole/id` alone decides (services.md section 1); none is unidentifiable."""
    master: MasterData | None
    """What its head says of the citizen."""
    code: str
    """The document's type code, as `39289-4`."""
    title: str
    """As sent, with any CPR number in it masked."""
    date: ClinicalDate | None
    """The document's own time."""
    has_old_identifier: bool = False
    """Whether the citizen stands under the old arc 2.16.840.1.113883.3.4208 ('ældre identifikation')."""
    other_name: str = ""
    document_id: str = ""
    """The document's own id, as `1.2.208.184^aa2386d0-…`; not unique over all documents."""
    replaces: tuple[str, ...] = ()
    """Ids of the documents whose place it takes (relatedDocument RPLC)."""
    rows: dict[Topic, list[Row]] = field(default_factory=dict)
    """Every document stands in DOCUMENTS with its text; one of a known type in its own topic too."""
    lost: dict[Topic, list[Lost]] = field(default_factory=dict)

    def add(self, topic: Topic, row: Row) -> None:
        """Add a fact."""
        self.rows.setdefault(topic, []).append(row)

    def lose(self, topic: Topic, lost: Lost) -> None:
        """Add what could not be read."""
        self.lost.setdefault(topic, []).append(lost)
