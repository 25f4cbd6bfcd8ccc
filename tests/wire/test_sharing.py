"""Document sharing over the wire: SOAP 1.2 with its headers, and bodies of several parts that are read while they come."""

import asyncio
import gzip
import tracemalloc
from typing import Any

import httpx
import pytest
from lxml import etree

from in_process import FakeClock, FakeRandom, FakeScheduler, InMemory, linking
from overblik.domain.errors import Refused, SignInNeeded, SourceError, Unintelligible, Unreachable, Withheld
from overblik.wire.http import STREAM_CAP, WIRE_CAP, HttpClient, Question
from overblik.wire.mtom import PART_CAP, Reader
from overblik.wire.names import SOAP_12, WSA_2005
from overblik.wire.sharing import Looked, Retrieved, Sharing
from overblik.wire.tokens import Bearer, StaticTokens
from overblik.wire.xds import Address
from sources.dds.small import ME
from sources.dds.xds_answers import (
    MULTIPART,
    REPOSITORY,
    brought,
    enveloped,
    fault,
    multipart,
    parcel,
    plain,
    response,
    soap,
)
from sources.dds.xds_world import AUDIENCE, TOKEN, URL, Asked, sharing

ADDRESSES = tuple(Address("", REPOSITORY, name) for name in ("1.2.1", "1.2.2"))
BOTH = brought(response("1.2.1", "a@x") + response("1.2.2", "b@x"))
MEGABYTE = 1024 * 1024


class Chunks(httpx.AsyncByteStream):
    """A body that comes in chunks; counts how many were taken."""

    def __init__(self, *pieces: "bytes | tuple[bytes, int]") -> None:
        self.pieces = pieces
        self.taken = 0

    async def __aiter__(self) -> Any:
        for piece in self.pieces:
            content, times = piece if isinstance(piece, tuple) else (piece, 1)
            for _ in range(times):
                self.taken += len(content)
                yield content


def ask(answer: Any, question: str = "retrieve", tokens: Any = None) -> "tuple[Any, InMemory]":
    async def run() -> Any:
        clock = FakeClock()
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), wire)
        told = sharing(URL, http, clock)
        if tokens is not None:
            told = Sharing(told.registry, told.repository, http, tokens, clock, FakeRandom(), AUDIENCE, told.acting)
        try:
            if question == "query":
                return await told.query("<query:AdhocQueryRequest/>", Looked(ME), 5)
            return await told.retrieve(ADDRESSES, Looked(ME), 5)
        except SourceError as error:
            return error
        finally:
            await http.aclose()

    wire = InMemory(lambda _: answer() if callable(answer) else answer)
    return asyncio.run(run()), wire


def said(came: Retrieved) -> list[tuple[str, bytes, str]]:
    return [(one.address.unique_id, one.content, one.refused) for one in came.documents]


def test_the_documents_of_an_answer_are_joined_with_their_parts() -> None:
    came, wire = ask(multipart(BOTH, [("b@x", b"<b/>"), ("a@x", b"<a/>")]))
    assert said(came) == [("1.2.1", b"<a/>", ""), ("1.2.2", b"<b/>", "")]
    (request,) = wire.asked
    assert request.headers["content-type"] == (
        'application/soap+xml; charset=utf-8; action="urn:ihe:iti:2007:RetrieveDocumentSet"'
    )
    asked = Asked(etree.fromstring(request.content))
    assert asked.root.tag == f"{{{SOAP_12}}}Envelope"
    assert asked.names == ["1.2.1", "1.2.2"]
    assert asked.hsuid("CitizenCivilRegistrationNumber") == ME
    assert asked.root.findtext(f".//{{{WSA_2005}}}To") == f"{URL}/repository"
    assert TOKEN.encode() in request.content
    assert ME not in str(request.url)


@pytest.mark.rule("T15")
def test_t15_a_part_of_forty_megabytes_is_refused_unheld_and_its_neighbour_is_read() -> None:
    whole = parcel(enveloped(BOTH), [("a@x", b"@"), ("b@x", b"<b/>")])
    before, after = whole.split(b"@\r\n--", 1)
    body = Chunks(before, (b" " * MEGABYTE, 40), b"\r\n--" + after)
    tracemalloc.start()
    came, _ = ask(httpx.Response(200, headers={"Content-Type": MULTIPART}, stream=body))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said(came) == [("1.2.1", b"", "too_large"), ("1.2.2", b"<b/>", "")]
    assert body.taken > 40 * MEGABYTE
    assert peak < 4 * PART_CAP


