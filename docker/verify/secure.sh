# SPDX-License-Identifier: Apache-2.0
# Sourced by verify-compose.sh: the same system with docker-compose.secure.yml on top, in a copy of the project, so that nobody's .env is touched.
# What elasticsearch-users.sh does is not tried: the stand-in for Elasticsearch cannot do it (users-from-a-file.yml).

secret() { sed -n "s/^$1=//p" "$work/project/.env"; }

# Takes: user:password or nothing, URL, further arguments of curl. Prints the status.
status_of() {
  local user=$1 url=$2
  shift 2
  curl -s -o /dev/null -w '%{http_code}' --max-time 20 --cacert "$work/project/docker/secure/certs/ca.crt" ${user:+-u "$user"} "$@" "$url"
}

expect() {
  local wanted=$1 what=$2 status
  shift 2
  status=$(status_of "$@") || true
  [ "$status" = "$wanted" ] || fail "$what was answered $status, not $wanted"
}

arrived_securely() {
  curl -fsS --max-time 20 --cacert "$work/project/docker/secure/certs/ca.crt" -u "sluice-sink:$(secret SINK_PASSWORD)" \
    "https://127.0.0.1:$SLUICE_ELASTICSEARCH_PORT/logs-*/_count?q=user_agent.original:$1&filter_path=count" | grep -q "$2"
}

verify_secure() {
  say "Starting it again, with security"
  mkdir "$work/project"
  cp -r docker docker-compose.yml docker-compose.secure.yml samples kibana "$work/project/"
  rm -rf "$work/project/docker/secure"
  "$work/project/docker/secure-env.sh" > /dev/null
  files=(--project-directory "$work/project" --env-file "$work/project/.env" -f "$work/project/docker-compose.yml"
    -f "$work/project/docker-compose.secure.yml" -f "$home/docker/verify/without-kibana.yml" -f "$home/docker/verify/users-from-a-file.yml")
  compose config -q
  compose up --detach --pull never --no-build --wait --wait-timeout 300 > "$work/up.log" 2>&1 || { cat "$work/up.log" >&2; fail "not all is healthy"; }
  say "All is healthy"

  local ingest="https://127.0.0.1:$SLUICE_INGEST_PORT/api/v1/logs?format=apache_combined" store="https://127.0.0.1:$SLUICE_ELASTICSEARCH_PORT"
  local console="http://127.0.0.1:$SLUICE_CONSOLE_PORT"
  local token line
  token=$(cat "$work/project/docker/secure/token")
  line='192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET /secure HTTP/1.1" 200 512 "-" "secure-sender"'
  expect 401 "a sender without a token" "" "$ingest" --data-binary "$line"
  expect 202 "a sender with a token" "" "$ingest" --data-binary "$line" -H "Authorization: Bearer $token"
  expect 401 "a reader without a password" "" "$store/logs-*/_search"
  expect 200 "the user elastic" "elastic:$(secret ELASTIC_PASSWORD)" "$store/_cluster/health"
  expect 403 "the sink's user, asking for what is not the sink's" "sluice-sink:$(secret SINK_PASSWORD)" "$store/_security/user"
  expect 401 "a stranger who opens the console's data" "" "$console/api/v1/letters"
  expect 200 "the operator of the console" "" "$console/api/v1/letters" -H "Authorization: Bearer $(secret CONSOLE_TOKEN)"
  expect 403 "the operator of the console, who asks for what passes" "" "$console/api/v1/capture" -H "Authorization: Bearer $(secret CONSOLE_TOKEN)" -H 'Content-Type: application/json' -d '{}'
  expect 200 "who may look at what passes" "" "$console/api/v1/letters" -H "Authorization: Bearer $(secret CAPTURE_TOKEN)"
  await 120 "the line that was sent with a token" arrived_securely secure-sender '"count":1}'
  await 120 "the sidecar's lines" arrived_securely '*' '"count":[1-9][0-9]'
}
