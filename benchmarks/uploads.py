"""A thousand small files by tus over loopback into ``tereze serve``, by a client that knows nothing of us (tuspy).

tuspy begins with each file by one request and sends its bytes by a second; what the upload page does, both by one
(creation-with-upload), stands beside it.
"""

from __future__ import annotations

import base64
import http.client
import io
import json
import os
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image
from tusclient.client import TusClient

from archive import wiring
from archive.model import Role
from archive.services import accounts
from archive.settings import Settings
from benchmarks.served import _await, _free_port, _serving

FILES = int(os.environ.get("BENCH_FILES", "1000"))
AT_ONCE = 4
WANTED = 30


def small_jpeg(number: int) -> bytes:
    """About as small as a photograph gets, and unlike any other."""
    image = Image.new("RGB", (640, 480), (number % 256, number // 256 % 256, number * 37 % 256))
    tags = Image.Exif()
    tags[0x010E] = f"picture {number}"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, exif=tags)
    return out.getvalue()


def by_tuspy(address: str, token: str) -> Callable[[int, bytes, int], None]:
    """Sends a file as any tus client does."""
    client = TusClient(f"{address}/api/v1/uploads", headers={"Authorization": f"Bearer {token}"})

    def send(number: int, content: bytes, accession: int) -> None:
        said = {"filename": f"DSC_{number:04}.JPG", "accession": str(accession)}
        client.uploader(file_stream=io.BytesIO(content), chunk_size=1 << 24, metadata=said).upload()

    return send


def by_one_request(address: str, token: str) -> Callable[[int, bytes, int], None]:
    """Sends a file and what is said of it at once, on connections that stay."""
    host = urllib.parse.urlsplit(address).netloc
    kept = threading.local()

    def send(number: int, content: bytes, accession: int) -> None:
        connection = getattr(kept, "connection", None) or http.client.HTTPConnection(host)
        kept.connection = connection
        said = {"filename": f"DSC_{number:04}.JPG", "accession": str(accession)}
        metadata = ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in said.items())
        headers = {
            "Authorization": f"Bearer {token}",
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(content)),
            "Upload-Metadata": metadata,
            "Content-Type": "application/offset+octet-stream",
        }
        connection.request("POST", "/api/v1/uploads", content, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 201, told
        assert told["receipt"]["status"] == "new", told

    return send


def run() -> None:
    """Print files a second by both ways."""
    print(f"{FILES} small files by tus over loopback, {AT_ONCE} at a time, files/s (wanted: {WANTED})")
    figures = {}
    for name, way in {"tuspy": by_tuspy, "one_request": by_one_request}.items():
        with tempfile.TemporaryDirectory() as home:
            figures[name] = round(_rate(Path(home), way), 1)
        print(f"  {name:12} {figures[name]:6.1f}")
    print(json.dumps({"tus_small_files": figures}))


def _rate(home: Path, way: Callable[[str, str], Callable[[int, bytes, int], None]]) -> float:
    archive = wiring.open_archive(Settings(home=home))
    with archive.begin() as work:
        token = accounts.add_token(work, accounts.add(work, "archivist", Role.ARCHIVIST, "x" * 16).id)
    archive.close()
    contents = [small_jpeg(number) for number in range(FILES + AT_ONCE)]
    port = _free_port()
    with _serving(home, port):
        address = f"http://127.0.0.1:{port}"
        _await(address)
        send = way(address, token)
        accession = _open_accession(port, token)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for sent in [pool.submit(send, FILES + each, contents[FILES + each], accession) for each in range(AT_ONCE)]:
                sent.result()  # the decoders are started
            begun = time.perf_counter()
            for sent in [pool.submit(send, each, contents[each], accession) for each in range(FILES)]:
                sent.result()
            return FILES / (time.perf_counter() - begun)


def _open_accession(port: int, token: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/api/v1/accessions", headers={"Authorization": f"Bearer {token}"})
    return int(json.loads(connection.getresponse().read())["id"])
