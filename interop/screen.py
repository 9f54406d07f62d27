"""A screen without a monitor: Xvfb with a window manager, and hands on its keyboard.

    with Screen(judge.folder) as screen:
        subprocess.Popen(["firefox-esr"], env={**os.environ, **screen.env})
        window = screen.window("^Password Required")      # waits until it is there
        screen.enter(window, "12345678")                  # types into it, then Return
        screen.gone(window)

What is typed goes through the X server to whatever has the focus, as from a keyboard. Nothing waits a fixed time;
what does not come within its limit raises `Waited`. Everything is stopped at the end, also when the judge is killed.
"""

import os
import signal
import subprocess
import time


class Waited(Exception):
    """Something did not come in time."""


def until(what, condition, seconds=20, every=0.1):
    """The first true value of a condition."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise Waited(f"waited {seconds} s for {what}")
        time.sleep(every)
    return found


def started(command, log, **more):
    """Starts a program with all that it will start in a group of its own, which dies with us."""
    with open(log, "ab") as output:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *map(str, command)], stdout=output, stderr=output,
            start_new_session=True, **{"stdin": subprocess.DEVNULL, **more},
        )


def stopped(process):
    """Ends a program and all of its group."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


class Screen:
    """1280 × 900 pixels."""

    def __init__(self, folder):
        self.log = folder / "screen.log"
        self._processes = []

    def __enter__(self):
        reading, writing = os.pipe()
        self._processes.append(started(
            ["Xvfb", "-displayfd", writing, "-screen", "0", "1280x900x24", "-nolisten", "tcp"], self.log,
            pass_fds=[writing],
        ))
        os.close(writing)
        with os.fdopen(reading) as display:
            number = display.readline().strip()
        if not number:
            self.__exit__()
            raise RuntimeError("Xvfb did not start: " + self.log.read_text()[-2000:])
        # No GTK program shall look for a desktop.
        self.env = {"DISPLAY": f":{number}", "NO_AT_BRIDGE": "1", "GDK_BACKEND": "x11", "LANG": "C.UTF-8"}
        self._processes.append(started(["openbox"], self.log, env={**os.environ, **self.env}))
        return self

    def __exit__(self, *_):
        for process in reversed(self._processes):
            stopped(process)

    def do(self, *arguments):
        """What xdotool says to these arguments."""
        command = ["xdotool", *map(str, arguments)]
        done = subprocess.run(
            command, env={**os.environ, **self.env}, capture_output=True, text=True, timeout=20, check=False
        )
        return done.stdout.strip()

    def window(self, title, seconds=30):
        """The window whose title matches a regular expression, when it can be seen."""
        return until(f"a window {title}", lambda: self.windows(title), seconds)[0]

    def windows(self, title="."):
        """The windows with such a title at this moment."""
        return self.do("search", "--onlyvisible", "--name", title).split()

    def titles(self):
        """The titles of all windows."""
        return [self.do("getwindowname", window) for window in self.windows()]

    def focus(self, window):
        """Gives a window the keyboard."""
        def has_it():
            self.do("windowactivate", window)
            return self.do("getactivewindow") == window

        until(f"window {window} to have the keyboard", has_it)

    def press(self, *keys):
        """Presses keys, by the names that X has for them."""
        self.do("key", "--clearmodifiers", *keys)

    def enter(self, window, text):
        """Types a line into a window."""
        self.focus(window)
        self.do("type", "--clearmodifiers", "--delay", "15", text)
        self.press("Return")

    def gone(self, window, seconds=20):
        """Waits until a window is not there any more."""
        until(f"window {window} to go", lambda: window not in self.windows(), seconds)
