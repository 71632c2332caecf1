# One image for `serve` (all of it), `web`, `worker` and `migrate`: docs/self-hosting.md says how to run it.
# Pin the base by its digest: --build-arg BASE=debian@sha256:…
ARG BASE=debian:12-slim

FROM ${BASE} AS build
# The base, which is pinned, decides the versions.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev make python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The pages and the C helper of the parser, then what the program imports: the versions of the lock without those that
# only its development needs.
RUN make scrollkeeper/static/index.html \
 && .venv/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes --constraint requirements.lock \
        pyproject.toml -o runtime.lock \
 && .venv/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist . \
 && python3 -m venv /opt/scrollkeeper \
 && .venv/bin/uv pip install --quiet --python /opt/scrollkeeper/bin/python --require-hashes -r runtime.lock \
 && .venv/bin/uv pip install --quiet --python /opt/scrollkeeper/bin/python --no-deps dist/*.whl \
 && /opt/scrollkeeper/bin/python -m compileall -q /opt/scrollkeeper

FROM ${BASE}
LABEL org.opencontainers.image.title="ScrollKeeper" \
      org.opencontainers.image.description="The shared reading room of a research group" \
      org.opencontainers.image.licenses="Apache-2.0"
# The base, which is pinned, decides the versions.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 tesseract-ocr \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin scrollkeeper \
 && install -d -o scrollkeeper -g scrollkeeper -m 700 /data /backups
COPY --from=build /opt/scrollkeeper /opt/scrollkeeper
ENV PATH=/opt/scrollkeeper/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SCROLLKEEPER_DATA_DIR=/data \
    SCROLLKEEPER_BACKUP_URL=file:///backups \
    SCROLLKEEPER_HOST=0.0.0.0 \
    SCROLLKEEPER_LOG_FORMAT=json
USER 10001
# Not the folder of data: a file `.env` beside where it starts would be read.
WORKDIR /opt/scrollkeeper
VOLUME ["/data", "/backups"]
EXPOSE 8000
# `serve` starts its own processes again when they die and ends in order within 25 seconds of SIGTERM; a container that
# ends is started again by `restart: unless-stopped` (compose.yaml) or the orchestrator.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=4 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/health', timeout=4)"]
ENTRYPOINT ["scrollkeeper"]
CMD ["serve"]
