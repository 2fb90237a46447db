#!/bin/sh
# Makes or upgrades the two databases of the Temporal server. Repeating it changes nothing.
set -eu

sql_tool() {
  temporal-sql-tool --plugin postgres12_pgx --ep postgres --port 5432 --user temporal "$@"
}

for name in temporal temporal_visibility; do
  folder=$([ "$name" = temporal ] && echo temporal || echo visibility)
  sql_tool --db "$name" create
  sql_tool --db "$name" setup-schema -v 0.0
  sql_tool --db "$name" update-schema -d "/etc/temporal/schema/postgresql/v12/$folder/versioned"
done
