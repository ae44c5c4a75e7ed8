"""A real Chromium without a window, driven over its own protocol: what a page shows, runs and asks for is seen, not guessed."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from tests.conftest import end

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--no-default-browser-check", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage"),
    # whatever a page asks of another host fails at once, and is seen as a request
    *("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--remote-debugging-port=0"),
)


class Page:
    """A tab. `said` is what it logged to the console, `opened` the dialogs that it opened, `asked` the addresses that it requested."""

    def __init__(self, address: str) -> None:
        self._socket = connect(address, max_size=2**28, proxy=None)
        self._ids = count(1)
        self.said: list[str] = []
        self.opened: list[str] = []
        self.asked: list[str] = []
        self._events: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setFocusEmulationEnabled", enabled=True)  # a page without a window has no focus to give otherwise

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command of the protocol and its result."""
        id_ = next(self._ids)
        self._socket.send(json.dumps({"id": id_, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=60))
            if message.get("id") == id_:
                assert "error" not in message, f"{method}: {message['error']}"
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def open(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self._events.clear()
        self.send("Page.navigate", url=url)
        until = time.monotonic() + 60
        while "Page.loadEventFired" not in self._events:
            assert time.monotonic() < until, f"{url} did not load"
            self._note(json.loads(self._socket.recv(timeout=60)))

    def value(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        done = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def wait(self, script: str, seconds: float = 20) -> Any:
        """The value of an expression as soon as it is true."""
        until = time.monotonic() + seconds
        while not (value := self.value(script)):
            assert time.monotonic() < until, f"never true: {script}"
            time.sleep(0.05)
        return value

    def key(self, name: str) -> None:
        """Press a key: Tab, Enter or Escape."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[name]
        more = {"text": "\r"} if name == "Enter" else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=name, code=name, windowsVirtualKeyCode=code, **more)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=name, code=name, windowsVirtualKeyCode=code)

    def look(self, width: int = 1200, height: int = 800, *, dark: bool = False, phone: bool = False) -> None:
        """Set the size of the window, and whether the reader prefers a dark page."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def picture(self, to: Path) -> None:
        to.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]))

    def _note(self, message: dict[str, Any]) -> None:
        method, told = message.get("method", ""), message.get("params", {})
        self._events.append(method)
        if method == "Page.javascriptDialogOpening":
            self.opened.append(told["message"])
            self._socket.send(json.dumps({"id": next(self._ids), "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}))
        elif method == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])
        elif method == "Runtime.consoleAPICalled":
            self.said.append(" ".join(str(argument.get("value", "")) for argument in told["args"]))
        elif method == "Runtime.exceptionThrown":
            self.said.append(str(told["exceptionDetails"].get("exception", told)))
        elif method == "Log.entryAdded":
            self.said.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")


@contextmanager
def chromium() -> Iterator[Page]:
    """A tab of a browser of its own, which is ended with all that it started."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        child = subprocess.Popen(
            [CHROMIUM, *SWITCHES, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            noted = Path(profile, "DevToolsActivePort")
            until = time.monotonic() + 60
            while not (noted.exists() and noted.read_text().count("\n")):
                assert child.poll() is None, "Chromium ended"
                assert time.monotonic() < until, "Chromium did not start"
                time.sleep(0.05)
            port = noted.read_text().split("\n")[0]
            yield Page(_tab(int(port)))
        finally:
            end(child)


def _tab(port: int) -> str:
    import urllib.request

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=30) as answered:
        return str(next(tab["webSocketDebuggerUrl"] for tab in json.load(answered) if tab["type"] == "page"))
