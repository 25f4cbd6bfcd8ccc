"""MTOM/XOP: a body of several parts, in whatever pieces it comes and however it is broken (RFC 2046, 2387, 2392)."""

import tracemalloc
from random import Random

import pytest

from overblik.domain.errors import Unintelligible
from overblik.wire import mtom
from overblik.wire.mtom import PART_CAP, Package, Reader, boundary_of, id_of, looks_multipart, package, reader_of
from sources.dds.xds_answers import MULTIPART, parcel

ROOT = b"<Envelope>rod</Envelope>"
PARTS = [
    ("a@x", b"<a>\r\n--uuid:b-12 is no boundary\r\n\r\nend</a>"),
    ("b@x", b"%PDF\n\x00\xff--uuid:b-1--\n--uuid:b-1x\n."),
]
BODY = parcel(ROOT, PARTS)


def read(body: bytes, content_type: str = MULTIPART, size: int = 0) -> Package:
    reader = reader_of(content_type)
    assert reader is not None
    for at in range(0, len(body), size or len(body)):
        reader.feed(body[at : at + (size or len(body))])
    return reader.end()


def contents(told: Package) -> dict[str, bytes]:
    assert all(not part.refused for part in told.parts.values())
    return {name: part.content for name, part in told.parts.items()}


def test_the_parts_are_the_same_wherever_the_chunks_end() -> None:
    for cut in range(len(BODY) + 1):
        reader = reader_of(MULTIPART)
        assert reader is not None
        reader.feed(BODY[:cut])
        reader.feed(BODY[cut:])
        told = reader.end()
        assert (told.root, contents(told)) == (ROOT, dict(PARTS)), cut


@pytest.mark.parametrize("size", [1, 2, 3, 7, 31])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_small_chunks_and_either_line_end_make_no_difference(size: int, end: bytes) -> None:
    told = read(parcel(ROOT, PARTS, end), size=size)
    assert (told.root, contents(told)) == (ROOT, dict(PARTS))


def test_a_preamble_and_an_epilogue_are_nobodys() -> None:
    told = read(b"This is a multi-part message in MIME format.\r\n\r\n" + BODY + b"\r\n--uuid:b-1\r\n\r\n<later/>")
    assert (told.root, contents(told)) == (ROOT, dict(PARTS))


@pytest.mark.parametrize("gap", [b"", b"\xef\xbb\xbf", b"\r\n"])
def test_a_body_that_begins_with_its_envelope_is_read(gap: bytes) -> None:
    begun = gap + ROOT + b"\r\n" + BODY[BODY.index(b"--uuid:b-1", 5) :]
    for told in (read(begun), package(begun)):
        assert (told.root.removeprefix(b"\xef\xbb\xbf"), contents(told)) == (ROOT, dict(PARTS))


def test_a_body_that_lacks_the_first_boundary_alone_is_read() -> None:
    told = read(BODY[BODY.index(b"\r\n") + 2 :])
    assert (told.root, contents(told)) == (ROOT, dict(PARTS))


def test_the_root_is_the_part_that_start_names() -> None:
    first, rest = BODY.split(b"--uuid:b-1\r\nContent-Type: text/xml", 1)
    turned = b"--uuid:b-1\r\nContent-Type: text/xml" + rest.replace(b"--uuid:b-1--\r\n", first + b"--uuid:b-1--\r\n", 1)
    turned = turned[: turned.rindex(b"--uuid:b-1--") + 14]
    assert turned.index(b"root@x") > turned.index(b"a@x")
    told = read(BODY.replace(b"root@x", b"a@x", 1), MULTIPART.replace("root@x", "b@x"))
    assert told.root == PARTS[1][1]
    assert read(BODY, MULTIPART.replace('start="<root@x>"; ', "")).root == ROOT
    assert read(BODY, MULTIPART.replace("root@x", "nobody@x")).root == ROOT


def test_without_a_closing_boundary_the_last_part_may_be_cut_and_the_others_are_whole() -> None:
    told = read(BODY[: BODY.rindex(b"--uuid:b-1--")])
    assert [(part.content_id, part.is_open) for part in told.parts.values()] == [("a@x", False), ("b@x", True)]
    told = read(BODY[: BODY.rindex(b"--uuid:b-1--") + len(b"--uuid:b-1")] + b"\r\n")
    assert [part.is_open for part in told.parts.values()] == [False, False]
    assert [part.is_open for part in read(BODY.rstrip()).parts.values()] == [False, False]


