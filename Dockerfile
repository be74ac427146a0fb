# The server and its dashboard, for a PostgreSQL beside it (DATABASE_URL): deploy/compose.yaml puts the two together.
#
#   docker build -t onepercent-retention .

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npm ci --no-audit --no-fund && npm run build

# What runs, exactly as package-lock.json has it: no development tools, and no PostgreSQL or Node of its own.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/admin/package.json packages/admin/
COPY packages/domain/package.json packages/domain/
COPY packages/sdk/package.json packages/sdk/
COPY packages/server/package.json packages/server/
COPY packages/vue/package.json packages/vue/
COPY demo/package.json demo/
COPY docs/package.json docs/
RUN npm ci --omit=dev --omit=optional --workspace packages/server --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
COPY --from=packages /app/node_modules node_modules
COPY packages/domain/package.json packages/domain/
COPY packages/domain/src packages/domain/src
COPY packages/server/package.json packages/server/
COPY packages/server/bin packages/server/bin
COPY packages/server/src packages/server/src
COPY packages/admin/package.json packages/admin/
COPY --from=build /build/packages/admin/dist packages/admin/dist
RUN install -d -o node -g node -m 0700 /data
USER node
# Generated secrets and backups: they have to outlive the container.
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=16", "packages/server/bin/retention.js"]
CMD ["serve"]
