"""Seconds that pyHanko takes for one PDF, the median of some, in one process that is warm.

    hanko.py sign PDF KEY CERTIFICATE ROUNDS
    hanko.py validate PDF AUTHORITY LIST ROUNDS
"""

import io
import logging
import pathlib
import statistics
import sys
import time

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.WARNING)


def measured(action, rounds):
    action()
    taken = []
    for _ in range(int(rounds)):
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    print(statistics.median(taken))


def sign(pdf, key, certificate, rounds):
    octets = pathlib.Path(pdf).read_bytes()
    signer = signers.SimpleSigner.load(key, certificate)
    metadata = signers.PdfSignatureMetadata(field_name="Firma", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    measured(lambda: signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(octets)), metadata, signer=signer), rounds)


def validate(pdf, authority, crl, rounds):
    octets = pathlib.Path(pdf).read_bytes()
    trusted, known = load_cert_from_pemder(authority), pathlib.Path(crl).read_bytes()

    def once():
        context = ValidationContext(trust_roots=[trusted], crls=[known], allow_fetching=False, revocation_mode="require")
        for signature in PdfFileReader(io.BytesIO(octets)).embedded_signatures:
            status = validate_pdf_signature(signature, context)
            assert status.bottom_line, status.pretty_print_details()

    measured(once, rounds)


{"sign": sign, "validate": validate}[sys.argv[1]](*sys.argv[2:])