@pytest.mark.parametrize(
    ("head", "body", "expected", "refused"),
    [
        ("Content-Transfer-Encoding: base64", b"PGEv\r\nPg==", b"<a/>", ""),
        ("content-transfer-encoding:BASE64", b"PGEvPg==", b"<a/>", ""),
        ("Content-Transfer-Encoding: base64", b"P!EvPg==", b"", "encoding"),
        ("Content-Transfer-Encoding: base64", b"PGEvPg", b"", "encoding"),
        ("Content-Transfer-Encoding: quoted-printable", b"<a/>", b"", "encoding"),
        ("Content-Transfer-Encoding: x-own", b"<a/>", b"", "encoding"),
        ("Content-Transfer-Encoding: 8bit", b"<a/>", b"<a/>", ""),
        ("Content-Transfer-Encoding:", b"<a/>", b"<a/>", ""),
        ("X-Odd", b"<a/>", b"<a/>", ""),
    ],
)
def test_each_encoding_is_read_or_refused(head: str, body: bytes, expected: bytes, refused: str) -> None:
    piece = f"--uuid:b-1\r\nContent-ID: <c@x>\r\n{head}\r\n\r\n".encode() + body + b"\r\n"
    told = read(BODY.replace(b"--uuid:b-1--\r\n", b"", 1).rstrip() + b"\r\n" + piece + b"--uuid:b-1--\r\n")
    assert (told.parts["c@x"].content, told.parts["c@x"].refused) == (expected, refused)
    assert told.parts["a@x"].content == PARTS[0][1]


def test_a_folded_header_and_a_part_without_a_head_are_read() -> None:
    piece = b"--uuid:b-1\r\nContent-Type: text/xml;\r\n charset=utf-8\r\nContent-ID:\r\n\t<c@x>\r\n\r\n<c/>\r\n"
    bare = b"--uuid:b-1\r\n\r\n<bare/>\r\n"
    told = read(BODY.replace(b"--uuid:b-1--\r\n", piece + bare + b"--uuid:b-1--\r\n"))
    # The mark inside the second part is none: it stands at no end of a line of its own.
    assert told.parts["c@x"].content == b"<c/>"
    assert told.parts[""].content == b"<bare/>"


def test_two_parts_under_one_id_are_both_refused_and_their_neighbours_are_not() -> None:
    told = read(parcel(ROOT, [*PARTS, ("a@x", b"<other/>"), ("c@x", b"<c/>")]))
    assert (told.parts["a@x"].content, told.parts["a@x"].refused) == (b"", "duplicate_content_id")
    assert [told.parts[name].content for name in ("b@x", "c@x")] == [PARTS[1][1], b"<c/>"]


@pytest.mark.rule("T15")
@pytest.mark.parametrize("over", [1, 40 * 1024 * 1024 - PART_CAP])
def test_t15_a_part_over_its_cap_is_refused_its_neighbours_are_read_and_memory_is_bounded(over: int) -> None:
    reader = reader_of(MULTIPART)
    assert reader is not None
    head = b"--uuid:b-1\r\nContent-ID: <big@x>\r\n\r\n"
    tail = BODY[BODY.index(b"--uuid:b-1", 5) :]
    tracemalloc.start()
    reader.feed(BODY[: BODY.index(b"--uuid:b-1", 5)] + head)
    left, chunk = PART_CAP + over, b" " * 65536
    while left > 0:
        reader.feed(chunk[:left])
        left -= len(chunk)
    reader.feed(b"\r\n" + tail)
    told = reader.end()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (told.parts["big@x"].content, told.parts["big@x"].refused) == (b"", "too_large")
    assert [told.parts[name].content for name in ("a@x", "b@x")] == [one[1] for one in PARTS]
    assert peak < 4 * PART_CAP


def test_a_line_that_only_begins_as_a_boundary_does_keeps_no_part_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mtom, "PART_CAP", 500)
    monkeypatch.setattr(mtom, "_HEAD_CAP", 200)
    odd = ("a@x", b"\n--uuid:b-1" + b"x" * 300)
    parts = [odd, *((f"{at}@x", b"y" * 400) for at in range(9))]
    assert contents(read(parcel(ROOT, parts), size=64)) == dict(parts)


