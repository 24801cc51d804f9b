"""What only the real server can get wrong: whom it believes about a request, and who else reads its folders."""

from __future__ import annotations

import http.client
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving import serving


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_no_caller_rewrites_the_archive_s_addresses(tmp_path: Path, proxies: str) -> None:
    """Also not from this machine, where a proxy would call from: what it may say is ``trusted_proxies``'."""
    with serving(tmp_path, TEREZE_TRUSTED_PROXIES=proxies) as server:

        def ask(path: str, **headers: str) -> http.client.HTTPResponse:
            with closing(http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=10)) as line:
                line.request("GET", path, headers=headers)
                answer = line.getresponse()
                answer.read()
                return answer

        answer = ask("//evil.example/events", SCRIPT_NAME="//evil.example")
        assert (answer.status, answer.getheader("Location")) == (404, None)
        by_tls = ask("/sign-in", **{"X-Forwarded-Proto": "https"}).getheader("Strict-Transport-Security")
        assert bool(by_tls) == (proxies == "1")


def test_nobody_else_on_the_machine_reads_the_archive(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home):
        assert {folder.name: folder.stat().st_mode & 0o777 for folder in home.iterdir()} == {
            "uploads": 0o700,
            "index": 0o700,
        }
