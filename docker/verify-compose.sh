#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves docker-compose.yml where no registry can be reached: builds the images (on stand-ins where the engine lacks the real ones; nothing is pulled), starts
# the composed system on loopback ports of its own, sends numbered lines over HTTP and through a file with a sidecar, replaces every container under that load,
# and compares what is in Elasticsearch and in the lake, id for id; then starts it once more with security. Cleans up what it started. Kibana is left out:
# there is nothing to make a stand-in of.
#
#   docker/verify-compose.sh [--keep-data]     --keep-data leaves the ids that were compared in a folder, and says where
#
# Needs bash, curl, a JDK 25 and Maven; root, if no Docker engine runs, on Debian. Takes some ten minutes on two cores.
set -euo pipefail
home=$(cd -P "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-verify.XXXXXX")
started=$SECONDS

say() { printf '%4ds  %s\n' "$((SECONDS - started))" "$*"; }
fail() {
  say "FAILED: $*" >&2
  exit 1
}

# await SECONDS WHAT COMMAND...: until COMMAND succeeds.
await() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" > /dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "waited in vain for $what"
    sleep 0.5
  done
}

. "$home/docker/verify/engine.sh"
. "$home/docker/verify/stand-ins.sh"
. "$home/docker/verify/load.sh"
. "$home/docker/verify/compare.sh"
. "$home/docker/verify/secure.sh"

clean_up() {
  local status=$?
  trap - EXIT
  [ "$status" = 0 ] || { compose logs --no-color --tail 15 || true; } >&2 2> /dev/null
  say "Cleaning up"
  stop_load
  compose down --volumes --remove-orphans --timeout 5 > /dev/null 2>&1 || true
  docker image rm ${stood_in[@]+"${stood_in[@]}"} $(compose config --images 2> /dev/null | grep ":$SLUICE_TAG$") > /dev/null 2>&1 || true
  stop_engine
  if [ "${keep:-}" ]; then say "The ids are in $work/ids"; else rm -rf "$work"; fi
  exit "$status"
}

# A port that nobody listens on.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    [[ " $ports " == *" $port "* ]] || (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
  done
  ports+=" $port"
  printf -v "$1" %s "$port"
  export "${1?}"
}

compose() { docker compose --project-name "$project" "${files[@]}" "$@"; }

# A container of ours may do nothing but its work.
check_restrictions() {
  local service
  for service in ingest parser detector sink-elasticsearch sink-s3 console web web-tail; do
    compose exec -T "$service" bash -c '
      while read -r name value _; do
        case $name in
          Uid:) [ "$value" = 10001 ] || { echo "is user $value"; exit 1; } ;;
          CapEff: | CapBnd:) [ "$value" = 0000000000000000 ] || { echo "has capabilities $value"; exit 1; } ;;
          NoNewPrivs:) [ "$value" = 1 ] || { echo "may gain privileges"; exit 1; } ;;
        esac
      done < /proc/1/status
      while read -r _ folder _ options _; do
        [ "$folder" != / ] || [[ $options == ro,* ]] || { echo "may write to its root file system"; exit 1; }
      done < /proc/1/mounts' || fail "$service is not restricted"
    ! compose logs --no-color "$service" | grep -E '\[(warning|error)\]\[(aot|cds)' || fail "$service does not use its archive of classes"
  done
}

# Replaces a service's container by a new one, as a new version would.
replace() {
  local from=$SECONDS
  compose up --detach --pull never --no-build --no-deps --force-recreate --wait --wait-timeout 240 "$1" > "$work/replace.log" 2>&1 ||
    { cat "$work/replace.log" >&2; fail "$1 did not come back"; }
  say "Replaced $1 in $((SECONDS - from)) s; so far $(sent_http) lines over HTTP, $(sent_file) in the file"
}

keep=
[ "${1:-}" != --keep-data ] || keep=yes
project=sluice-verify-$$
files=(-f "$home/docker-compose.yml" -f "$home/docker/verify/without-kibana.yml")
ports=
export SLUICE_TAG=verify-$$ SLUICE_LAKE_FORMAT=ndjson_gz SLUICE_LAKE_MAX_AGE=5s
for variable in SLUICE_INGEST_PORT SLUICE_INGEST_GRPC_PORT SLUICE_INGEST_MANAGEMENT_PORT SLUICE_PARSER_PORT SLUICE_SINK_ELASTICSEARCH_PORT SLUICE_SINK_S3_PORT SLUICE_DETECTOR_PORT SLUICE_CONSOLE_PORT \
  SLUICE_KAFKA_PORT SLUICE_ELASTICSEARCH_PORT SLUICE_S3_PORT SLUICE_KIBANA_PORT; do
  free_port "$variable"
done
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
cd "$home"

start_engine
find_compose
stand_in_for_all

say "Checking the files"
compose config -q

say "Building the images"
compose build --quiet > "$work/build.log" 2>&1 || { tail -50 "$work/build.log" >&2; fail "the images could not be built"; }
docker image ls --format '      {{.Repository}} {{.Size}}' --filter "reference=sluice/*:$SLUICE_TAG"

say "Starting all but Kibana, for which there is no stand-in: its service and the import of its objects are switched off by a profile"
compose up --detach --pull never --no-build --wait --wait-timeout 300 > "$work/up.log" 2>&1 || { cat "$work/up.log" >&2; fail "not all is healthy"; }
say "All is healthy"
check_restrictions

say "Sending over HTTP and writing to a file, while each container is replaced by a new one"
start_load
await 120 "the first lines in Elasticsearch" arrived_in_elasticsearch 1000
for service in ingest parser detector sink-elasticsearch sink-s3 console web-tail web kafka elasticsearch s3 ingest; do
  replace "$service"
done
finish_load
say "Sent $(sent_http) lines over HTTP ($(retried) requests were sent again), wrote $(sent_file) to the file"

# The sample's own lines are part of the comparison, but nobody knows how many they are while they come.
compose stop web > /dev/null 2>&1
compare
say "Compared: $(wc -l < "$work/ids/elasticsearch") events, each once in Elasticsearch and once in the lake, none of the numbered lines lost or doubled"
compose down --volumes --timeout 20 > /dev/null 2>&1
verify_secure
say "PASSED"
