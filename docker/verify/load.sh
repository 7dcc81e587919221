# SPDX-License-Identifier: Apache-2.0
# Sourced by verify-compose.sh: numbered lines, over HTTP from here and through a file that a container rotates and the sidecar follows. The path of each line
# is /http/N or /file/N, with N from 1 on and without a gap.

http_lines=250

# Sends batches one after the other until there is a file "enough". A batch is sent again, under the same key, for as long as it takes.
send_http() {
  local batch=0 first
  while [ ! -e "$work/enough" ]; do
    first=$((batch * http_lines + 1))
    # The shell's own: a process for each line would be most of the load.
    local now line
    printf -v now '%(%d/%b/%Y:%H:%M:%S %z)T' -1
    for ((line = first; line < first + http_lines; line++)); do
      printf '192.0.2.1 - - [%s] "GET /http/%d HTTP/1.1" 200 512 "-" "verify"\n' "$now" "$line"
    done > "$work/batch"
    until curl -fsS --max-time 20 -o /dev/null -H "Idempotency-Key: $project-$batch" --data-binary "@$work/batch" \
      "http://127.0.0.1:$SLUICE_INGEST_PORT/api/v1/logs?format=apache_combined" 2>> "$work/retries"; do
      sleep 0.5
    done
    batch=$((batch + 1))
    echo $((batch * http_lines)) > "$work/sent-http"
    sleep 0.2
  done
}

# In a container beside the sidecar, as a web server would be; of the sample's image and on its volume.
start_load() {
  compose run --detach --no-deps --name "$project-writer" -v "$home/docker/verify/write-numbers.sh:/write-numbers.sh:ro" \
    --entrypoint 'bash /write-numbers.sh /var/log/sluice/numbered.log' web > "$work/writer.log" 2>&1 ||
    { cat "$work/writer.log" >&2; fail "the writer of the file did not start"; }
  send_http &
  http_sender=$!
}

finish_load() {
  touch "$work/enough"
  wait "$http_sender"
  unset http_sender
  # It ends its last line before it goes.
  docker stop --time 20 "$project-writer" > /dev/null
  docker logs "$project-writer" 2>&1 | tail -1 > "$work/sent-file"
  docker rm "$project-writer" > /dev/null
}

# At the end, whatever happened.
stop_load() {
  touch "$work/enough"
  [ -z "${http_sender:-}" ] || kill "$http_sender" 2> /dev/null || true
  docker rm --force "$project-writer" > /dev/null 2>&1 || true
}

sent_http() { cat "$work/sent-http" 2> /dev/null || echo 0; }
sent_file() { if [ -e "$work/sent-file" ]; then cat "$work/sent-file"; else docker logs --tail 1 "$project-writer" 2>&1; fi; }
retried() { wc -l < "$work/retries"; }
