"""Words to calls: run, demo, overview, import, sandbox, audit, readiness, policy, release, self-test."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from overblik.app.preferred import the_words

Say = Callable[..., str]
Call = Callable[[argparse.Namespace], int]


def run(words: list[str]) -> int:
    """Do what the words say; give the exit code."""
    parser = command_line(_language(words))
    try:
        told = parser.parse_args(words)
    except SystemExit as end:
        return int(end.code or 0)
    if told.word == "sandbox":
        return _sandbox(told)
    calls = _starts() if told.word in (None, "run", "open") else _commands()
    try:
        return calls[told.word](told)
    except BrokenPipeError:
        # The reader of our output is gone (`overblik overview | head`): no traceback for that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 1


def command_line(language: str) -> argparse.ArgumentParser:
    """Give what takes the words of the command line apart, speaking a language; empty: that of the settings."""
    return _parser(the_words(argparse.Namespace(language=language)).say)


def _starts() -> dict[str | None, Call]:
    """Give the words that start the window: what they need besides is imported behind its first paint."""
    from overblik.app import starting

    return {None: starting.start, "run": starting.start, "open": starting.open_citizen}


def _commands() -> dict[str | None, Call]:
    from overblik.app import commands

    return {
        "demo": commands.demo,
        "overview": commands.overview,
        "import": commands.import_,
        "audit": commands.audit,
        "readiness": commands.readiness,
        "release": commands.release,
        "policy": commands.policy,
        "self-test": commands.self_test,
    }


def _language(words: list[str]) -> str:
    """Give the language that is asked for, before the words are parsed: help and refusals are said in it."""
    for word, after in zip(words, [*words[1:], ""], strict=False):  # without words there is one more
        if word == "--language" or word.startswith("--language="):
            return word.partition("=")[2] or after
    return ""


class _Parser(argparse.ArgumentParser):
    """Argparse with its headings in the words of the catalogue; what it says of a wrong word stays its own."""

    def __init__(self, *, say: Say, **facts: Any) -> None:
        super().__init__(add_help=False, **facts)
        self._say = say
        self._positionals.title, self._optionals.title = say("cli.arguments"), say("cli.options")
        self.add_argument("-h", "--help", action="help", help=say("cli.help"))

    def format_usage(self) -> str:
        return self._headed(super().format_usage())

    def format_help(self) -> str:
        return self._headed(super().format_help())

    def _headed(self, text: str) -> str:
        return text.replace("usage: ", f"{self._say('cli.usage')}: ", 1)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, self._say("cli.error", program=self.prog, why=message) + "\n")


class _Version(argparse.Action):
    """Names version and build; which build it is costs reading, and is asked for seldom."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from overblik.app.build_line import build_line

        sys.stdout.write(f"{build_line()}\n")
        parser.exit()


def _parser(say: Say) -> argparse.ArgumentParser:
    parser = _Parser(say=say, prog="overblik", description=say("cli.about"), epilog=say("cli.epilog"))
    parser.add_argument("--version", action=_Version, nargs=0, help=say("cli.version"))
    parser.set_defaults(word=None, language=None, theme=None)
    words = parser.add_subparsers(dest="word", metavar=say("cli.word"))

    def add(word: str, does: str) -> argparse.ArgumentParser:
        return words.add_parser(word, help=does, description=does, say=say)

    running = add("run", say("cli.run"))
    running.add_argument("--after-lock", action="store_true", help=argparse.SUPPRESS)
    running.add_argument("--first-paint", action="store_true", help=argparse.SUPPRESS)
    _look(running, say)
    opening = add("open", say("cli.open"))
    opening.add_argument("link", metavar=say("cli.link"), help=say("cli.open_link"))
    _look(opening, say)
    _demo(add("demo", say("cli.demo")), say)
    _overview(add("overview", say("cli.overview")), say)
    importing = add("import", say("cli.import"))
    importing.add_argument("files", nargs="+", metavar=say("cli.file"))
    importing.add_argument("--patient", default="", metavar=say("cli.number"), help=say("cli.import_patient"))
    importing.add_argument("--clock", default="", help=argparse.SUPPRESS)
    _spoken(importing, say)
    sandbox = add("sandbox", say("cli.sandbox"))
    sandbox.add_argument("--port", type=int, default=0, metavar="N", help=say("cli.port"))
    sandbox.add_argument("--seeds", default="", metavar=say("cli.folder"), help=say("cli.seeds"))
    sandbox.add_argument("--clock", default="", metavar=say("cli.time"), help=say("cli.clock"))
    sandbox.add_argument("--schemas", default="", help=argparse.SUPPRESS)
    _audit(add("audit", say("cli.audit")), say)
    _readiness(add("readiness", say("cli.readiness")), say)
    _policy(add("policy", say("cli.policy")), say)
    _release(add("release", say("cli.release")), say)
    testing = add("self-test", say("cli.self_test"))
    testing.add_argument("--json", action="store_true", help=say("cli.self_test_json"))
    testing.add_argument("--part", default="", help=argparse.SUPPRESS)
    _spoken(testing, say)
    return parser


