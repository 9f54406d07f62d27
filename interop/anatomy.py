"""The parts of signed files, read by asn1crypto, lxml, pyHanko and zipfile: what an augmentation may not touch, and the
time stamps with the octets that they are over."""

import base64
import copy
import io
import pathlib
import zipfile

from asn1crypto import cms
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


def signed_data(octets):
    """The SignedData of a CMS file, DER or BER."""
    return cms.ContentInfo.load(octets)["content"]


def cms_fixed(octets):
    """Of a CMS: the content, and each SignerInfo without its unsigned attributes, as they are encoded."""
    signed = signed_data(octets)
    content = signed["encap_content_info"]["content"]
    names = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
    signers = [b"".join(signer[name].dump() for name in names) for signer in signed["signer_infos"]]
    # They are a SET: in DER their order follows from their encoding, which unsigned attributes are part of.
    return [bytes(content.native) if content.native is not None else b"", *sorted(signers)]


def cms_unsigned(octets):
    """Every unsigned attribute of every signer, as it is encoded: an earlier one stays."""
    signers = signed_data(octets)["signer_infos"]
    return [attribute.dump() for signer in signers for attribute in signer["unsigned_attrs"]]


def cms_tokens(octets):
    """The signature time stamps of a CMS, each with the octets that it is over."""
    return [found for signer in signed_data(octets)["signer_infos"] for found in _tokens(signer)]


def _tokens(signer):
    for attribute in signer["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            for token in attribute["values"]:
                yield token.dump(), signer["signature"].native


def pdf_tokens(path):
    """The time stamps of a PDF, those of the signatures and the document's, each with the octets that it is over."""
    with open(path, "rb") as file:
        octets = file.read()
    reader = PdfFileReader(io.BytesIO(octets))
    for signature in reader.embedded_regular_signatures:
        for signer in signature.signed_data["signer_infos"]:
            yield from _tokens(signer)
    for stamp in reader.embedded_timestamp_signatures:
        start, length, again, rest = (int(number) for number in stamp.byte_range)
        token = cms.ContentInfo({"content_type": "signed_data", "content": stamp.signed_data}).dump()
        yield token, octets[start : start + length] + octets[again : again + rest]


def xml_signatures(octets):
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return list(etree.fromstring(octets, parser).iter(f"{{{DS}}}Signature"))


def xml_fixed(octets):
    """Of XML: every SignedInfo in its canonical form, every value, and the whole without the unsigned properties."""
    parts = []
    for signature in xml_signatures(octets):
        info, value = signature.find(f"{{{DS}}}SignedInfo"), signature.find(f"{{{DS}}}SignatureValue")
        parts += [_c14n(info, EXCLUSIVE), "".join(value.itertext()).encode()]
    root = copy.deepcopy(etree.fromstring(octets))
    for unsigned in list(root.iter(f"{{{XADES}}}UnsignedProperties")):
        if unsigned.getparent() is not None:
            unsigned.getparent().remove(unsigned)
    return [*parts, _c14n(root, "inclusive")]


def xml_unsigned(octets):
    """Every unsigned property, in its canonical form."""
    name = f"{{{XADES}}}UnsignedSignatureProperties"
    return [_c14n(found, EXCLUSIVE) for s in xml_signatures(octets) for p in s.iter(name) for found in p]


def xml_tokens(octets):
    """The signature time stamps of XML, each with the octets that it is over."""
    for signature in xml_signatures(octets):
        value = signature.find(f"{{{DS}}}SignatureValue")
        for stamp in signature.iter(f"{{{XADES}}}SignatureTimeStamp"):
            method = stamp.find(f"{{{DS}}}CanonicalizationMethod")
            covered = _c14n(value, method.get("Algorithm") if method is not None else "inclusive")
            for token in stamp.iter(f"{{{XADES}}}EncapsulatedTimeStamp"):
                yield base64.b64decode(token.text), covered


def _c14n(element, algorithm):
    output = io.BytesIO()
    # lxml canonicalizes an element with what surrounds it only when it stands in its own document.
    etree.ElementTree(element).write_c14n(output, exclusive=algorithm == EXCLUSIVE, with_comments=False)
    return output.getvalue()


class Parts:
    """A signed file of any format: its CMS and XML signatures, each with the octets that stand apart."""

    def __init__(self, path, content=None):
        self.path = pathlib.Path(path)
        self.octets = self.path.read_bytes()
        self.entries = self._entries() if zipfile.is_zipfile(self.path) else {}
        self.content = content

    def _entries(self):
        with zipfile.ZipFile(self.path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @property
    def is_pdf(self):
        return self.octets.startswith(b"%PDF")

    def cms(self):
        """(octets, what it is over if that stands apart) of every CMS."""
        if self.entries:
            found = []
            for name in sorted(self.entries):
                if name.startswith("META-INF/") and name.endswith(".p7s"):
                    found.append((self.entries[name], self._covered(name)))
            return found
        if self.is_pdf or self.octets.lstrip()[:1] == b"<":
            return []
        return [(self.octets, self.content and self.content.read_bytes())]

    def _covered(self, signature):
        """The manifest that names a signature, else the one document."""
        for name, octets in self.entries.items():
            if name.startswith("META-INF/ASiCManifest") and f'URI="{signature}"'.encode() in octets:
                return octets
        return next(octets for name, octets in self.entries.items() if name != "mimetype" and not name.startswith("META-INF/"))

    def xml(self):
        """Every XML file of signatures."""
        if self.entries:
            return [o for name, o in sorted(self.entries.items()) if name.startswith("META-INF/") and "signatures" in name and name.endswith(".xml")]
        return [self.octets] if self.octets.lstrip()[:1] == b"<" else []

    def documents(self):
        """The documents of a container, by name."""
        return {name: o for name, o in self.entries.items() if not name.startswith("META-INF/")}

    def tokens(self):
        if self.is_pdf:
            return list(pdf_tokens(self.path))
        found = [token for octets, _ in self.cms() for token in cms_tokens(octets)]
        return found + [token for octets in self.xml() for token in xml_tokens(octets)]


def kept(before, after):
    """What an augmentation changed of what it must keep; nothing if it kept all."""
    before, after = Parts(before), Parts(after)
    wrong = []
    if before.is_pdf:
        if not after.octets.startswith(before.octets):
            wrong.append("the earlier file is not the beginning of the later one")
        return wrong
    if before.documents() != after.documents():
        wrong.append("the documents of the container")
    for (old, _), (new, _) in zip(before.cms(), after.cms(), strict=True):
        if cms_fixed(old) != cms_fixed(new):
            wrong.append("the content or a SignerInfo")
        missing = [a for a in cms_unsigned(old) if a not in cms_unsigned(new)]
        if missing:
            wrong.append(f"{len(missing)} unsigned attributes")
    for old, new in zip(before.xml(), after.xml(), strict=True):
        if xml_fixed(old) != xml_fixed(new):
            wrong.append("a SignedInfo, a value or what surrounds them")
        missing = [p for p in xml_unsigned(old) if p not in xml_unsigned(new)]
        if missing:
            wrong.append(f"{len(missing)} unsigned properties")
    return wrong

