"""A web server of its own that receives webhooks: writes down what came, and answers as it is told.

usage: receiver.py FOLDER. It listens on a free port, which it writes to FOLDER/port; each request becomes a line of
FOLDER/requests; FOLDER/answer holds the status to answer with.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(sys.argv[1])


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        with (FOLDER / "requests").open("a") as out:
            out.write(json.dumps({"headers": headers, "body": body}) + "\n")
        self.send_response(int((FOLDER / "answer").read_text()))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
(FOLDER / "port").write_text(str(server.server_address[1]))
server.serve_forever()
