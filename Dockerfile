# The server as an image, with what PostgreSQL needs: docker build -t rejoinder .
# How it is run stands in docs/deploy.md; tests/deploy/test_container.py goes through these lines.

ARG PYTHON=3.13-slim-bookworm

FROM python:${PYTHON} AS build
WORKDIR /source
COPY requirements/postgres.lock requirements/
# Wheels alone: what is installed is what the lock has hashes of, and no compiler is needed.
RUN python -m venv /opt/rejoinder \
    && /opt/rejoinder/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: -r requirements/postgres.lock
COPY pyproject.toml hatch_build.py README.md LICENSE CHANGELOG.md ./
COPY src src
RUN /opt/rejoinder/bin/pip install --no-cache-dir --no-deps --no-index --no-build-isolation . \
    && /opt/rejoinder/bin/pip uninstall --yes hatchling pip

FROM python:${PYTHON}
# pg_dump and its kin, for backups of PostgreSQL. They must not be older than the server (compose.yaml has the same 15).
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 rejoinder \
    && useradd --system --uid 10001 --gid rejoinder --home-dir /data --no-create-home --shell /usr/sbin/nologin rejoinder \
    && install --directory --owner=rejoinder --group=rejoinder --mode=700 /data
COPY --from=build /opt/rejoinder /opt/rejoinder
ENV PATH=/opt/rejoinder/bin:$PATH PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["rejoinder"]
CMD ["serve", "--data", "/data", "--host", "0.0.0.0", "--port", "8080"]
