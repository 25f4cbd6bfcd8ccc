"""One document as a page: its head, its text heading by heading, and what the file inside it is by its own bytes."""

from dataclasses import dataclass, field

from overblik.domain.opened_document import OpenedDocument
from overblik.viewmodels.formats import one_line, safe, show_at
from overblik.viewmodels.words import Words

_SIGNS = (
    (b"%PDF-", ".pdf", "PDF"),
    (b"\x89PNG\r\n\x1a\n", ".png", "PNG"),
    (b"\xff\xd8\xff", ".jpg", "JPEG"),
    (b"II*\x00", ".tif", "TIFF"),
    (b"MM\x00*", ".tif", "TIFF"),
)
"""What a file may be to be handed to another program; what the document calls it decides nothing (T17)."""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """What the page shows."""

    title: str
    text: str
    suffix: str = ""
    """Of the file inside; empty where there is none that may be handed over."""
    button: str = ""
    note: str = ""
    """What is said of the file inside."""
    content: bytes = field(default=b"", repr=False)


def sniffed(content: bytes) -> tuple[str, str]:
    """Give suffix and name of what a file is by its first bytes; empty for what is not handed over."""
    return next(((suffix, name) for sign, suffix, name in _SIGNS if content.startswith(sign)), ("", ""))


def document_page(opened: OpenedDocument, words: Words) -> DocumentPage:
    """Compose the page: plain text only, whatever the document holds (T16)."""
    fact, origin = opened.fact, opened.provenance
    title = one_line(fact.title) or one_line(fact.type) or words.say("summary.unnamed")
    author = one_line(fact.author) or ", ".join(
        part for part in (one_line(origin.organisation), one_line(origin.author)) if part
    )
    head = [part for part in (one_line(fact.type), author, show_at(fact.date, words)) if part]
    if fact.is_restricted:
        head.append(words.say("document.restricted"))
    parts = ["\n".join(head)]
    if fact.sections:
        parts += [f"{one_line(each.title).upper()}\n{safe(each.text).strip()}".strip() for each in fact.sections]
    elif fact.text:
        parts.append(safe(fact.text).strip())
    suffix, name = sniffed(opened.attachment)
    note = button = ""
    if suffix:
        kilobytes = max(len(opened.attachment) // 1024, 1)
        button = words.say("document.open_file", name=name, size=str(kilobytes))
        note = words.say("document.open_note")
    elif fact.attachment is not None:
        note = words.say("document.file_refused", name=one_line(fact.attachment.media_type) or "?")
    elif len(parts) == 1:
        parts.append(words.say("document.no_text"))
    return DocumentPage(title, "\n\n".join(parts), suffix, button, note, opened.attachment if suffix else b"")
