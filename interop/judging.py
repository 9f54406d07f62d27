"""What the judges share: checks, the demo data, running programs, a served instance.

A judge does:

    from judging import Judge
    judge = Judge()
    judge.check("openssl accepts the enveloping signature", process.returncode == 0, process.stderr)
    judge.finish()
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "judges"
PROGRAM = os.environ.get("CERALACCA_BIN", str(ROOT / "target" / "debug" / "ceralacca"))


class Judge:
    """Counts checks and ends with the line everyone reads."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self._folder = tempfile.TemporaryDirectory(prefix="ceralacca-judge-")
        self.folder = pathlib.Path(self._folder.name)

    def check(self, name, holds, detail=""):
        """Prints one line; the detail of a failed check follows, indented."""
        if holds:
            self.passed += 1
            print(f"ok {name}", flush=True)
        else:
            self.failed += 1
            print(f"FAIL {name}", flush=True)
            if isinstance(detail, bytes):
                detail = detail.decode("utf-8", "replace")
            for line in str(detail).strip().splitlines()[-12:]:
                print(f"     {line}", flush=True)
        return holds

    def needs(self, program, group):
        """Ends at once when a program is missing, saying how to install it."""
        found = shutil.which(program) or (program if os.path.exists(program) else None)
        if not found:
            self.check(f"{program} is installed", False, f"install it with: setup/install {group}")
            self.finish()
        return found

    def finish(self):
        self._folder.cleanup()
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)


def run(*command, stdin=None, env=None, timeout=600):
    """Runs a program to its end, with its output captured as bytes."""
    return subprocess.run(
        [str(part) for part in command],
        input=stdin if stdin is not None else b"",
        capture_output=True,
        timeout=timeout,
        env={**os.environ, **(env or {})},
        check=False,
    )


def ceralacca(*arguments, stdin=None, env=None):
    """Runs our program: English messages, no colour, no question."""
    return run(PROGRAM, "--lang", "en", "--no-input", "--color", "never", *arguments, stdin=stdin, env=env)


def verify(path, trust, *more):
    """Our verdict on a file: the exit code and the parsed document."""
    outcome = ceralacca("--json", "verify", "--trust", trust, *more, path)
    try:
        document = json.loads(outcome.stdout)
    except ValueError:
        document = {"indication": None, "error": outcome.stderr.decode("utf-8", "replace")}
    return outcome.returncode, document


def sign(path, person, output, *more):
    """Signs a file with a demo person's device. The PIN goes through a file descriptor."""
    return ceralacca(
        "sign", path, "--key", f"token:{person['token']}", "--pin-fd", "0", "--output", output, *more,
        stdin=person["pin_signature"].encode() + b"\n",
    )


class Demo:
    """The data of `ceralacca demo --prepare`, made once for a build of the program."""

    def __init__(self):
        self.folder = CACHE / "demo" / _program_hash()[:16]
        self.folder.mkdir(parents=True, exist_ok=True)
        description = self.folder / "demo.json"
        # Several runs may want it at the same time; one makes it.
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not description.exists():
                self._prepare(description)
        self.data = self.folder / "data"
        document = json.loads(description.read_bytes())
        self.people = document["people"]
        self.authorities = document["authorities"]
        self.operators = document["operators"]
        self.samples = [pathlib.Path(sample) for sample in document["samples"]]
        self.trust = self._trust_folder()

    def _prepare(self, description):
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        outcome = ceralacca("--json", "demo", "--prepare", "--data", self.folder / "data")
        if outcome.returncode != 0:
            raise RuntimeError("demo --prepare: " + outcome.stderr.decode("utf-8", "replace"))
        json.loads(outcome.stdout)
        description.write_bytes(outcome.stdout)

    def _trust_folder(self):
        """Certificates and revocation lists of the service CAs, for `verify --trust`."""
        trust = self.folder / "trust"
        trust.mkdir(exist_ok=True)
        for authority in self.authorities:
            for kind in ("certificate", "crl"):
                shutil.copy(authority[kind], trust)
        return trust

    def person(self, state):
        return next(person for person in self.people if person["state"] == state)

    def sample(self, name):
        return next(sample for sample in self.samples if sample.name == name)

    def authority(self, certificate):
        """The service CA whose name is the issuer of a certificate."""
        issuer = name_of(certificate, "issuer")
        return next(a for a in self.authorities if name_of(a["certificate"], "subject") == issuer)


def _program_hash():
    with open(PROGRAM, "rb") as program:
        return hashlib.file_digest(program, "sha256").hexdigest()


def name_of(certificate, which):
    """Subject or issuer as openssl prints it."""
    return run("openssl", "x509", "-in", certificate, "-noout", f"-{which}", "-nameopt", "RFC2253").stdout.split(b"=", 1)[1]


def pem(judge, certificate):
    """A PEM copy of a certificate in PEM or DER."""
    # People's files may have the same name in different folders.
    name = hashlib.sha256(str(certificate).encode()).hexdigest()[:16]
    target = judge.folder / f"{name}.pem"
    outcome = run("openssl", "x509", "-in", certificate, "-out", target)
    if outcome.returncode != 0:
        raise RuntimeError(outcome.stderr.decode())
    return target


def free_port():
    """A TCP port of the loopback address that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def served(demo, data=None, at=None):
    """Serves the demo data, or a copy of it, on loopback, as if it were a certain instant if one is given; gives the http
    and https addresses. Operators enter at `demo.admin`, people with their card through `demo.cns`."""
    http, https, admin, cns = free_port(), free_port(), free_port(), free_port()
    demo.admin, demo.cns = f"https://localhost:{admin}", f"https://localhost:{cns}"
    log_file = demo.folder / "served.log"
    with open(log_file, "wb") as log:
        process = subprocess.Popen(
            [PROGRAM, *(["--time", at] if at else []), "serve", "--data", data or demo.data, "--http", f"127.0.0.1:{http}", "--https", f"127.0.0.1:{https}",
             "--admin", f"127.0.0.1:{admin}", "--cns", f"127.0.0.1:{cns}"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )
        try:
            _wait_until_ready(process, f"http://127.0.0.1:{http}/readyz", log_file)
            yield f"http://127.0.0.1:{http}", f"https://127.0.0.1:{https}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_ready(process, address, log_file):
    for _ in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not start: " + log_file.read_text()[-2000:])


def example(name, package="authority"):
    """An example program of a crate, built if it is not."""
    return _built(["-p", package, "--example", name]) / "examples" / name


def library(package, file):
    """A library that programs load while they run, built if it is not."""
    return _built(["-p", package]) / file


def _built(what):
    subprocess.run(["cargo", "build", "--locked", "--quiet", *what], cwd=ROOT, check=True)
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"

