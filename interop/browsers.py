"""Firefox and Chromium as people have them, on a `screen.Screen`: the address is typed, the dialogs are the real ones.

A protocol beside it only looks: which page is shown, which certificates a dialog offers (Marionette for Firefox, the
DevTools pipe for Chromium). Both have OpenSC's module in their NSS database, put there by modutil.
"""

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess

from screen import Waited, started, stopped, until

FIREFOX = next((path for path in ("firefox-esr", "/opt/firefox/firefox") if shutil.which(path)), "firefox-esr")
CHROMIUM = next(filter(shutil.which, ("chromium", "chromium-browser", "google-chrome")), "chromium")

_PREFERENCES = {
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "intl.accept_languages": "it",
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.startup.max_resumed_crashes": -1,
}


def _database(folder, authority, module):
    """An NSS database that trusts one authority for servers and knows one module."""
    for command in (
        ["certutil", "-N", "-d", f"sql:{folder}", "--empty-password"],
        ["certutil", "-A", "-d", f"sql:{folder}", "-n", "authority", "-t", "C,,", "-i", authority],
        ["modutil", "-dbdir", f"sql:{folder}", "-force", "-add", "CNS", "-libfile", module],
    ):
        subprocess.run(list(map(str, command)), capture_output=True, timeout=60, check=True)


class Browser:
    """What both have."""

    #: The title of the window that asks for the PIN.
    asks = ""

    def __init__(self, screen, folder, env, authority, module):
        self.screen, self.folder, self.log = screen, folder, folder / "log"
        (folder / "home").mkdir(parents=True)
        self.authority, self.module = authority, module
        # No session bus: nothing of the desktop is asked, no daemon begins.
        self.env = {**os.environ, **env, **screen.env, "HOME": str(folder / "home"), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}

    def __exit__(self, *_):
        stopped(self.process)

    def open(self, address):
        """Types an address, again where a window that has only just come swallowed some of it."""
        def typed():
            self.screen.focus(self.main)
            self.screen.press("ctrl+l")
            self.screen.do("type", "--clearmodifiers", "--delay", "15", address)
            return self.holds(address)

        until("the address to be typed", typed, 40)
        self.screen.press("Return")

    def holds(self, address):
        """Whether the address bar holds this address."""
        return True

    def cancel(self):
        """Cancels every question for a PIN there is."""
        for window in self.screen.windows(self.asks):
            self.screen.focus(window)
            self.screen.press("Escape")
            self.screen.gone(window)

    def page(self, path, meanwhile=lambda: None, seconds=20):
        """The words of the page with this path, when it is shown."""
        def shown():
            meanwhile()
            return path in self.address() and self.words()

        try:
            return until(f"the page {path}", shown, seconds, every=0.2)
        except Waited as waited:
            raise Waited(f"{waited}; seen: {self.address()}, windows: {self.screen.titles()}") from None


