# SPDX-License-Identifier: Apache-2.0
# write-numbers.sh LOG: appends numbered access-log lines to LOG until it is told to stop, rotates LOG by renaming it, and prints how many lines there are.
set -euo pipefail
log=$1 enough=
trap 'enough=yes' TERM INT
line=0
while [ -z "$enough" ]; do
  printf -v now '%(%d/%b/%Y:%H:%M:%S %z)T' -1
  for ((i = 0; i < 100; i++)); do
    line=$((line + 1))
    printf '192.0.2.2 - - [%s] "GET /file/%d HTTP/1.1" 200 512 "-" "verify"\n' "$now" "$line"
  done >> "$log"
  echo "$line"
  # More often than anybody does, so that some fall into restarts; and as logrotate does, with enough that are kept for the sidecar to be away for a while.
  if [ $((line % 5000)) -eq 0 ]; then
    for ((i = 19; i > 0; i--)); do
      [ ! -e "$log.$i" ] || mv "$log.$i" "$log.$((i + 1))"
    done
    mv "$log" "$log.1"
  fi
  sleep 0.2 &
  wait $! || true
done