def test_a_part_just_at_its_cap_is_read() -> None:
    told = read(parcel(ROOT, [("big@x", b"x" * PART_CAP), ("a@x", b"<a/>")]), size=1 << 20)
    assert (len(told.parts["big@x"].content), told.parts["a@x"].content) == (PART_CAP, b"<a/>")


def test_a_root_over_its_cap_is_no_answer() -> None:
    with pytest.raises(Unintelligible, match="too_large"):
        read(parcel(b"<" + b" " * (PART_CAP + 1), PARTS))


@pytest.mark.rule("T15")
def test_t15_two_thousand_parts_are_read_and_more_are_refused() -> None:
    many = [(f"{at}@x", b"<a/>") for at in range(mtom.PARTS)]
    assert len(read(parcel(ROOT, many), size=4096).parts) == mtom.PARTS
    with pytest.raises(Unintelligible, match="too_many_parts"):
        read(parcel(ROOT, [*many, ("one@x", b""), ("two@x", b"")]))


@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b"--uuid:b-1--", b"--uuid:b-1\r\n--uuid:b-1--\r\n", b"nothing of the kind"]
)
def test_a_body_without_a_root_is_no_answer(body: bytes) -> None:
    with pytest.raises(Unintelligible, match="multipart"):
        read(body) if body else Reader(b"b").end()


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ('multipart/related; boundary="a b"; type="x"', "a b"),
        ("Multipart/Related;BOUNDARY=abc;type=x", "abc"),
        ('multipart/related; type="application/xop+xml"; boundary="uuid:1"', "uuid:1"),
        ("multipart/related", ""),
        ("multipart/mixed; boundary=abc", ""),
        ("application/soap+xml; boundary=abc", ""),
        ("", ""),
    ],
)
def test_the_boundary_is_what_the_type_names(content_type: str, expected: str) -> None:
    assert boundary_of(content_type) == expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("cid:1359@urn%3Aihe%3Aiti%3Axds-b%3A2007", "1359@urn:ihe:iti:xds-b:2007"),
        (" CID:a%40x ", "a@x"),
        ("a@x", "a@x"),
        ("cid:a+b%2Bc@x", "a+b+c@x"),
        ("cid:%C3%A6@x", "æ@x"),
        ("", ""),
    ],
)
def test_a_cid_is_decoded(href: str, expected: str) -> None:
    assert id_of(href) == expected


def test_a_saved_body_is_told_from_an_envelope_with_a_remark() -> None:
    assert looks_multipart(BODY)
    assert not looks_multipart(b"<a>\n<!-- Content-ID:\n-->\n<b/></a>")
    assert not looks_multipart(b"<a>\n--x\n</a>")
    told = package(b"<!-- one\n-->\n" + ROOT + b"\r\n" + BODY[BODY.index(b"--uuid:b-1", 5) :])
    assert contents(told) == dict(PARTS)


def test_no_mutant_of_a_body_does_more_than_refuse(campaign: int) -> None:
    random = Random(43)
    marks = [b"--uuid:b-1", b"\r\n", b"--", b"Content-ID", b"<a@x>", b": ", b"base64", b"\n\n", b"\x00"]
    read_at_all, reasons = 0, set[object]()
    for _ in range(1200 * campaign):
        body = bytearray(BODY)
        for _ in range(random.randint(1, 4)):
            at, to = sorted(random.randrange(len(body) + 1) for _ in range(2))
            act = random.randrange(4)
            if act == 0:
                del body[at : min(to, at + 40)]
            elif act == 1:
                body[at:at] = random.choice(marks)
            elif act == 2:
                body[at:at] = body[at:to]
            elif body:
                body[min(at, len(body) - 1)] = random.randrange(256)
        size = random.choice((0, 1, 5, 64))
        try:
            told = read(bytes(body), size=size)
        except Unintelligible as error:
            reasons.add(error.facts["reason"])
            continue
        read_at_all += 1
        assert read(bytes(body)) == told, "a chunk boundary made a difference"
        # Nothing is made up: each part stands in the body as it was sent.
        assert all(part.content in bytes(body) for part in told.parts.values() if b"base64" not in body)
    assert read_at_all > 600 * campaign
    assert reasons <= {"multipart", "too_large", "encoding"}
