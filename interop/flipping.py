"""Changing one byte of a signed file, where a change must take the validity away.

In a CMS file these places are the content, the signed attributes, the signature value and the signer's certificate;
in a PDF every byte of the two signed ranges, and the same places of the CMS inside /Contents.
"""

import random
import re

from judging import verify

#: What a verdict may be after a change: not valid, cannot be determined, damaged.
NOT_VALID = (3, 4, 5)


def tlv(data, at):
    """Tag, start of the value and end of the DER element at an offset."""
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    return tag, start, start + length


def children(data, start, end):
    """Offsets, with ends, of the elements inside a constructed value."""
    while start < end:
        _, _, after = tlv(data, start)
        yield start, after
        start = after


def cms_places(data, at=0):
    """Ranges of a DER SignedData by name: content (when inside), certificate, attributes, signature."""
    _, start, end = tlv(data, at)
    explicit = list(children(data, start, end))[1][0]
    signed_data = tlv(data, explicit)[1]
    _, start, end = tlv(data, signed_data)
    places = {}
    for element, after in children(data, start, end):
        tag, inner, _ = tlv(data, element)
        if tag == 0x30:
            fields = list(children(data, inner, after))
            if len(fields) > 1:
                octets = tlv(data, fields[1][0])[1]
                places["content"] = tlv(data, octets)[1:]
        if tag == 0xA0:
            places["certificate"] = next(children(data, inner, after))
    infos = tlv(data, element)[1]
    _, start, end = tlv(data, infos)
    for field, after in children(data, start, end):
        if data[field] == 0xA0:
            places["attributes"] = (field, after)
        if data[field] == 0x04:
            places["signature"] = tlv(data, field)[1:]
    return places


def pdf_places(data):
    """Ranges of a signed PDF by name, and those of the CMS in hexadecimal."""
    first, length, second, rest = map(int, re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", data)[-1])
    places = {"before": (first, first + length), "after": (second, second + rest)}
    cms = bytes.fromhex(data[length + 1 : second - 1].decode())
    in_hex = {
        name: (length + 1 + 2 * start, length + 1 + 2 * end)
        for name, (start, end) in cms_places(cms).items()
        if name != "content"
    }
    return places, in_hex


def flipped(data, at, is_hex):
    """The data with another byte at an offset: one bit, or another hexadecimal digit."""
    changed = bytearray(data)
    changed[at] = b"0123456789abcdef"[(int(chr(changed[at]), 16) + 1) % 16] if is_hex else changed[at] ^ 0x01
    return bytes(changed)


def check_flips(judge, name, signed, trust, *verify_options, samples=12):
    """Changes bytes of every place of a signed file, first, last and some between, and expects no validity."""
    data = signed.read_bytes()
    if data.startswith(b"%PDF"):
        plain, in_hex = pdf_places(data)
    else:
        plain, in_hex = cms_places(data), {}
    chance = random.Random(name)
    for places, is_hex in ((plain, False), (in_hex, True)):
        for place, (start, end) in places.items():
            inside = range(start, end)
            offsets = {start, end - 1, *chance.sample(inside, min(samples, len(inside)))}
            accepted = []
            for offset in sorted(offsets):
                changed = judge.folder / ("flipped" + signed.suffix)
                changed.write_bytes(flipped(data, offset, is_hex))
                code, document = verify(changed, trust, *verify_options)
                if code not in NOT_VALID or (place in ("content", "before", "after") and code == 4):
                    accepted.append(f"offset {offset}: exit {code}, {document.get('indication')} {document.get('error', '')}")
            judge.check(f"{name}: {len(offsets)} changed bytes in {place} are not valid", not accepted, "\n".join(accepted))
