"""pyHanko as a judge after EN 319 102-1 and as an author of PDF signatures, with trust and lists from a folder."""

import asyncio
import io
import logging
import pathlib

from asn1crypto import cms, crl, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation.ades import ades_basic_validation, ades_lta_validation, ades_with_time_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy, FreshnessReqType
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

logging.disable(logging.WARNING)

#: What pyHanko calls a passed validation.
PASSED = "AdESPassed.OK"


def _der(path):
    octets = pathlib.Path(path).read_bytes()
    return pem.unarmor(octets)[2] if pem.detect(octets) else octets


def _files(folder, *suffixes):
    return [_der(path) for path in sorted(pathlib.Path(folder).iterdir()) if path.suffix in suffixes]


class Hanko:
    """Judges under a folder of trust; nothing is fetched."""

    def __init__(self, trust):
        self.anchors = [x509.Certificate.load(der) for der in _files(trust, ".cer", ".pem")]
        self.lists = [crl.CertificateList.load(der) for der in _files(trust, ".crl")]
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build([CertTrustAnchor(anchor) for anchor in self.anchors]),
            revinfo_policy=CertRevTrustPolicy(
                REQUIRE_REVINFO, freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION
            ),
        )
        self._spec = SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY),
            local_knowledge=LocalKnowledge(known_crls=[CRLContainer(entry) for entry in self.lists]),
        )

    def cms_verdict(self, octets, level, digest=None):
        """The AdES indication of a CMS: of a basic signature for B, with time for what has a stamp."""
        validate = ades_basic_validation if level == "b" else ades_with_time_validation
        return _said(lambda: validate(cms.ContentInfo.load(octets)["content"], self._spec, raw_digest=digest))

    def pdf_verdicts(self, path, level):
        """The AdES indication of every signature of a PDF: LTA has a document time stamp, which is validated first."""
        with open(path, "rb") as file:
            found = PdfFileReader(file).embedded_regular_signatures
            return [self._pdf_verdict(signature, level) for signature in found]

    def _pdf_verdict(self, signature, level):
        stamps = [a for a in signature.signer_info["unsigned_attrs"] if a["type"].native == "signature_time_stamp_token"]
        if not stamps:
            # Raised to T by a document time stamp (EN 319 142-1 §6.3): pyHanko's validation with time knows only stamps
            # inside the signature, and answers SIG_CONSTRAINTS_FAILURE, "No signature timestamp present".
            level = "b"
        if level != "lta":
            validate = ades_basic_validation if level == "b" else ades_with_time_validation
            return _said(lambda: validate(signature.signed_data, self._spec, raw_digest=signature.compute_digest()))
        return _said(lambda: ades_lta_validation(signature, PdfSignatureValidationSpec(self._spec)))

    def sign(self, file, output, level, key, certificate, authority, url, pss=False, name="Firma"):
        """Signs a PDF at a level with a PEM key; stamps come from an authority over HTTP."""
        signer = signers.SimpleSigner.load(str(key), str(certificate), ca_chain_files=[str(authority)], prefer_pss=pss)
        metadata = signers.PdfSignatureMetadata(
            field_name=name, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256",
            embed_validation_info=level in ("lt", "lta"), use_pades_lta=level == "lta",
            validation_context=ValidationContext(
                trust_roots=self.anchors, crls=self.lists, allow_fetching=False, revocation_mode="require"
            ),
        )
        stamper = None if level == "b" else timestamps.HTTPTimeStamper(url)
        with open(file, "rb") as source:
            writer = IncrementalPdfFileWriter(io.BytesIO(source.read()))
        made = signers.PdfSigner(metadata, signer, timestamper=stamper).sign_pdf(writer)
        pathlib.Path(output).write_bytes(made.getvalue())


def _said(validation):
    async def run():
        return (await validation()).ades_subindic

    try:
        return str(asyncio.run(run()))
    except Exception as problem:  # whatever it throws is its verdict
        return repr(problem)
