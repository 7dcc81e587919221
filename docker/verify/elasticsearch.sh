#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Stands in for the start script of Elasticsearch's image.
set -euo pipefail
settings=(-E network.host=0.0.0.0 -E cluster.name=docker-cluster)
# Bash does not keep variables with a dot in their name; the process still has them.
while IFS='=' read -r -d '' name value; do
  # Settings of modules that this distribution does not have are none of its business.
  [[ $name =~ ^[a-z0-9_]+\.[a-z0-9_.]+$ ]] && settings+=(-E "$name=$value")
done < /proc/self/environ
[ -n "${ELASTIC_PASSWORD:-}" ] && {
  [ -e config/elasticsearch.keystore ] || bin/elasticsearch-keystore create
  printf '%s' "$ELASTIC_PASSWORD" | bin/elasticsearch-keystore add --force --stdin bootstrap.password
}
# Elasticsearch as it is in Maven cannot keep users in an index (it lacks an analysis module), so the sink's comes from a file.
[ -n "${SINK_PASSWORD:-}" ] && ! grep -qs '^sluice-sink:' config/users && {
  printf '%s\n' 'sluice-sink:' '  cluster: [monitor, manage_index_templates]' '  indices:' '    - names: ["logs-*"]' \
    '      privileges: [auto_configure, create_doc, read, view_index_metadata, monitor, maintenance]' >> config/roles.yml
  bin/elasticsearch-users useradd sluice-sink --password "$SINK_PASSWORD" --roles sluice-sink
}
exec bin/elasticsearch "${settings[@]}"
