FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/doitac
WORKDIR /src
# Dependencies first: a change in the code keeps this layer.
COPY requirements.lock ./
RUN /opt/doitac/bin/pip install --require-hashes --requirement requirements.lock
COPY . ./
RUN /opt/doitac/bin/pip install --no-deps --no-build-isolation . \
    && /opt/doitac/bin/pip uninstall --yes editables hatchling pip


FROM python:3.11-slim

RUN groupadd --system --gid 10001 doitac \
    && useradd --system --uid 10001 --gid doitac --home-dir /data --no-create-home doitac \
    && install --directory --owner=doitac --group=doitac --mode=0750 /data
COPY --from=build /opt/doitac /opt/doitac

ENV PATH=/opt/doitac/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DOITAC_DATABASE_URL=sqlite+aiosqlite:////data/doitac.db \
    DOITAC_DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /data
VOLUME /data
USER doitac
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["doitac", "serve"]
