"""Words to calls: run, demo, overview, import, sandbox, audit, self-test."""

import argparse
import os
import sys

_EPILOG = "Uden ord startes programmet. Koder: 0 i orden, 1 nej, 2 forkert brug."


def run(words: list[str]) -> int:
    """Do what the words say; give the exit code."""
    parser = _parser()
    try:
        told = parser.parse_args(words)
    except SystemExit as end:
        return int(end.code or 0)
    if told.word == "sandbox":
        return _sandbox(told)
    from overblik.app import commands

    calls = {
        None: commands.run_program,
        "run": commands.run_program,
        "demo": commands.demo,
        "overview": commands.overview,
        "import": commands.import_,
        "audit": commands.audit,
        "self-test": commands.self_test,
    }
    try:
        return calls[told.word](told)
    except BrokenPipeError:
        # The reader of our output is gone (`overblik overview | head`): no traceback for that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="overblik", description="Viden til tiden.", epilog=_EPILOG)
    parser.add_argument("--version", action="version", version="overblik 0.1.0")
    parser.set_defaults(word=None, language=None, theme=None)
    words = parser.add_subparsers(dest="word", metavar="ORD")
    program = words.add_parser("run", help="start programmet")
    _look(program)
    demo = words.add_parser("demo", help="programmet med syntetiske patienter og indlejrede tjenester")
    demo.add_argument("--clock", default="", help="tidspunktet, som 2026-11-23T09:41:00+01:00")
    demo.add_argument(
        "--picture", default="", metavar="FIL", help="skriv et billede, når overblikket er hentet, og slut"
    )
    demo.add_argument("--patient", default="", metavar="NUMMER", help="åbn denne syntetiske patient")
    demo.add_argument("--size", default="1440x900", help="vinduets størrelse")
    _look(demo)
    overview = words.add_parser("overview", help="overblikket som tekst, JSON eller billede")
    overview.add_argument("patient", nargs="?", help="CPR-nummer, eller system|værdi")
    overview.add_argument("--from", dest="files", nargs="+", metavar="FIL", help="læs svar direkte fra filer")
    overview.add_argument("--offline", action="store_true", help="vis kun det gemte")
    overview.add_argument("--format", choices=("text", "json", "png"), default="text")
    overview.add_argument("--output", default="", metavar="FIL", help="skriv hertil i stedet for til skærmen")
    overview.add_argument("--full", action="store_true", help="alle rækker, også i teksten")
    overview.add_argument("--clock", default="", help=argparse.SUPPRESS)
    _look(overview)
    importing = words.add_parser("import", help="læs filer ind i den gemte kopi")
    importing.add_argument("files", nargs="+", metavar="FIL")
    importing.add_argument("--clock", default="", help=argparse.SUPPRESS)
    sandbox = words.add_parser("sandbox", help="de indlejrede tjenester alene")
    sandbox.add_argument("--port", type=int, default=0)
    sandbox.add_argument("--seeds", default="", metavar="MAPPE")
    sandbox.add_argument("--clock", default="")
    audit = words.add_parser("audit", help="kontrollér en log")
    audit.add_argument("act", choices=("verify",))
    audit.add_argument("file", metavar="FIL")
    words.add_parser("self-test", help="kontrollér, at alt virker på denne pc")
    return parser


def _look(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("da", "en"), default=None)
    parser.add_argument("--theme", choices=("light", "dark"), default=None)


def _sandbox(told: argparse.Namespace) -> int:
    """Run the embedded services in this process until it is told to end."""
    from pathlib import Path

    from overblik.app.commands import refuse, seeds_folder
    from overblik.sandbox import server

    try:
        server.run(Path(told.seeds) if told.seeds else seeds_folder(), told.port, told.clock or None)
    except (OSError, OverflowError, ValueError) as error:
        return refuse(told, "services_form", why=str(error))
    return 0