@pytest.mark.rule("T15")
@pytest.mark.parametrize(("content_type", "cap"), [(MULTIPART, STREAM_CAP), ("application/soap+xml", WIRE_CAP)])
def test_t15_a_whole_answer_has_a_cap_also_when_it_is_read_while_it_comes(content_type: str, cap: int) -> None:
    body = Chunks(parcel(enveloped(BOTH), [("a@x", b"<a/>")])[:-30], (b" " * MEGABYTE, 400))
    came, _ = ask(httpx.Response(200, headers={"Content-Type": content_type}, stream=body))
    assert isinstance(came, Unintelligible)
    assert came.facts["reason"] == "too_large"
    assert body.taken < cap + 2 * MEGABYTE


@pytest.mark.rule("T15")
def test_t15_a_packed_answer_of_several_parts_is_read_and_a_bomb_in_it_is_refused() -> None:
    headers = {"Content-Type": MULTIPART, "Content-Encoding": "gzip"}
    packed = gzip.compress(parcel(enveloped(BOTH), [("a@x", b"<a/>"), ("b@x", b"<b/>")]))
    came, _ = ask(
        httpx.Response(200, headers=headers, stream=Chunks(*(packed[at : at + 7] for at in range(0, len(packed), 7))))
    )
    assert said(came) == [("1.2.1", b"<a/>", ""), ("1.2.2", b"<b/>", "")]
    bomb = gzip.compress(parcel(enveloped(BOTH), [("a@x", bytes(60 * MEGABYTE))]), 9)
    came, _ = ask(httpx.Response(200, headers=headers, stream=Chunks(bomb)))
    assert came.facts["reason"] == "bomb"
    came, _ = ask(httpx.Response(200, headers=headers, stream=Chunks(packed[:-20])))
    assert came.facts["reason"] == "cut"


def test_an_answer_that_is_asked_for_again_is_read_from_its_beginning() -> None:
    answers = [
        plain(503, parcel(enveloped(BOTH), [("a@x", b"<old/>")])),
        multipart(BOTH, [("a@x", b"<a/>"), ("b@x", b"<b/>")]),
    ]
    answers[0].headers["Content-Type"] = MULTIPART
    came, wire = ask(lambda: answers.pop(0))
    assert said(came) == [("1.2.1", b"<a/>", ""), ("1.2.2", b"<b/>", "")]
    assert len(wire.asked) == 2


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("b@x", b"<b/>")], [("1.2.1", b"", "missing_part"), ("1.2.2", b"<b/>", "")]),
        (
            [("a@x", b"<a/>"), ("b@x", b"<b/>"), ("a@x", b"<c/>")],
            [("1.2.1", b"", "duplicate_content_id"), ("1.2.2", b"<b/>", "")],
        ),
        ([], [("1.2.1", b"", "missing_part"), ("1.2.2", b"", "missing_part")]),
    ],
)
def test_a_part_that_is_not_there_or_twice_is_refused_alone(parts: Any, expected: Any) -> None:
    came, _ = ask(multipart(BOTH, parts))
    assert said(came) == expected


@pytest.mark.parametrize(("end", "refused"), [(b"<b/>", ""), (b"<b", "cut"), (b"<b/>\r\n", "")])
def test_a_body_that_is_not_closed_may_be_cut_in_its_last_part(end: bytes, refused: str) -> None:
    body = parcel(enveloped(BOTH), [("a@x", b"<a/>"), ("b@x", end)])
    came, _ = ask(
        httpx.Response(200, headers={"Content-Type": MULTIPART}, stream=Chunks(body[: body.rindex(b"\r\n--uuid")]))
    )
    assert [one[2] for one in said(came)] == ["", refused]


