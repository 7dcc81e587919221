# SPDX-License-Identifier: Apache-2.0
# elasticsearch-users.sh ELASTICSEARCH CA: sets kibana_system's password, and makes the user sluice-sink, who may do what the sink does and no more.
# Wants ELASTIC_PASSWORD, KIBANA_PASSWORD and SINK_PASSWORD.
set -euo pipefail
elasticsearch=$1 ca=$2

# Passwords are in the standard input: arguments are for all to see. Takes: path, body.
post() {
  local body=${2//$'\n'/}
  printf 'user = "elastic:%s"\ndata = "%s"\n' "$ELASTIC_PASSWORD" "${body//\"/\\\"}" |
    curl --config - --fail-with-body --silent --show-error --retry 10 --retry-all-errors --retry-delay 2 --cacert "$ca" \
      -H 'Content-Type: application/json' "$elasticsearch/_security/$1"
  echo " $1"
}

post user/kibana_system/_password "{\"password\":\"$KIBANA_PASSWORD\"}"
post role/sluice-sink '{"cluster":["monitor","manage_index_templates"],
  "indices":[{"names":["logs-*"],"privileges":["auto_configure","create_doc","read","view_index_metadata","monitor","maintenance"]}]}'
post user/sluice-sink "{\"password\":\"$SINK_PASSWORD\",\"roles\":[\"sluice-sink\"]}"
