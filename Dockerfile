# One image for the app and the worker. The models are made while building, so a start downloads nothing.
# Alone it is a whole installation, its workers and an embedded Redis included; docker-compose.yml runs the parts apart.
FROM python:3.11-slim AS build
WORKDIR /opt/comptoir
RUN python -m venv /opt/venv
COPY requirements/bootstrap.txt requirements/runtime.txt requirements/
RUN /opt/venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
 && /opt/venv/bin/uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md ./
COPY assistant assistant
COPY retrieval retrieval
COPY integrations integrations
RUN /opt/venv/bin/uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python --no-deps --no-build-isolation . \
 && /opt/venv/bin/comptoir models

FROM python:3.11-slim
# `comptoir backup` runs pg_dump, which has to be of the server's version (docker-compose.yml) or newer.
ARG POSTGRES=17
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
 && pg_dump --version | awk -v least=$POSTGRES '{ print; exit int($3) < least }'
# Empty, for `comptoir restore` fills an empty folder.
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /var/lib/comptoir comptoir \
 && install --directory --owner=comptoir --group=comptoir --mode=0700 /var/lib/comptoir
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 COMPTOIR_DATA_DIR=/var/lib/comptoir COMPTOIR_HOST=0.0.0.0
USER comptoir
VOLUME /var/lib/comptoir
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
CMD ["comptoir", "serve"]
