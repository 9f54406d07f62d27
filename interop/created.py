"""Everything we create, as data: each kind of key, each level, each format and packaging; made once for a program.

    created = Created()
    for row in created.rows():
        judge.check(row.name, row.error is None, row.error)
"""

import concurrent.futures
import contextlib
import dataclasses
import fcntl
import json
import pathlib
import re
import shutil

from judging import Demo, ceralacca, served, verify

LEVELS = ("b", "t", "lt", "lta")

#: Kind of key: what `ca issue --key-type` is told, and the padding to sign with.
KINDS = {"rsa2048": ("rsa-2048", None), "rsa3072-pss": ("rsa-3072", "pss"), "p256": ("p-256", None)}


@dataclasses.dataclass(frozen=True)
class Shape:
    """A format and a packaging: what `sign` is told, what EU DSS calls it, and a sample to sign."""

    name: str
    options: tuple
    sample: str
    suffix: str
    family: str
    dss_format: str
    packaging: str | None = None

    @property
    def detached(self):
        """Whether a verifier must be given the document."""
        return self.packaging == "detached"

    def level(self, level):
        """The level as EU DSS names it."""
        return f"{self.family}-BASELINE-{level.upper()}"


def _plain(name, packaging, sample, suffix, family):
    options = ("--format", name, "--packaging", packaging)
    return Shape(f"{name}-{packaging}", options, sample, suffix, family, name, packaging)


def _container(kind, inner, family):
    name = f"{kind}-{inner}"
    return Shape(name, ("--format", kind, "--inner", inner), "appunti.txt", "." + kind.replace("-", ""), family, name)


SHAPES = (
    _plain("cades", "enveloping", "contratto.pdf", ".p7m", "CAdES"),
    _plain("cades", "detached", "contratto.pdf", ".p7s", "CAdES"),
    Shape("pades", ("--format", "pades"), "contratto.pdf", ".pdf", "PAdES", "pades"),
    _plain("xades", "enveloped", "fattura.xml", ".xml", "XAdES"),
    _plain("xades", "enveloping", "appunti.txt", ".xml", "XAdES"),
    _plain("xades", "detached", "appunti.txt", ".xml", "XAdES"),
    _container("asic-s", "cades", "CAdES"),
    _container("asic-s", "xades", "XAdES"),
    _container("asic-e", "cades", "CAdES"),
    _container("asic-e", "xades", "XAdES"),
)


def shape(name):
    return next(shape for shape in SHAPES if shape.name == name)


@dataclasses.dataclass
class Row:
    """A file that is to be made: its coordinates, and the reason when there is none."""

    kind: str
    level: str
    shape: Shape
    path: pathlib.Path
    content: pathlib.Path
    error: str | None = None

    @property
    def name(self):
        return f"{self.shape.name} {self.level} {self.kind}"

    @property
    def detached(self):
        return [self.content] if self.shape.detached else []


