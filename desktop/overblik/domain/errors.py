"""The error tree: codes and facts, never sentences (those are made in view-models).

OverblikError
  SourceError                                         the section becomes
    Unreachable     no connection, time-out, 5xx       STALE or FAILED; retried
      Untrusted, ProxyAsks   by what is on the way     the same, and it is said why
    SignInNeeded    token missing, expired, refused    STALE or FAILED; one sign-in, then retried once
    Refused         this clinician may not             BLOCKED; never retried; kept copy erased
    Withheld        the patient's consent forbids      BLOCKED; never retried; kept copy erased
    NotOffered      the server has no such search      NOT_ASKED, with the cause
    UnknownPatient  the server has no such citizen     NOT_ASKED, with the cause
    Nameless        a record without a CPR number      (a hand-over: nothing is opened)
    Ambiguous       a record that may be of two        (a hand-over: nothing is opened)
    Unintelligible  not in the agreed form             STALE or FAILED
    WrongPatient    answered about someone else        STALE or FAILED; alarm
  StoreError        Locked, Damaged, TooNew, OldCopy, Full
  AccessError       NotSignedIn, ReasonMissing, Expired, WrongPin, LockedOut, PinRefused, PolicyRefused, and
                    SignInDenied, SignInRefused, SignInTimedOut, SignInUnavailable, SignInMisconfigured
  TrailError        CannotWrite, ChainBroken, QueueFull, ReceiptRefused
  InputError        what the user handed in cannot be used
"""


class OverblikError(Exception):
    """Root of all expected errors: `code` names the sentence, `facts` fill it."""

    code = "error"

    def __init__(self, **facts: object) -> None:
        """Keep facts without identifiers or clinical content: they may reach a log."""
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        """Show the code and the facts for a log line."""
        told = ", ".join(f"{name}={value}" for name, value in sorted(self.facts.items()))
        return f"{self.code}({told})"


class SourceError(OverblikError):
    """A source gave no usable answer."""

    code = "source"


class Unreachable(SourceError):
    """No connection, a time-out, a 5xx, or a registry that stays silent.

    Facts: `offline` where the computer itself has no way to it; `retry_after`, the seconds that the server asked for.
    """

    code = "unreachable"


class Untrusted(Unreachable):
    """Who answered has no certificate that counts (T12); `reason` is `validity` where it does not hold now."""

    code = "untrusted"


class ProxyAsks(Unreachable):
    """A proxy on the way wants a sign-in of its own (HTTP 407, RFC 9110 section 15.5.8)."""

    code = "proxy_asks"


class SignInNeeded(SourceError):
    """The token is missing, expired or refused by the issuer (HTTP 401)."""

    code = "sign_in_needed"


class Refused(SourceError):
    """This clinician may not read this (HTTP 403 without a consent code)."""

    code = "refused"


class Withheld(SourceError):
    """The patient's consent forbids it (HTTP 403 with OperationOutcome code `suppressed`)."""

    code = "withheld"


class NotOffered(SourceError):
    """The server's capability statement has no such search: nothing was asked."""

    code = "not_offered"


class UnknownPatient(SourceError):
    """The server has no record of the citizen: nothing more was asked."""

    code = "unknown_patient"


class Nameless(SourceError):
    """The record that was asked for by its id holds no number by which a citizen is known everywhere."""

    code = "nameless"


class Ambiguous(SourceError):
    """The record that was asked for by its id holds two such numbers, or says that another has replaced it."""

    code = "ambiguous"


class Unintelligible(SourceError):
    """An answer came, but not in the agreed form."""

    code = "unintelligible"


class WrongPatient(SourceError):
    """The answer is about someone else."""

    code = "wrong_patient"


class StoreError(OverblikError):
    """The encrypted files cannot be used."""

    code = "store"


class Locked(StoreError):
    """The key is gone or does not fit."""

    code = "store_locked"


class Damaged(StoreError):
    """The file or one row does not hold what was written."""

    code = "store_damaged"


class TooNew(StoreError):
    """The file was written by a newer program."""

    code = "store_too_new"


class OldCopy(StoreError):
    """The file is older than the generation kept outside it."""

    code = "store_old_copy"


class Full(StoreError):
    """There is no room left to write."""

    code = "store_full"


class AccessError(OverblikError):
    """The look is not allowed now."""

    code = "access"


class NotSignedIn(AccessError):
    """Nobody is signed in."""

    code = "not_signed_in"


class SignInDenied(AccessError):
    """The identity provider, or the user there, said no; `error` in the facts is the code of OAuth 2.0 (RFC 6749)."""

    code = "sign_in_denied"


class SignInRefused(AccessError):
    """The identity provider's answer cannot be trusted; `reason` in the facts names what did not fit."""

    code = "sign_in_refused"


class SignInTimedOut(AccessError):
    """Nobody came back from the browser in time."""

    code = "sign_in_timed_out"


class SignInUnavailable(AccessError):
    """The identity provider does not answer now."""

    code = "sign_in_unavailable"


class SignInMisconfigured(AccessError):
    """What the identity provider says of itself does not fit the settings; `reason` and `key` in the facts."""

    code = "sign_in_misconfigured"


class ReasonMissing(AccessError):
    """No reason was given for the look."""

    code = "reason_missing"


class Expired(AccessError):
    """The grant is used after its end."""

    code = "grant_expired"


class WrongPin(AccessError):
    """The PIN does not open the store; `left` says how many guesses remain until a sign-in is asked for."""

    code = "wrong_pin"


class LockedOut(AccessError):
    """Too many wrong guesses: a sign-in is needed; with `erased` the key was destroyed."""

    code = "locked_out"


class Revoked(AccessError):
    """The organisation has revoked this user or this device: nothing may be looked at here."""

    code = "revoked"


class PinRefused(AccessError):
    """A PIN that may not be chosen; `reason` says why."""

    code = "pin_refused"


class PolicyRefused(AccessError):
    """The organisation's policy file is not obeyed; `reason` says why, and WARD holds."""

    code = "policy_refused"


class NotKeptHere(OverblikError):
    """The rules of this computer let nothing be kept: nobody can be fetched ahead."""

    code = "not_kept_here"


class TrailError(OverblikError):
    """The audit trail cannot be kept."""

    code = "trail"


class CannotWrite(TrailError):
    """The intent could not be written: nothing may be shown."""

    code = "trail_cannot_write"


class OutcomeUnwritten(CannotWrite):
    """The intent stands in the record, but not what the look showed; it becomes `unknown` at the next start."""

    code = "trail_outcome_unwritten"


class ChainBroken(TrailError):
    """A chain of records is not as it was written; `sequence` in the facts is the first record that cannot be trusted.

    With `how`, a Manipulation's value (`domain/audit.py`), the code names it: `trail_edited`, `trail_forked`.
    """

    code = "trail_chain_broken"

    def __init__(self, how: str = "", **facts: object) -> None:
        """Name the manipulation where it is known."""
        if how:
            self.code = how
        super().__init__(**facts)


class QueueFull(TrailError):
    """More waits for the audit repository than may wait, and it could not be delivered now: nothing may be shown."""

    code = "trail_full"


class ReceiptRefused(TrailError):
    """A receipt is not one of the audit repository for this record; `reason` in the facts says what does not fit."""

    code = "trail_receipt"


class InputError(OverblikError):
    """A file, an identifier or a word from the user cannot be used; `code` says why."""

    code = "input"

    def __init__(self, code: str, **facts: object) -> None:
        """Name the sentence by its code."""
        self.code = code
        super().__init__(**facts)
