# The service as a container: no root, no npm, nothing to write to but /data. See docs/operations.md.
ARG NODE=node:22.22.2-bookworm-slim

# Compiles.
FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

# The packages of production alone.
FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

# Node.js without npm, the packages, the program and its data.
FROM debian:12.13-slim
COPY --from=packages /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE NOTICE ./
COPY cards cards
COPY fhir-profiles fhir-profiles
COPY policies policies
COPY sandbox/*.json sandbox/*.yaml sandbox/
COPY schemas schemas
COPY scripts/healthcheck.mjs scripts/
# Decisions on their way to the database, and the database itself unless there is a PostgreSQL.
RUN mkdir /data && chown 10001:10001 /data
VOLUME /data
USER 10001:10001
ENV NODE_ENV=production \
    MODE=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE=/data/decisions.sqlite \
    SPOOL_DIR=/data/spool
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["node", "scripts/healthcheck.mjs"]
# Commands go behind it: `docker run … clients check /etc/clients.yaml`.
ENTRYPOINT ["node", "dist/main.js"]
