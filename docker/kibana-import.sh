# SPDX-License-Identifier: Apache-2.0
# kibana-import.sh KIBANA FOLDER: loads each file of saved objects in FOLDER into KIBANA, over what is there under the same id.
# With KIBANA_USER, KIBANA_PASSWORD and KIBANA_CA (a file), if they are set.
set -euo pipefail
kibana=$1 folder=$2
shopt -s nullglob
options=(--fail-with-body --silent --show-error --retry 10 --retry-all-errors --retry-delay 3 -H 'kbn-xsrf: sluice')
[ -z "${KIBANA_CA:-}" ] || options+=(--cacert "$KIBANA_CA")
files=("$folder"/*.ndjson)
if [ "${#files[@]}" -eq 0 ]; then
  echo "nothing to import: user $(id -u) sees no *.ndjson in $folder; if there are some, let others read them (chmod -R go+rX kibana)" >&2
  exit 1
fi
for file in "${files[@]}"; do
  if [ ! -r "$file" ]; then
    echo "user $(id -u) cannot read $file; let others read it (chmod -R go+rX kibana)" >&2
    exit 1
  fi
  echo "Importing ${file##*/}"
  # The password goes in by the standard input: arguments are for all to see.
  answer=$(printf '%s' "${KIBANA_USER:+user = \"$KIBANA_USER:$KIBANA_PASSWORD\"}" |
    curl --config - "${options[@]}" -F "file=@$file" "$kibana/api/saved_objects/_import?overwrite=true")
  echo "$answer"
  # 200 is also the answer to a file of which only a part could be imported.
  [[ $answer == *'"success":true'* ]] || exit 1
done
