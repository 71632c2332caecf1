"""`scrollkeeper serve` as service managers run it."""

import signal
import tempfile
from pathlib import Path

import psutil

from tests import pdfs
from tests.ingest.server import Server


def test_what_is_asked_to_end_ends_in_good_order() -> None:
    """The job runner puts its work back while there is a database, which ends last."""
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-serve-") as folder:
        server = Server(Path(folder)).start()
        try:
            assert server.process
            children = psutil.Process(server.process.pid).children(recursive=True)
            who = server.sign_up()
            long = pdfs.make_pdf(pages=[f"Page {number}. " * 60 for number in range(300)])
            with server.http() as http:
                files = {"file": ("long.pdf", long)}
                http.post(who.path("/papers"), headers=who.headers, files=files).raise_for_status()
            server.stop(signal.SIGTERM)
            assert server.process.returncode == 0
            assert not [child for child in children if child.is_running()], "nothing of it is left"
            said = server.log.read_text()
            assert "error connecting" not in said, "the job runner missed its database"
            assert "Traceback" not in said
        finally:
            server.stop()