class Firefox(Browser):
    """Firefox ESR."""

    asks = "^Password Required"

    def __enter__(self):
        profile = self.folder / "profile"
        profile.mkdir()
        _database(profile, self.authority, self.module)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _PREFERENCES.items()]
        (profile / "user.js").write_text("".join(lines))
        self.process = started(
            [FIREFOX, "--no-remote", "--profile", profile, "--marionette", "--remote-allow-system-access", "about:blank"],
            self.log, env={**self.env, "MOZ_CRASHREPORTER_DISABLE": "1"},
        )
        try:
            port = profile / "MarionetteActivePort"
            until("Firefox to start", lambda: port.exists() and port.read_text().strip(), 40)
            self._socket = socket.create_connection(("127.0.0.1", int(port.read_text())))
            self._socket.settimeout(20)
            self._read()
            self._command("WebDriver:NewSession", capabilities={"alwaysMatch": {"unhandledPromptBehavior": "ignore"}})
            self._command("Marionette:SetContext", value="chrome")
            self.main = self.screen.window("Mozilla Firefox$")
        except BaseException:
            self.__exit__()
            raise
        return self

    def holds(self, address):
        """Whether the address bar holds this address."""
        with contextlib.suppress(Waited):
            return until("the address", lambda: self._script("return gURLBar.untrimmedValue") == address, 3)
        return False

    def choose(self):
        """Confirms the certificate that the dialog offers; gives the words of the dialog, all certificates in it."""
        script = """
            const shown = [...document.querySelectorAll(".dialogFrame")].map(frame => frame.contentDocument)
                .find(page => page?.URL.endsWith("clientauthask.xhtml") && page.readyState == "complete");
            return shown ? shown.documentElement.textContent : "";"""
        words = until("the choice of a certificate", lambda: self._script(script))

        def confirmed():
            self.screen.press("Return")
            return not self._script(script)

        # A dialog takes no key in its first moment.
        until("the choice to be taken", confirmed, every=0.3)
        return words

    def address(self):
        """The address of the page. Not while a window asks for a PIN: Firefox stands still meanwhile."""
        return self._script("return gBrowser.currentURI.spec")

    def words(self):
        """The words of the page, once it is complete."""
        self._command("Marionette:SetContext", value="content")
        try:
            return self._script("return document.readyState == 'complete' ? document.body.innerText : ''")
        finally:
            self._command("Marionette:SetContext", value="chrome")

    def _script(self, script):
        return (self._command("WebDriver:ExecuteScript", script=script, args=[]) or {}).get("value")

    def _command(self, name, **parameters):
        message = json.dumps([0, 1, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        # An error is a page that is just going: looked at again.
        return self._read()[3]

    def _read(self):
        length = b""
        while not length.endswith(b":"):
            length += self._receive(1)
        return json.loads(self._receive(int(length[:-1])))

    def _receive(self, length):
        octets = b""
        while len(octets) < length:
            some = self._socket.recv(length - len(octets))
            if not some:
                raise Waited("Firefox ended: " + self.log.read_text(errors="replace")[-600:])
            octets += some
        return octets


class Chromium(Browser):
    """Chromium."""

    asks = "^Unlock Security Device"

    def __enter__(self):
        database = self.folder / "home" / ".pki" / "nssdb"
        database.mkdir(parents=True)
        _database(database, self.authority, self.module)
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()
        # It reads commands from descriptor 3 and answers at 4.
        command = [
            "sh", "-c", f'exec 3<&{commands} 4>&{answers} && exec "$@"', "sh", CHROMIUM, f"--user-data-dir={self.folder}/data",
            "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--password-store=basic", "--lang=en-US",
            "--accept-lang=it", "--disable-background-networking", "--disable-component-update", "--window-size=1000,700",
            *(["--no-sandbox"] if os.geteuid() == 0 else []), "about:blank",
        ]
        self.process = started(command, self.log, env=self.env, pass_fds=[commands, answers])
        os.close(commands)
        os.close(answers)
        try:
            self._number, self._buffer = 0, b""
            self.main = self.screen.window("Chromium$|Chrome$")
            attached = self._command("Target.attachToTarget", targetId=self._page()["targetId"], flatten=True)
            self._session = attached["sessionId"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        super().__exit__()
        os.close(self._commands)
        os.close(self._answers)

    def choose(self):
        """Confirms the certificate that the dialog offers first. The dialog is drawn inside the window, where nobody
        else can look: Return is pressed until a page comes of it."""
        def confirmed():
            self.screen.press("Return")
            return self.address() != before

        before = self.address()
        until("the choice to be taken", confirmed, every=0.5)

    def address(self):
        """The address of the page."""
        return self._page()["url"]

    def words(self):
        """The words of the page, once it is complete. Not while a window asks for a PIN: the page does not answer."""
        script = "document.readyState == 'complete' ? document.body.innerText : ''"
        said = self._command("Runtime.evaluate", self._session, expression=script)
        return said.get("result", {}).get("value")

    def _page(self):
        targets = self._command("Target.getTargets")["targetInfos"]
        return next(target for target in targets if target["type"] == "page")

    def _command(self, name, session=None, **parameters):
        self._number += 1
        message = {"id": self._number, "method": name, "params": parameters}
        os.write(self._commands, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            while b"\0" not in self._buffer:
                ready, _, _ = select.select([self._answers], [], [], 20)
                some = os.read(self._answers, 65536) if ready else b""
                if not some:
                    raise Waited("Chromium says nothing any more: " + self.log.read_text(errors="replace")[-600:])
                self._buffer += some
            one, _, self._buffer = self._buffer.partition(b"\0")
            answer = json.loads(one)
            if answer.get("id") == self._number:
                return answer.get("result", {})
