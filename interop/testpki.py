"""A small certification authority made with openssl, for judging keys that no demo person has.

The certificates are of the signature kind (nonRepudiation), so that a verdict depends on the key and not on them.
"""

import pathlib

from judging import run

#: Name of each kind of key and what `openssl genpkey` is told.
KEYS = {
    "rsa2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa3072": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
}

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
[v3_signer]
keyUsage = critical, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 1.3.6.1.4.1.32473.1.1
[v3_unit]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""

#: What opens the key stores of :meth:`TestPki.pkcs12`.
PASSWORD = "prova"


class TestPki:
    """Files below a folder: ca.pem, ca.crl, and KEY.key, KEY.pem for every kind of key."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder) / "pki"
        self.folder.mkdir()
        self.config = self.folder / "openssl.cnf"
        self.config.write_text(CONFIGURATION.format(folder=self.folder))
        (self.folder / "index.txt").touch()
        self.authority = self.folder / "ca.pem"
        self._key("ca", KEYS["rsa2048"])
        self._openssl(
            "req", "-x509", "-new", "-key", self.folder / "ca.key", "-out", self.authority, "-days", "30",
            "-subj", "/C=IT/O=Ente di prova/CN=CA di prova", "-extensions", "v3_ca",
        )
        for serial, (name, options) in enumerate(KEYS.items(), start=16):
            self._key(name, options)
            subject = f"/C=IT/SN=Rossi/GN=Mario/CN=Mario Rossi {name}/serialNumber=TINIT-RSSMRA80A01H501U"
            self._certify(name, serial, subject, "v3_signer")
        self.trust = self.folder / "trust"
        self.trust.mkdir()
        self._publish()

    def key(self, name):
        return self.folder / f"{name}.key"

    def certificate(self, name):
        return self.folder / f"{name}.pem"

    def stamping_unit(self):
        """The name of a time-stamping unit, made when it is first asked for."""
        if not self.key("tsa").exists():
            self._key("tsa", KEYS["rsa3072"])
            self._certify("tsa", 15, "/C=IT/O=Ente di prova/CN=Marche di prova", "v3_unit")
            # A list from before the certificate says nothing about it.
            self._publish()
        return "tsa"

    def pkcs12(self, name):
        """Key and certificates as a key store that :data:`PASSWORD` opens; the entry has the name of the key."""
        store = self.folder / f"{name}.p12"
        if not store.exists():
            self._plain(
                "pkcs12", "-export", "-inkey", self.key(name), "-in", self.certificate(name), "-certfile", self.authority,
                "-name", name, "-passout", f"pass:{PASSWORD}", "-out", store,
            )
        return store

    def _publish(self):
        self._openssl(
            "ca", "-gencrl", "-keyfile", self.folder / "ca.key", "-cert", self.authority,
            "-out", self.folder / "ca.crl",
        )
        for name in ("ca.pem", "ca.crl"):
            (self.trust / name).write_bytes((self.folder / name).read_bytes())

    def _certify(self, name, serial, subject, extensions):
        request = self.folder / f"{name}.csr"
        self._openssl("req", "-new", "-key", self.key(name), "-out", request, "-subj", subject)
        self._plain(
            "x509", "-req", "-in", request, "-CA", self.authority, "-CAkey", self.folder / "ca.key", "-set_serial",
            str(serial), "-days", "20", "-sha256", "-extfile", self.config, "-extensions", extensions, "-out",
            self.certificate(name),
        )

    def _key(self, name, options):
        self._plain("genpkey", *options, "-out", self.key(name))

    def _openssl(self, command, *arguments):
        self._plain(command, "-config", self.config, *arguments)

    def _plain(self, *arguments):
        outcome = run("openssl", *arguments)
        if outcome.returncode != 0:
            raise RuntimeError(f"openssl {arguments[0]}: " + outcome.stderr.decode())
