"""A card of Maria Rossi with the codes that OpenSC's fixtures know, certified by an authority made with openssl.

    card = TestCard(judge.folder)
    card.file                       # the token file: for cardreader, for `ceralacca card`, for `--key token:…`
    card.certificate("signature")   # PEM; card.authority, card.trust as in testpki
"""

import pathlib
import shutil

from judging import example, run
from testpki import KEYS

PIN, PUK = "12345678", "87654321"
SIGNATURE_PIN, SIGNATURE_PUK = "11223344", "44332211"
NUMBER, SURNAME, NAME, TAX_CODE = "7430012345678901", "ROSSI", "MARIA", "RSSMRA80A41H501Y"
ATR = "3BFF1800FF8131FE55006B02090303011101434E531131808C"

CONFIGURATION = """
[req]
distinguished_name = none
[none]
[ca]
default_ca = authority
[authority]
database = {folder}/index.txt
default_md = sha256
default_crl_days = 30
[v3_ca]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[authentication]
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth, emailProtection
certificatePolicies = 1.3.76.16.2.1
authorityKeyIdentifier = keyid
[signature]
keyUsage = critical, nonRepudiation
certificatePolicies = 1.3.6.1.4.1.32473.1.1
authorityKeyIdentifier = keyid
"""

#: Subjects of the certificates. The slash in the first is part of the name.
SUBJECTS = {
    "authentication": f"/C=IT/SN={SURNAME}/GN={NAME}/CN={TAX_CODE}\\/{NUMBER}.AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "signature": f"/C=IT/SN={SURNAME}/GN={NAME}/CN={NAME} {SURNAME}/serialNumber=TINIT-{TAX_CODE}",
}


class TestCard:
    """The file of the card, and beside it what the authority made. With keys that no CNS has it is a PIV card, which has
    one PIN for both."""

    def __init__(self, folder, keys="rsa-2048"):
        self.folder = pathlib.Path(folder) / f"card-{keys}"
        self.folder.mkdir()
        self.file = self.folder / "maria.token"
        self.authority = self.folder / "ca.pem"
        self.trust = self.folder / "trust"
        token = example("token", "keyvault")
        codes = (PIN, PUK, SIGNATURE_PIN, SIGNATURE_PUK) if keys == "rsa-2048" else (PIN, PUK, PIN, PUK)
        _plain(token, "make", self.file, keys, NUMBER, SURNAME, NAME, TAX_CODE, *codes)
        self._certify()
        _plain(token, "install", self.file, *(self.folder / f"{name}.der" for name in SUBJECTS))

    def certificate(self, name):
        """The certificate of `authentication` or `signature`, PEM."""
        return self.folder / f"{name}.pem"

    def public_key(self, name):
        """The public key of `authentication` or `signature`, PEM."""
        return self.folder / f"{name}.pub"

    def copy(self, name):
        """Another file with the same card as it is now."""
        return pathlib.Path(shutil.copy(self.file, self.folder / f"{name}.token"))

    def _certify(self):
        config = self.folder / "openssl.cnf"
        config.write_text(CONFIGURATION.format(folder=self.folder))
        (self.folder / "index.txt").touch()
        key = self.folder / "ca.key"
        _plain("openssl", "genpkey", *KEYS["rsa2048"], "-out", key)
        _plain(
            "openssl", "req", "-config", config, "-x509", "-new", "-key", key, "-out", self.authority, "-days", "30",
            "-subj", "/C=IT/O=Ente di prova/CN=CA di prova", "-extensions", "v3_ca",
        )
        for serial, (name, subject) in enumerate(SUBJECTS.items(), start=16):
            public, request = self.public_key(name), self.folder / f"{name}.csr"
            _plain("openssl", "pkey", "-pubin", "-inform", "DER", "-in", self.folder / f"{name}.spki", "-out", public)
            # The request only carries the name: the key of the card is put into the certificate.
            _plain("openssl", "req", "-config", config, "-new", "-key", key, "-subj", subject, "-out", request)
            _plain(
                "openssl", "x509", "-req", "-in", request, "-force_pubkey", public, "-CA", self.authority, "-CAkey", key,
                "-set_serial", serial, "-days", "20", "-sha256", "-extfile", config, "-extensions", name, "-out",
                self.certificate(name),
            )
            _plain(
                "openssl", "x509", "-in", self.certificate(name), "-outform", "DER", "-out", self.folder / f"{name}.der"
            )
        self.trust.mkdir()
        _plain(
            "openssl", "ca", "-config", config, "-gencrl", "-keyfile", key, "-cert", self.authority, "-out",
            self.trust / "ca.crl",
        )
        shutil.copy(self.authority, self.trust)


def _plain(*command):
    outcome = run(*command)
    if outcome.returncode != 0:
        raise RuntimeError(f"{command[0]} {command[1]}: " + outcome.stderr.decode())
