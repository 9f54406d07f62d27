"""EU DSS as a judge and as an author of signatures: the programs of setup/dss, each started once and asked by lines."""

import json
import subprocess
import threading

from judging import CACHE
from testpki import PASSWORD

HOME = CACHE / "dss"


class _Program:
    """One of the Java programs; an answer for each question. Several threads may ask: each has a process of its own."""

    def __init__(self, name, *arguments):
        self._command = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{HOME / 'classes'}:{HOME / 'lib'}/*", name, *arguments]
        self._own = threading.local()
        self._processes = []

    def ask(self, **parts):
        line = "\t".join(f"{key}={value}" for key, value in parts.items() if value not in (None, "")) + "\n"
        if not hasattr(self._own, "process"):
            self._own.process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                encoding="utf-8",
            )
            self._processes.append(self._own.process)
        process = self._own.process
        try:
            process.stdin.write(line)
            process.stdin.flush()
            return json.loads(process.stdout.readline())
        except (OSError, ValueError) as problem:
            return {"error": f"EU DSS answers no more: {problem}"}

    def close(self):
        for process in self._processes:
            process.stdin.close()
            process.wait(30)


def _several(paths):
    return "|".join(str(path) for path in paths)


class Validator(_Program):
    """What EU DSS says of files under its own policy."""

    def __init__(self):
        super().__init__("Validate")

    def verdict(self, file, trust, detached=(), time=None):
        """Signatures and time stamps of a file, or `error`."""
        return self.ask(file=file, trust=trust, detached=_several(detached), time=time)


class Author(_Program):
    """Signatures made by EU DSS with the keys of a test PKI."""

    def __init__(self, pki, trust):
        super().__init__("Create", PASSWORD)
        self._pki, self._trust = pki, trust
        self.unit = pki.pkcs12(pki.stamping_unit())

    def make(self, what, shape, level, file, output, key=None, padding=None, detached=(), tsa=None):
        """`what` is sign, extend or counter; gives the reason when it did not work, else nothing."""
        answer = self.ask(
            do=what, format=shape.dss_format, packaging=shape.packaging, level=level, file=file, output=output,
            key=self._pki.pkcs12(key) if key else None, padding=padding, detached=_several(detached),
            tsa=tsa or self.unit, trust=self._trust,
        )
        return answer.get("error")


def passed(document, level=None, signatures=1):
    """Whether every signature and every time stamp passed, and the level is the one that was meant."""
    found = document.get("signatures", [])
    return (
        len(found) == signatures
        and all(s["indication"] == "TOTAL_PASSED" and level in (None, s["level"]) for s in found if not s["counter"])
        and all(s["indication"] == "TOTAL_PASSED" for s in found)
        and all(stamp["indication"] == "PASSED" and stamp["imprint"] for stamp in document["timestamps"])
    )


def summary(document):
    """What matters of an answer, for the detail of a failed check."""
    if "error" in document:
        return document["error"]
    lines = []
    for s in document["signatures"]:
        lines.append(f"{s['indication']} {s['sub_indication']} {s['level']} {s['errors']} {s['warnings']}")
    for stamp in document["timestamps"]:
        lines.append(f"{stamp['kind']}: {stamp['indication']} {stamp['sub_indication']} imprint {stamp['imprint']} {stamp['errors']}")
    return "\n".join(lines) or "no signature"
