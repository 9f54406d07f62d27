"""A reader for cards without hardware, rights, systemd, D-Bus or udev: pcscd with vpcd, private to one run.

    from cardreader import Reader, opensc
    with Reader(judge.folder) as reader, reader.insert("maria.token") as card:
        env = reader.env | opensc(judge.folder)
        run("opensc-tool", "-n", env=env)               # any program that uses PC/SC, through its environment
        run("pkcs11-tool", "--module", MODULE, "-L", env=env)
        card.kill()                                     # kill -9: the reader is empty; so it is after the `with`
        reader.insert("maria.token")                    # back again; slot=1 is the second reader

Every run has its own pcscd: the folder /run/pcscd, which is compiled into it, is a folder of the run in a mount
namespace, and programs outside find its socket by PCSCLITE_CSOCK_NAME (part of `reader.env`), whoever they are.
`in_process` is the other way, with no daemon: the environment in which OpenSC loads our PC/SC library.

    env = in_process(judge.folder, "maria.token", "luca.token")    # two readers with a card each

Below is a small client of PC/SC, for what the tools do not do:

    with Pcsc(reader.env) as pcsc:
        pcsc.readers(); pcsc.wait(NAME, present=True)
        with pcsc.connect(NAME) as card: card.transmit("00A4000C023F00"); card.reconnect(); card.atr()

Everything is stopped at the end, also when the judge is killed.
"""

import contextlib
import ctypes
import glob
import itertools
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import time

from judging import PROGRAM, library

#: OpenSC's PKCS#11 modules: both PINs, and the first one only.
MODULE, ONE_PIN_MODULE = (
    next(iter(glob.glob(f"/usr/lib/*/{name}.so")), f"/usr/lib/{name}.so") for name in ("opensc-pkcs11", "onepin-opensc-pkcs11")
)

_COUNT = itertools.count()


def opensc(folder, drivers=None, provider=None):
    """The environment of OpenSC with a configuration of its own: certificates are not kept on the disk (they would be
    found by the number of the card), the PUK works through PKCS#11. All drivers are tried, as people have it, unless
    some are named."""
    settings = [
        f"card_drivers = {drivers};" if drivers else "",
        "framework pkcs15 { use_file_caching = no; }",
        f'reader_driver pcsc {{ provider_library = "{provider}"; }}' if provider else "",
    ]
    configuration = pathlib.Path(folder) / f"opensc-{next(_COUNT)}.conf"
    configuration.write_text(
        "app default {\n" + "\n".join(settings) + "\n}\n"
        "app opensc-pkcs11 { pkcs11 { user_pin_unblock_style = set_pin_in_unlogged_session; } }\n"
    )
    return {"OPENSC_CONF": str(configuration), "XDG_CACHE_HOME": str(folder)}


def in_process(folder, *cards, drivers=None):
    """The environment in which OpenSC has each of these token files in a reader of its own, through our PC/SC library
    and without pcscd."""
    provider = library("pcsc-library", "libceralacca_pcsc.so")
    return opensc(folder, drivers, provider) | {"CERALACCA_CARD": ":".join(map(str, cards)), "CERALACCA_PCSC": str(provider)}