@pytest.mark.parametrize(
    ("answer", "expected", "facts"),
    [
        (lambda: plain(401), SignInNeeded, {}),
        (lambda: plain(403), Refused, {}),
        (lambda: plain(404), Unintelligible, {}),
        (lambda: plain(500, b"<h1>oops"), Unreachable, {}),
        (lambda: plain(200, b""), Unintelligible, {"reason": "not_well_formed"}),
        (lambda: plain(200, b"<html/>"), Unintelligible, {"reason": "envelope"}),
        (lambda: plain(200, b"<!DOCTYPE x>" + enveloped(BOTH)), Unintelligible, {"reason": "doctype"}),
        (lambda: plain(200, enveloped("")), Unintelligible, {"reason": "body"}),
        (
            lambda: plain(200, enveloped(BOTH).replace(b"2003/05/soap-envelope", b"x")),
            Unintelligible,
            {"reason": "envelope"},
        ),
        (lambda: soap(BOTH, 500), Unreachable, {"status": 500}),
        (lambda: soap(BOTH, 404), Unintelligible, {"status": 404}),
        (lambda: fault("Ingen aktive registries"), Unreachable, {"fault": "no_registries"}),
        (lambda: fault("Ingen aktive registries", status=200), Unreachable, {"fault": "no_registries"}),
        (lambda: fault("Negativt samtykke"), Withheld, {}),
        (lambda: fault("x", "s:Sender"), Unintelligible, {"reason": "fault"}),
        (lambda: fault("x", "s:MustUnderstand"), Unintelligible, {"reason": "fault"}),
        (lambda: fault("x"), Unreachable, {}),
        (lambda: multipart("<s:Fault/>", []), Unreachable, {}),
        (lambda: httpx.Response(200, headers={"Content-Type": MULTIPART}, stream=Chunks(b"x")), Unintelligible, {}),
        (lambda: httpx.Response(502, headers={"Content-Type": MULTIPART}, stream=Chunks(b"x")), Unreachable, {}),
    ],
)
@pytest.mark.parametrize("question", ["query", "retrieve"])
def test_each_fault_has_its_error_and_speaks_before_the_status(
    answer: Any, expected: type, facts: Any, question: str
) -> None:
    came, _ = ask(answer, question)
    assert type(came) is expected
    assert facts.items() <= came.facts.items()


@pytest.mark.rule("H1", "H4")
@pytest.mark.parametrize(
    ("header", "is_mine"),
    [
        ("", True),
        ('<a:RelatesTo xmlns:a="http://www.w3.org/2005/08/addressing">\n{id}\t</a:RelatesTo>', True),
        ('<a:RelatesTo xmlns:a="http://www.w3.org/2005/08/addressing">urn:uuid:other</a:RelatesTo>', False),
        ("{linking}", True),
        ("{other}", False),
    ],
)
def test_h1_the_answer_to_another_question_is_refused(header: str, is_mine: bool) -> None:
    mine = f"urn:uuid:{FakeRandom().identifier()}"
    told = header.format(id=mine, linking=linking(mine), other=linking("urn:uuid:other")).encode()
    content = enveloped(BOTH).replace(b"<s:Header></s:Header>", b"<s:Header>" + told + b"</s:Header>")
    came, _ = ask(plain(200, content))
    assert isinstance(came, Retrieved) is is_mine
    if not is_mine:
        assert came.facts["reason"] == "other_question"


def test_without_an_id_card_nothing_is_asked() -> None:
    came, wire = ask(soap(BOTH), tokens=StaticTokens({AUDIENCE: Bearer("x")}))
    assert isinstance(came, SignInNeeded)
    assert wire.asked == []


def test_a_sink_that_gives_up_ends_the_answer() -> None:
    class Full:
        def feed(self, chunk: bytes) -> None:
            raise Unintelligible(reason="full")

    async def run() -> Chunks:
        clock, body = FakeClock(), Chunks((b"x" * 1000, 1000))
        wire = InMemory(lambda _: httpx.Response(200, stream=body))
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), wire)
        with pytest.raises(Unintelligible, match="full"):
            await http.ask(Question(URL, sink_of=lambda _: Full()), 5)
        wire.handler = lambda _: httpx.Response(302, stream=Chunks(b""))
        with pytest.raises(Unintelligible, match="redirect"):
            await http.ask(Question(URL, sink_of=lambda _: Reader(b"b")), 5)
        await http.aclose()
        for _ in range(10):
            await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1
        return body

    assert asyncio.run(run()).taken == 1000


def test_the_sink_is_made_from_the_headers_and_takes_what_the_body_would_hold() -> None:
    class Kept:
        def __init__(self) -> None:
            self.content = b""

        def feed(self, chunk: bytes) -> None:
            self.content += chunk

    async def run() -> None:
        clock, kept = FakeClock(), Kept()
        packed = gzip.compress(b"hello" * 1000)
        wire = InMemory(
            lambda _: httpx.Response(200, headers={"Content-Encoding": "gzip", "X-A": "1"}, stream=Chunks(packed))
        )
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), wire)
        seen: list[Any] = []
        answer = await http.ask(Question(URL, sink_of=lambda headers: seen.append(headers["x-a"]) or kept), 5)
        assert (answer.content, answer.sink, kept.content, seen) == (b"", kept, b"hello" * 1000, ["1"])
        held = await http.ask(Question(URL, sink_of=lambda _: None), 5)
        assert (held.content, held.sink) == (b"hello" * 1000, None)
        await http.aclose()

    asyncio.run(run())
