# SPDX-License-Identifier: Apache-2.0
# write-log.sh SAMPLE LOG: writes SAMPLE's access-log lines to LOG for ever, each with the present time, and rotates LOG at some 10 MB.
# With bash and coreutils alone.
set -euo pipefail
sample=$1 log=$2
mapfile -t lines < "$sample"
trap 'exit 0' TERM INT
next=0
while :; do
  printf -v now '[%(%d/%b/%Y:%H:%M:%S %z)T]' -1
  for ((i = 0; i < ${LINES_PER_SECOND:-20}; i++)); do
    line=${lines[next]}
    printf '%s%s%s\n' "${line%%\[*}" "$now" "${line#*\]}"
    next=$(((next + 1) % ${#lines[@]}))
  done >> "$log"
  if [ "$(stat -c %s "$log")" -gt 10000000 ]; then
    mv "$log" "$log.1"
  fi
  sleep 1 &
  wait $!
done