class Reader:
    """pcscd with two virtual readers, which are empty at first. With `record` it keeps what goes over them. A program
    has one at a time."""

    def __init__(self, folder, record=False):
        self.folder = pathlib.Path(folder) / f"pcscd-{next(_COUNT)}"
        self.record = record
        self.env = {}
        self.cards = []

    def __enter__(self):
        # libpcsclite remembers where the socket of the first reader of a process was.
        run, configuration = self.folder.parent / "pcscd-run", self.folder / "reader.conf.d"
        shutil.rmtree(run, ignore_errors=True)
        for each in (run, configuration):
            each.mkdir(parents=True)
        self.port = _two_ports()
        driver = max(glob.glob("/usr/lib/pcsc/drivers/serial/libifdvpcd.so*"))
        (configuration / "vpcd").write_text(
            f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{self.port:#x}\nLIBPATH {driver}\nCHANNELID {self.port:#x}\n'
        )
        daemon = shutil.which("pcscd") or "/usr/sbin/pcscd"
        known = subprocess.run([daemon, "--help"], capture_output=True, text=True, check=False).stdout
        command = [daemon, "--foreground", "--config", str(configuration)]
        # Where it asks polkit who may use a card, nobody is there to answer.
        command += ["--apdu"] if self.record else []
        command += ["--disable-polkit"] if "--disable-polkit" in known else []
        apart = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
        if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode == 0:
            inside = 'mount -t tmpfs tmpfs /run && mkdir /run/pcscd && mount --bind "$0" /run/pcscd && exec "$@"'
            command = [*apart, "sh", "-c", inside, str(run), *_dies_with_us(command)]
        elif os.geteuid() == 0:
            # No namespaces in here: one run at a time.
            run = pathlib.Path("/run/pcscd")
            run.mkdir(exist_ok=True)
            command = _dies_with_us(command)
        else:
            raise RuntimeError("pcscd needs a mount namespace of its own (unshare --mount --map-root-user) or root")
        self.env = {"PCSCLITE_CSOCK_NAME": str(run / "pcscd.comm")}
        self.log = self.folder / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.names = self._readers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for card in self.cards:
            card.kill()
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def insert(self, card, slot=0):
        """Puts the card of a token file into a reader; returns when pcscd sees it."""
        return self.insert_program([PROGRAM, "card", "simulate", str(card), "--port", str(self.port + slot)], slot)

    def insert_program(self, command, slot=0):
        """Puts the card of another program into a reader: it connects to vpcd at `reader.port + slot`."""
        inserted = Inserted(self, command, self.names[slot])
        self.cards.append(inserted)
        return inserted

    def recorded(self):
        """Commands and answers that went over the readers, hexadecimal, in pairs."""
        said = re.findall(r"(APDU|SW): ([0-9A-F ]*)", self.log.read_text(errors="replace"))
        octets = [text.replace(" ", "") for _, text in said]
        return list(zip(octets[::2], octets[1::2]))

    def _readers(self):
        for _ in range(500):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(PcscError), Pcsc(self.env) as pcsc:
                names = pcsc.readers()
                if len(names) == 2:
                    return names
            time.sleep(0.02)
        raise RuntimeError("pcscd did not start: " + self.log.read_text()[-2000:])


class Inserted:
    """A card in a reader: a process."""

    def __init__(self, reader, command, name):
        self.reader, self.name = reader, name
        self.log = reader.folder / f"card-{next(_COUNT)}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(_dies_with_us(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        with Pcsc(reader.env) as pcsc:
            for _ in range(40):
                if pcsc.wait(name, present=True, seconds=0.5):
                    return
                if self.process.poll() is not None:
                    break
        self.kill()
        raise RuntimeError("the card did not come: " + self.log.read_text()[-2000:])

    def kill(self):
        """kill -9; returns when pcscd sees that the card is gone."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.reader.process.poll() is None:
            with contextlib.suppress(PcscError), Pcsc(self.reader.env) as pcsc:
                pcsc.wait(self.name, present=False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


def _dies_with_us(command):
    return ["setpriv", "--pdeathsig", "KILL", *map(str, command)]


def _two_ports():
    """A port with the next one free too: vpcd takes both, on all addresses."""
    while True:
        port = random.randrange(20000, 60000)
        with contextlib.suppress(OSError), socket.socket() as one, socket.socket() as two:
            one.bind(("", port))
            two.bind(("", port + 1))
            return port


# ---- PC/SC ----------------------------------------------------------------------------------

_DWORD = ctypes.c_ulong
_LONG = ctypes.c_long
EMPTY, PRESENT = 0x10, 0x20
LEAVE, RESET, UNPOWER = 0, 1, 2


class PcscError(Exception):
    """What a function of PC/SC answered, with its code."""

    def __init__(self, function, code):
        super().__init__(f"{function}: {code & 0xFFFFFFFF:08X}")
        self.code = code & 0xFFFFFFFF


class _State(ctypes.Structure):
    _fields_ = (
        ("reader", ctypes.c_char_p), ("user", ctypes.c_void_p), ("current", _DWORD), ("event", _DWORD),
        ("atr_length", _DWORD), ("atr", ctypes.c_ubyte * 33),
    )


class _Protocol(ctypes.Structure):
    _fields_ = (("protocol", _DWORD), ("length", _DWORD))


class Pcsc:
    """A context of PC/SC, of libpcsclite or (where the environment has it) of our own library."""

    def __init__(self, env):
        # Both read the environment of the process. It must not say more: our command line would use our library too.
        os.environ.update({name: env[name] for name in ("PCSCLITE_CSOCK_NAME", "CERALACCA_CARD") if name in env})
        self._library = ctypes.CDLL(env.get("CERALACCA_PCSC", "libpcsclite.so.1"))
        self._context = _LONG()
        self.call("SCardEstablishContext", _DWORD(2), None, None, ctypes.byref(self._context))

    def call(self, function, *arguments):
        """Calls a function; a refusal is raised."""
        function_ = getattr(self._library, function)
        function_.restype = _LONG
        code = function_(*arguments)
        if code:
            raise PcscError(function, code)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.call("SCardReleaseContext", self._context)

    def readers(self):
        """The names of the readers."""
        length = _DWORD()
        try:
            self.call("SCardListReaders", self._context, None, None, ctypes.byref(length))
        except PcscError as error:
            if error.code == 0x8010002E:
                return []
            raise
        names = ctypes.create_string_buffer(length.value)
        self.call("SCardListReaders", self._context, None, names, ctypes.byref(length))
        return [name.decode() for name in names.raw.split(b"\0") if name]

    def wait(self, reader, present, seconds=10):
        """Waits until a card is, or is not, in a reader; says whether it came to that."""
        state = _State(reader=reader.encode())
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            try:
                self.call(
                    "SCardGetStatusChange", self._context, _DWORD(max(0, int(left * 1000))), ctypes.byref(state), _DWORD(1)
                )
            except PcscError as error:
                if error.code != 0x8010000A:
                    raise
                return False
            if bool(state.event & PRESENT) == present:
                return True
            state.current = state.event

    def connect(self, reader):
        """A connection to the card in a reader, shared, T=1."""
        return Connection(self, self._context, reader)


class Connection:
    """Commands and answers as hexadecimal text."""

    def __init__(self, pcsc, context, reader):
        self._pcsc, self._card, self._protocol = pcsc, _LONG(), _DWORD()
        pcsc.call(
            "SCardConnect", context, reader.encode(), _DWORD(2), _DWORD(3), ctypes.byref(self._card),
            ctypes.byref(self._protocol),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._pcsc.call("SCardDisconnect", self._card, _DWORD(LEAVE))

    def transmit(self, command):
        """The answer of the card."""
        octets = bytes.fromhex(command)
        answer, length = ctypes.create_string_buffer(70000), _DWORD(70000)
        header = _Protocol(self._protocol.value, ctypes.sizeof(_Protocol))
        self._pcsc.call(
            "SCardTransmit", self._card, ctypes.byref(header), octets, _DWORD(len(octets)), None, answer,
            ctypes.byref(length),
        )
        return answer.raw[: length.value].hex().upper()

    def reconnect(self, how=RESET):
        """Resets the card and stays connected."""
        self._pcsc.call("SCardReconnect", self._card, _DWORD(2), _DWORD(3), _DWORD(how), ctypes.byref(self._protocol))

    def atr(self):
        """The answer to reset, as the reader had it."""
        name, names = ctypes.create_string_buffer(200), _DWORD(200)
        atr, length, state, protocol = ctypes.create_string_buffer(33), _DWORD(33), _DWORD(), _DWORD()
        self._pcsc.call(
            "SCardStatus", self._card, name, ctypes.byref(names), ctypes.byref(state), ctypes.byref(protocol), atr,
            ctypes.byref(length),
        )
        return atr.raw[: length.value].hex().upper()
