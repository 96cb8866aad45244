# The map page is built with Node, the application runs on Python alone; the database is a service of its own.
FROM node:22-slim AS page
WORKDIR /onemap/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund --loglevel=error
COPY frontend ./
RUN npm run build

FROM python:3.12-slim
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/onemap \
    ONEMAP_DATA_DIR=/data
WORKDIR /onemap
# Reports as PDF are set in it.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
COPY requirements/app.lock requirements/
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/app.lock \
    && printf '#!/bin/sh\nexec python -m mapserver "$@"\n' > /usr/local/bin/onemap \
    && chmod 755 /usr/local/bin/onemap \
    && useradd --system --uid 10001 --home-dir /data onemap \
    && install -d -o onemap -g onemap /data
COPY CHANGELOG.md LICENSE ./
COPY mapserver mapserver
COPY layers layers
COPY fixtures fixtures
COPY --from=page /onemap/frontend/dist frontend/dist
RUN python -m whitenoise.compress --quiet frontend/dist
USER onemap
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["onemap", "serve", "--host", "0.0.0.0"]
