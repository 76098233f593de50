"""The icons, by Microsoft's rules for them.

https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

TEAMS = Path(__file__).parents[2] / "teams"
RGB, RGBA = 2, 6


def chunks(name: str) -> dict[bytes, bytes]:
    """The parts of a PNG by their type, those of equal type joined."""
    content, found, at = (TEAMS / name).read_bytes(), dict[bytes, bytes](), 8
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind = content[at + 4 : at + 8]
        found[kind] = found.get(kind, b"") + content[at + 8 : at + 8 + length]
        at += length + 12
    return found


def header(name: str) -> tuple[int, ...]:
    """Width, height, bits a channel, kind of colour, compression, filter, interlace."""
    return struct.unpack(">IIBBBBB", chunks(name)[b"IHDR"])


def rgba(name: str) -> list[tuple[int, ...]]:
    """The pixels of a PNG of four channels."""
    width, height, *_ = header(name)
    data, line_length = zlib.decompress(chunks(name)[b"IDAT"]), width * 4
    above, pixels = bytes(line_length), list[tuple[int, ...]]()
    for row in range(height):
        start = row * (line_length + 1)
        kind, line = data[start], bytearray(data[start + 1 : start + 1 + line_length])
        for at in range(line_length):
            left, corner = (line[at - 4], above[at - 4]) if at >= 4 else (0, 0)
            line[at] = (line[at] + _predicted(kind, left, above[at], corner)) % 256
        pixels += [tuple(line[at : at + 4]) for at in range(0, line_length, 4)]
        above = bytes(line)
    return pixels


def _predicted(kind: int, left: int, above: int, corner: int) -> int:
    """What the filter of a line adds (PNG, 9.2)."""
    nearest = min((left, above, corner), key=lambda value: abs(left + above - corner - value))
    return (0, left, above, (left + above) // 2, nearest)[kind]


def test_the_colour_icon_is_192_pixels_and_opaque() -> None:
    width, height, bits, colour, _, _, _ = header("color.png")

    assert (width, height, bits, colour) == (192, 192, 8, RGB)
    assert b"tRNS" not in chunks("color.png")


def test_the_outline_icon_is_32_pixels_white_on_transparent() -> None:
    width, height, bits, colour, _, _, interlace = header("outline.png")
    pixels = rgba("outline.png")

    assert (width, height, bits, colour, interlace) == (32, 32, 8, RGBA, 0)
    assert {pixel[:3] for pixel in pixels if pixel[3]} == {(255, 255, 255)}
    assert {pixels[0][3], pixels[-1][3]} == {0}, "the ground is transparent"
    assert sum(pixel[3] == 255 for pixel in pixels) > 50, "something is drawn"


def test_the_outline_icon_has_no_empty_margin() -> None:
    drawn = [divmod(position, 32) for position, pixel in enumerate(rgba("outline.png")) if pixel[3]]
    rows, columns = zip(*drawn, strict=True)

    assert max(max(rows) - min(rows), max(columns) - min(columns)) >= 28
