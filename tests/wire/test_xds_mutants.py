"""Changed answers of registries and repositories: refused or read, and never an object lost or a byte at another's name."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import etree

from overblik.domain.errors import Unintelligible, Unreachable
from overblik.wire.sharing import opened, retrieved
from overblik.wire.soap import payload
from overblik.wire.xds import Address
from overblik.wire.xds_answer import registry_answer
from overblik.wire.xml import XmlError, parse
from sources.dds.xds_answers import RIM, Doc, brought, enveloped, error, extrinsic, listed, parcel, response

SHARED = Path("dds") / "aftaledeling"
NAMES = ("{urn:x}Odd", "Odd", f"{{{RIM}}}Slot", f"{{{RIM}}}ExtrinsicObject")
TEXTS = ("", "\n", "null", "x" * 5000, "99999999999999999999", "\u202e<&>")
VALUES = ("", " ", "urn:x", "null", "x" * 3000)
BYTES = (b"", b"<", b">", b"&", b'"', b"\x00", b"x")


def call(node: Any, random: Random) -> None:
    node.tag = random.choice(NAMES)


def say(node: Any, random: Random) -> None:
    node.text = random.choice(TEXTS)


def tell(node: Any, random: Random) -> None:
    for name in list(node.attrib)[:1]:
        node.set(name, random.choice(VALUES))


def hide(node: Any, random: Random) -> None:
    for name in list(node.attrib):
        if random.randrange(3) == 0:
            node.attrib.pop(name)


CHANGES: tuple[Callable[[Any, Random], None], ...] = (
    lambda node, _: node.getparent().remove(node),
    lambda node, _: node.addnext(deepcopy(node)),
    *(call, say, tell, hide),
)


def of_elements(content: bytes, random: Random) -> bytes:
    root = etree.fromstring(content)
    for _ in range(random.randint(1, 3)):
        node = random.choice(list(root.iter()))
        if node is not root:
            random.choice(CHANGES)(node, random)
    return etree.tostring(root)


def of_bytes(content: bytes, random: Random) -> bytes:
    body = bytearray(content)
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(body))
        body[place : place + random.choice((0, 1, 30))] = random.choice(BYTES)
    return bytes(body)


def mutants(content: bytes, count: int, random: Random) -> Iterator[bytes]:
    """Give changed answers: of their elements, and every third time of their bytes."""
    return ((of_bytes if at % 3 == 2 else of_elements)(content, random) for at in range(count))


def is_odd(node: Any) -> bool:
    return etree.QName(node).localname not in ("Association", "RegistryPackage", "Classification", "ExternalIdentifier")


@pytest.mark.rule("H8")
@pytest.mark.samples
def test_h8_no_mutant_of_an_answer_crashes_or_loses_an_object(samples: Path, campaign: int) -> None:
    random = Random(18)
    ours = enveloped(listed("".join(extrinsic(Doc(f"1.2.{at}")) for at in range(3)), error("XDSRegistryBusy")))
    recorded = (samples / SHARED / "iti18-response.xml").read_bytes()
    read = 0
    for content in (ours, recorded):
        for mutant in mutants(content, 750 * campaign, random):
            try:
                root = parse(mutant)
                body = payload(root)
                told = registry_answer(body)
            except (XmlError, Unintelligible, Unreachable):
                continue
            objects = [
                each for part in body if part.tag.endswith("}RegistryObjectList") for each in part if is_odd(each)
            ]
            assert len(told.entries) + told.strange == len(objects)
            assert all(each.unique_id and each.repository for each in told.entries)
            read += 1
    assert read > 800 * campaign


@pytest.mark.rule("H1")
def test_h1_no_mutant_of_a_retrieve_gives_bytes_to_another_document(campaign: int) -> None:
    random = Random(43)
    names = [f"1.2.{at}" for at in range(3)]
    content = enveloped(brought("".join(response(name, f"{name}@x") for name in names)))
    parts = [(f"{name}@x", f"<d>{name}</d>".encode()) for name in names]
    addresses = [Address("", "1.2.208.176.43210.8.1", name) for name in names]
    given = 0
    for mutant in mutants(content, 600 * campaign, random):
        try:
            root, package = opened(parcel(mutant, parts), "")
            told = retrieved(payload(root), package, addresses)
        except (Unintelligible, Unreachable):
            continue
        for document in told.documents:
            if document.content:
                given += 1
                assert document.address in addresses
    assert given > 500 * campaign
