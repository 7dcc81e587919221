# SPDX-License-Identifier: Apache-2.0
# kibana-import.sh KIBANA FOLDER: loads each file of saved objects in FOLDER into KIBANA, over what is there under the same id.
# With KIBANA_USER, KIBANA_PASSWORD and KIBANA_CA (a file), if they are set.
set -euo pipefail
kibana=$1 folder=$2
shopt -s nullglob
options=(--fail-with-body --silent --show-error --retry 10 --retry-all-errors --retry-delay 3 -H 'kbn-xsrf: sluice')
[ -z "${KIBANA_CA:-}" ] || options+=(--cacert "$KIBANA_CA")
for file in "$folder"/*.ndjson; do
  echo "Importing ${file##*/}"
  # The password goes in by the standard input: arguments are for all to see.
  answer=$(printf '%s' "${KIBANA_USER:+user = \"$KIBANA_USER:$KIBANA_PASSWORD\"}" |
    curl --config - "${options[@]}" -F "file=@$file" "$kibana/api/saved_objects/_import?overwrite=true")
  echo "$answer"
  # 200 is also the answer to a file of which only a part could be imported.
  [[ $answer == *'"success":true'* ]] || exit 1
done