def _demo(demo: argparse.ArgumentParser, say: Say) -> None:
    demo.add_argument("--clock", default="", metavar=say("cli.time"), help=say("cli.clock"))
    demo.add_argument("--picture", default="", metavar=say("cli.file"), help=say("cli.picture"))
    demo.add_argument("--patient", default="", metavar=say("cli.number"), help=say("cli.demo_patient"))
    demo.add_argument("--mode", choices=("", "ward", "clinic", "field"), default="", help=say("cli.mode"))
    demo.add_argument("--after-lock", action="store_true", help=argparse.SUPPRESS)
    demo.add_argument("--introduction", action="store_true", help=say("cli.introduction"))
    demo.add_argument("--size", default="1440x900", metavar="1440x900", help=say("cli.size"))
    _look(demo, say)


def _overview(overview: argparse.ArgumentParser, say: Say) -> None:
    overview.add_argument("patient", nargs="?", metavar=say("cli.number"), help=say("cli.patient"))
    overview.add_argument("--from", dest="files", nargs="+", metavar=say("cli.file"), help=say("cli.from"))
    overview.add_argument("--offline", action="store_true", help=say("cli.offline"))
    overview.add_argument("--format", choices=("text", "json", "png", "pdf"), default="text", help=say("cli.format"))
    kinds = ("failsafe", "medication", "laboratory", "handover")
    overview.add_argument("--print", choices=kinds, default=kinds[0], help=say("cli.print"))
    overview.add_argument("--output", default="", metavar=say("cli.file"), help=say("cli.output"))
    overview.add_argument("--card-at", default="", metavar=say("cli.day"), help=say("cli.card_at"))
    overview.add_argument("--full", action="store_true", help=say("cli.full"))
    overview.add_argument("--clock", default="", help=argparse.SUPPRESS)
    _look(overview, say)


def _audit(audit: argparse.ArgumentParser, say: Say) -> None:
    audit.add_argument("act", choices=("verify", "read", "receipts", "key"), help=say("cli.audit_act"))
    audit.add_argument("file", nargs="?", default="", metavar=say("cli.file"), help=say("cli.audit_file"))
    key, file = say("cli.audit_key"), say("cli.file")
    audit.add_argument("--key", default="", metavar=key, help=say("cli.audit_key_help"))
    audit.add_argument("--head", default="", metavar=say("cli.audit_head"), help=say("cli.audit_head_help"))
    audit.add_argument("--receipt-key", action="append", default=[], metavar=key, help=say("cli.audit_receipt_key"))
    audit.add_argument("--receipts", default="", metavar=file, help=say("cli.audit_receipts"))
    audit.add_argument("--private-key", default="", metavar=file, help=say("cli.audit_private_key"))
    audit.add_argument("--output", default="", metavar=file, help=say("cli.audit_output"))
    _spoken(audit, say)


def _readiness(readiness: argparse.ArgumentParser, say: Say) -> None:
    readiness.add_argument("act", choices=("verify",), help=say("cli.readiness_act"))
    readiness.add_argument("what", metavar=say("cli.readiness_what"), help=say("cli.readiness_what_help"))
    readiness.add_argument("--trail", default="", metavar=say("cli.file"), help=say("cli.readiness_trail"))
    _spoken(readiness, say)


def _release(release: argparse.ArgumentParser, say: Say) -> None:
    release.add_argument("act", choices=("check",), help=say("cli.release_act"))
    release.add_argument("folder", metavar=say("cli.folder"), help=say("cli.release_folder"))
    release.add_argument("--key", required=True, metavar=say("cli.file"), help=say("cli.release_key"))
    release.add_argument("--installed", default="", metavar=say("cli.release_version"), help=say("cli.release_least"))
    _spoken(release, say)


def _policy(policy: argparse.ArgumentParser, say: Say) -> None:
    policy.add_argument("act", choices=("check", "show"), help=say("cli.policy_act"))
    policy.add_argument("file", nargs="?", default="", metavar=say("cli.file"), help=say("cli.policy_file"))
    policy.add_argument("--key", action="append", default=[], metavar=say("cli.file"), help=say("cli.policy_key"))
    policy.add_argument("--least", type=int, default=0, metavar="N", help=say("cli.policy_least"))
    policy.add_argument("--json", action="store_true", help=say("cli.policy_json"))
    policy.add_argument("--clock", default="", help=argparse.SUPPRESS)
    _spoken(policy, say)


def _look(parser: argparse.ArgumentParser, say: Say) -> None:
    _spoken(parser, say)
    parser.add_argument("--theme", choices=("light", "dark", "contrast"), default=None, help=say("cli.theme"))


def _spoken(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--language", choices=("da", "en"), default=None, help=say("cli.language"))


def _sandbox(told: argparse.Namespace) -> int:
    """Run the embedded services in this process until it is told to end."""
    from pathlib import Path

    from overblik.app.commands import refuse, seeds_folder
    from overblik.sandbox import server

    try:
        seeds = Path(told.seeds) if told.seeds else seeds_folder()
        server.run(seeds, told.port, told.clock or None, Path(told.schemas) if told.schemas else None)
    except (OSError, OverflowError, ValueError) as error:
        return refuse(told, "services_form", why=str(error).rstrip("."))  # the sentence has a full stop of its own
    return 0
