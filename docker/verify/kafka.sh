#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Stands in for apache/kafka's start script.
set -euo pipefail
java=(java -cp '/opt/kafka/libs/*')
export CLUSTER_ID=${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}
# It also formats the folder of the log, and fails when that was done before: no fault, as in the real script.
setup=$("${java[@]}" -XX:TieredStopAtLevel=1 kafka.docker.KafkaDockerWrapper setup \
  --default-configs-dir /etc/kafka/docker --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1) ||
  grep -i 'already formatted' <<< "$setup" || { echo "$setup" >&2; exit 1; }
# shellcheck disable=SC2086
exec java ${KAFKA_HEAP_OPTS:-} -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/config/server.properties
