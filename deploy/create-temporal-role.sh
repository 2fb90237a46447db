#!/bin/bash
# Runs once, when Postgres makes its first data folder: Temporal gets a role of its own, which sees nothing of ours.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$TEMPORAL_DB_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'password';
REVOKE CONNECT ON DATABASE cooperation FROM PUBLIC;
SQL