class Created:
    """An installation with a pair of each kind of key, and every row of the matrix."""

    def __init__(self):
        self.demo = Demo()
        self.folder = self.demo.folder / "created"
        self.folder.mkdir(exist_ok=True)
        self.data, self.trust = self.folder / "data", self.folder / "trust"
        self.people = self._once("people.json", self._issue)
        self.authority = self.demo.authority(self.demo.person("active")["certificate_signature"])["certificate"]
        self.tsa_authority = next(a["certificate"] for a in self.demo.authorities if a["service"] == "tsa")

    def rows(self):
        """The matrix; it is made if nobody has made it yet with this program."""
        rows = [
            Row(kind, level, shape, self.folder / f"{shape.name}-{level}-{kind}{shape.suffix}", self.demo.sample(shape.sample))
            for shape in SHAPES for level in LEVELS for kind in KINDS
        ]
        errors = self._once("rows.json", lambda: self._sign_all(rows))
        for row in rows:
            row.error = errors[row.name]
        return rows

    @contextlib.contextmanager
    def stamping(self):
        """Serves the installation; gives the address of its time-stamping authority."""
        with served(self) as (http, _):
            yield f"{http}/tsa"

    def sign(self, kind, shape, level, file, output, tsa=None, *more):
        """Signs with a key of the kind; gives the reason when it did not work."""
        person, padding = self.people[kind], KINDS[kind][1]
        # What is added to an envelope has the packaging of the envelope.
        added = any(option in ("--parallel", "--counter") for option in more)
        options = [*(() if added else shape.options), "--level", level, *more]
        if padding:
            options += ["--padding", padding]
        if level != "b":
            options += ["--tsa", tsa]
        if level in ("lt", "lta"):
            options += ["--trust", self.trust]
        outcome = ceralacca(
            "sign", file, "--key", f"token:{person['token']}", "--pin-fd", "0", "--output", output, *options,
            stdin=person["pin"].encode() + b"\n",
        )
        return _reason(outcome, output)

    def augment(self, level, file, output, tsa, trust, detached=()):
        """Raises the level of a file; gives the reason when it did not work."""
        options = [part for path in detached for part in ("--detached", path)]
        outcome = ceralacca("augment", file, "--level", level, "--tsa", tsa, "--trust", trust, "--output", output, *options)
        return _reason(outcome, output)

    @staticmethod
    def documents(detached):
        """How `sign` is told what a signature that stands apart is over."""
        return [part for path in detached for part in ("--document", path)]

    def _once(self, name, make):
        """What a file says; `make` says it first. Several judges may want it at the same time."""
        description = self.folder / name
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not description.exists():
                description.write_text(json.dumps(make()))
        return json.loads(description.read_text())

    def _issue(self):
        # The pairs go into a copy of the data: other judges find theirs as it was.
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.demo.data, self.data, symlinks=True)
        people = {}
        for kind, (key_type, _) in KINDS.items():
            token, codes = self.folder / f"{kind}.token", self.folder / f"{kind}.codes"
            token.unlink(missing_ok=True)
            codes.unlink(missing_ok=True)
            _must(ceralacca(
                "ca", "issue", "--data", self.data, "--name", "Mario", "--surname", "Rossi", "--codice-fiscale",
                "RSSMRA80A01H501U", "--key-type", key_type, "--token", token, "--codes-file", codes, "--activate",
            ))
            pin = re.search(r'pin_signature = "(\d+)"', codes.read_text()).group(1)
            people[kind] = {"token": str(token), "pin": pin}
        shutil.rmtree(self.trust, ignore_errors=True)
        _must(ceralacca("ca", "crl", "--data", self.data, "--export", self.trust))
        for authority in self.demo.authorities:
            shutil.copy(authority["certificate"], self.trust)
        return people

    def _sign_all(self, rows):
        def sign(kind):
            # One token after the other: each counts the tries of its own PIN.
            for row in rows:
                if row.kind == kind:
                    row.path.unlink(missing_ok=True)
                    errors[row.name] = self.sign(kind, row.shape, row.level, row.content, row.path, tsa)

        errors = {}
        with self.stamping() as tsa, concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(sign, KINDS))
        return errors


def our_verdict(path, trust, level=None, signatures=1, detached=()):
    """Whether we say that all signatures of a file are valid and of the level; and the detail."""
    _, document = verify(path, trust, *(part for content in detached for part in ("--detached", content)))
    found = document.get("signatures", [])
    counted = [s for s in found if s["kind"] != "document-timestamp"]
    good = (
        document["indication"] == "TOTAL-PASSED" and len(counted) == signatures
        and all(s["indication"] == "TOTAL-PASSED" for s in found)
        and all(level in (None, s["level"]) for s in counted if s["kind"] == "signature")
    )
    detail = [f"{document['indication']} {document.get('sub_indication')} {document.get('error') or document.get('errors')}"]
    for s in found:
        detail.append(f"{s['kind']} {s['format']} {s['level']} {s['indication']} {s['sub_indication']} {s['errors']} {s['warnings']}")
    return good, "\n".join(detail)


def _reason(outcome, output):
    if outcome.returncode == 0 and output.exists():
        return None
    return outcome.stderr.decode("utf-8", "replace").strip() or f"exit code {outcome.returncode}, no file"


def _must(outcome):
    if outcome.returncode != 0:
        raise RuntimeError(outcome.stderr.decode("utf-8", "replace"))
