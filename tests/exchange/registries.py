"""A process of its own that plays the registries: works by identifier, what was asked, and their manners."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CROSSREF = {"status": "ok", "message": {
    "type": "journal-article", "title": ["On rivers"], "container-title": ["Journal of Water"], "volume": "7",
    "author": [{"given": "Marie", "family": "Curie"}], "issued": {"date-parts": [[2020]]}, "DOI": "10.1234/rivers",
}}  # fmt: skip
DATACITE = {"data": {"attributes": {
    "doi": "10.5555/sand", "titles": [{"title": "Sand, measured"}], "publicationYear": 2021,
    "types": {"resourceTypeGeneral": "Dataset"}, "creators": [{"familyName": "Okafor", "givenName": "Ada"}],
}}}  # fmt: skip
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><entry>
<id>http://arxiv.org/abs/1605.08386v1</id><title>Heat-bath random walks</title>
<published>2016-05-26T17:59:46Z</published>
<author><name>Caprice Stanley</name></author></entry></feed>"""
PUBMED = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>123</PMID><Article><Journal><Title>Sea</Title>
<JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue></Journal><ArticleTitle>Of tides.</ArticleTitle>
</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
BOOK = {"ISBN:9780140328721": {"title": "The Lake", "authors": [{"name": "Ann Brook"}], "publish_date": "1988"}}
ANSWERS: dict[str, Any] = {
    "/api.crossref.org/works/10.1234%2Frivers": CROSSREF, "/api.datacite.org/dois/10.5555%2Fsand": DATACITE,
    "/export.arxiv.org/api/query?id_list=1605.08386": ATOM, "id=123&": PUBMED,
    "ids=PMC999": {"records": [{"pmid": "123"}]}, "bibkeys=ISBN%3A9780140328721": BOOK,
}  # fmt: skip


class Registries(BaseHTTPRequestHandler):
    """`/asked` lists what was asked since, with the headers that matter."""

    protocol_version = "HTTP/1.1"
    asked: list[dict[str, str]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        if self.path == "/asked":
            return self._answer(200, json.dumps(self.asked))
        kept = {"path": self.path, "agent": self.headers["User-Agent"], "etag": self.headers["If-None-Match"] or ""}
        self.asked.append(kept)
        if "10.9999" in self.path:
            return self._answer(429, "slow down", {"Retry-After": "120"})
        if self.headers["If-None-Match"]:
            return self._answer(304, "")
        for part, answer in ANSWERS.items():
            if part in self.path:
                body = answer if isinstance(answer, str) else json.dumps(answer)
                headers = {"ETag": '"one"', "X-Rate-Limit-Limit": "1000", "X-Rate-Limit-Interval": "1s"}
                return self._answer(200, body, headers)
        return self._answer(404, "Resource not found.")

    def _answer(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ((headers or {}) | {"Content-Length": str(len(body.encode()))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registries)
    print(server.server_port, flush=True)
    sys.stdin.close()
    server.serve_forever()
