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
from overblik.wire.xds_answer import RegistryAnswer, RegistryError

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
    if answer.status == "Failure" and not answer.entries and not codes <= _NOT_KNOWN:
        raise _failure(codes)
    return Judged(tuple(_reasons(answer, errors)))


def _failure(codes: set[str]) -> SourceError:
    """Give the error that a failure without entries stands for; a code of the registry is no content."""
    told = ",".join(sorted(code for code in codes if code.isidentifier()))[:_LONGEST_NAME]
    if codes & _NO_RIGHT:
        return Refused(fault=told)
    if codes & _NOT_UNDERSTOOD:
        return Unintelligible(reason="refused_query", fault=told)
    return Unreachable(fault=told or "failure")


def _reasons(answer: RegistryAnswer, errors: list[RegistryError]) -> Iterable[Reason]:
    if any(error.is_consent or error.is_refusal for error in answer.errors):
        yield Reason(Cause.WITHHELD)
    if any(error.code == TOO_MANY for error in errors):
        yield Reason(Cause.MORE_AVAILABLE)
    silent = [error for error in errors if error.code not in {TOO_MANY, *_NOT_KNOWN} and not error.is_consent]
    is_unexplained = answer.status == "PartialSuccess" and not answer.errors
    if silent or is_unexplained:
        names = dict.fromkeys(_name(error) for error in silent)
        yield Reason(Cause.REPOSITORY_SILENT, detail=", ".join(names) or _SILENT_NAME)


def _name(error: RegistryError) -> str:
    """Name who was silent: by its location, which is an address or an id; the error's own words may name a citizen."""
    place = error.location.removeprefix("urn:oid:")
    return place[:_LONGEST_NAME] if place else error.code[:_LONGEST_NAME] or _SILENT_NAME
