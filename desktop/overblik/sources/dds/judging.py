"""What a registry's status and errors mean to the reader (services.md section 4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from overblik.domain.errors import (
    Refused,
    SourceError,
    Unintelligible,
    Unreachable,
    Withheld,
    WrongPatient,
)
from overblik.domain.section import Cause, Reason
from overblik.wire.xds_answer import RegistryAnswer, RegistryError, RetrieveAnswer

TOO_MANY = "XDSTooManyResults"
STALE_ID = "XDSDocumentUniqueIdError"
_NOT_KNOWN = frozenset({"XDSUnknownPatientId"})
_NOT_UNDERSTOOD = frozenset(
    {
        *("XDSStoredQueryMissingParam", "XDSStoredQueryParamNumber", "XDSUnknownStoredQuery"),
        *("XDSRegistryMetadataError", "XDSRepositoryMetadataError", "UnsupportedCapabilityException"),
    }
)
_NO_RIGHT = frozenset({"AuthorizationException", "XDSRegistryNotAuthorized", "DocumentSourceError.NotAuthorized"})
_SILENT_NAME = "ukendt"
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer lacks, as reasons; and whether the question was too wide."""

    reasons: tuple[Reason, ...] = ()
    is_too_wide: bool = False


def judged(answer: RegistryAnswer) -> Judged:
    """Tell what an answer of the registry lacks.

    Raises:
        SourceError: it is no answer to show: nothing came, and why.

    """
    errors = [error for error in answer.errors if not error.is_warning]
    if any(error.is_refusal for error in answer.errors) and not answer.entries:
        raise Withheld(fault="negative_consent")
    codes = {error.code for error in errors}
    if "XDSResultNotSinglePatient" in codes:
        raise WrongPatient(count=max(len(answer.entries) + answer.strange, 1))
    if TOO_MANY in codes and not answer.entries:
        return Judged(is_too_wide=True)
    if answer.status == "Failure" and not answer.entries and not _says_why_nothing_came(answer, codes):
        raise _failure(codes)
    return Judged(tuple(_reasons(answer)))


def _says_why_nothing_came(answer: RegistryAnswer, codes: set[str]) -> bool:
    """Whether a failure says why nothing came: no such citizen, or the consent filter took it all.

    A failure that names no error at all says nothing of the citizen's documents.
    """
    return any(error.is_consent for error in answer.errors) or (bool(codes) and codes <= _NOT_KNOWN)


def unfetched(answer: RetrieveAnswer) -> SourceError:
    """Give the error that an answer of a repository without the document stands for."""
    codes = {error.code for error in answer.errors}
    told = next((code for code in sorted(codes) if code.isidentifier()), "no_document")
    if any(error.is_refusal or error.is_consent for error in answer.errors):
        return Withheld(fault="negative_consent")
    return Refused(fault=told) if codes & _NO_RIGHT else Unreachable(reason=told)


def _failure(codes: set[str]) -> SourceError:
    """Give the error that a failure without entries stands for; a code of the registry is no content."""
    told = ",".join(sorted(code for code in codes if code.isidentifier()))[:_LONGEST_NAME]
    if codes & _NO_RIGHT:
        return Refused(fault=told)
    if codes & _NOT_UNDERSTOOD:
        return Unintelligible(reason="refused_query", fault=told)
    return Unreachable(fault=told or "failure")


def _reasons(answer: RegistryAnswer) -> Iterable[Reason]:
    """Name what is missing beside what came: a warning too says that something is."""
    if any(error.is_consent or error.is_refusal for error in answer.errors):
        yield Reason(Cause.WITHHELD)
    if any(error.code == TOO_MANY for error in answer.errors):
        yield Reason(Cause.MORE_AVAILABLE)
    told = {TOO_MANY, *_NOT_KNOWN}
    silent = [one for one in answer.errors if one.code not in told and not (one.is_consent or one.is_refusal)]
    is_unexplained = answer.status != "Success" and not answer.errors
    if silent or is_unexplained:
        names = dict.fromkeys(_name(error) for error in silent)
        yield Reason(Cause.REPOSITORY_SILENT, detail=", ".join(names) or _SILENT_NAME)


def _name(error: RegistryError) -> str:
    """Name who was silent: by its location, which is an address or an id; the error's own words may name a citizen."""
    place = error.location.removeprefix("urn:oid:")
    return place[:_LONGEST_NAME] if place else error.code[:_LONGEST_NAME] or _SILENT_NAME
