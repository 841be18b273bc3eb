"""A headless Chromium, by the protocol of its driver: the tests need no package for that."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

KEYS = {"Enter": "\ue007", "Escape": "\ue00c"}


def missing() -> str:
    """Say which program is missing, or nothing."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    return ", ".join(
        name
        for name, path in (("chromium", chromium), ("chromedriver", shutil.which("chromedriver")))
        if not path
    )


@dataclass
class Browser:
    """A page in a browser."""

    url: str

    def open(self, path: Path) -> None:
        _call(f"{self.url}/url", {"url": path.resolve().as_uri()})

    def run(self, script: str) -> Any:
        """Return what the body of a function returns in the page."""
        return _call(f"{self.url}/execute/sync", {"script": script, "args": []})

    def press(self, *keys: str) -> None:
        """Press keys, one after the other: single letters, or names in KEYS."""
        typed = [KEYS.get(key, key) for key in keys]
        actions = [{"type": kind, "value": key} for key in typed for kind in ("keyDown", "keyUp")]
        _call(f"{self.url}/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})


@contextmanager
def open_browser(folder: Path) -> Iterator[Browser]:
    """Start a driver, and through it a browser; both end with the block."""
    log = folder / "driver.log"
    with log.open("wb") as output:
        driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=output, stderr=output)
        try:
            port = _port(log, driver)
            chromium = shutil.which("chromium") or shutil.which("google-chrome")
            options = {"binary": chromium, "args": ["--headless", "--no-sandbox", "--disable-gpu"]}
            wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
            base = f"http://127.0.0.1:{port}/session"
            session = f"{base}/{_call(base, wanted)['sessionId']}"
            try:
                yield Browser(session)
            finally:
                _call(session, None, "DELETE")
        finally:
            driver.terminate()
            driver.wait()


def _port(log: Path, driver: "subprocess.Popen[bytes]") -> int:
    """Return the port that the driver says it listens on."""
    for _ in range(300):
        if found := [line for line in log.read_text().splitlines() if "successfully on port" in line]:
            return int(found[0].rstrip(".").rpartition(" ")[2])
        try:
            driver.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise URLError(f"the driver did not start: {log.read_text()}")


def _call(url: str, value: object, method: str = "POST") -> Any:
    body = None if value is None else json.dumps(value).encode()
    request = Request(url, body, {"Content-Type": "application/json"}, method=method)
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)["value"]
