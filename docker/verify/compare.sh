# SPDX-License-Identifier: Apache-2.0
# Sourced by verify-compose.sh: what is in Elasticsearch, what is in the lake, and whether it is the same and all that was sent.

elasticsearch() {
  local path=$1
  shift
  curl -fsS --max-time 60 "$@" "http://127.0.0.1:$SLUICE_ELASTICSEARCH_PORT/$path"
}

# Whether at least that many events are there.
arrived_in_elasticsearch() {
  elasticsearch 'logs-*/_refresh' -XPOST > /dev/null
  local count
  count=$(elasticsearch 'logs-*/_count?filter_path=count' | grep -o '[0-9]*')
  [ "$count" -ge "$1" ]
}

# Prints "id path" of every event, in any order.
read_elasticsearch() {
  local page scroll
  elasticsearch 'logs-*/_refresh' -XPOST > /dev/null
  page=$(elasticsearch 'logs-*/_search?scroll=2m&size=10000&sort=_doc&_source_includes=url.path&filter_path=_scroll_id,hits.hits._id,hits.hits._source')
  while [[ $page == *'"_id"'* ]]; do
    grep -oE '"_id":"[^"]+","_source":\{("url":\{"path":"[^"]*)?' <<< "$page" | sed -E 's/"_id":"([^"]+)","_source":\{("url":\{"path":")?/\1 /'
    scroll=$(grep -oE '"_scroll_id":"[^"]+"' <<< "$page" | cut -d'"' -f4)
    page=$(elasticsearch '_search/scroll?filter_path=_scroll_id,hits.hits._id,hits.hits._source' -H 'Content-Type: application/json' \
      -d "{\"scroll\":\"2m\",\"scroll_id\":\"$scroll\"}")
  done
}

# Prints the id of every event, in any order.
read_lake() {
  rm -rf "$work/lake"
  compose cp s3:/var/tmp/lake "$work/lake" > /dev/null 2>&1
  # The object "event" holds no other, and the first of that name is the event's own: it comes before the line's text.
  find "$work/lake" -name '*.ndjson.gz' -exec zcat {} + | sed -nE 's/"event":\{/\n/; s/^[^\n]*\n[^}]*"id":"([^"]+)".*$/\1/p'
}

read_stores() {
  read_elasticsearch | sort > "$work/ids/events"
  cut -d' ' -f1 "$work/ids/events" > "$work/ids/elasticsearch"
  read_lake | sort > "$work/ids/lake"
}

# Everything that was sent is in both.
all_arrived() {
  read_stores
  [ "$(grep -c ' /http/' "$work/ids/events")" -ge "$(sent_http)" ] && [ "$(grep -c ' /file/' "$work/ids/events")" -ge "$(sent_file)" ] &&
    cmp -s "$work/ids/elasticsearch" "$work/ids/lake"
}

# Takes: name of the numbered lines, how many there should be. Each number once, and no other.
check_numbers() {
  comm -3 <(sed -nE "s#^[^ ]+ /$1/([0-9]+)\$#\1#p" "$work/ids/events" | sort) <(seq "$2" | sort) > "$work/ids/$1-differences"
  [ ! -s "$work/ids/$1-differences" ] ||
    fail "$(wc -l < "$work/ids/$1-differences") of the lines /$1/N are lost (indented) or doubled: $(head -5 "$work/ids/$1-differences" | tr '\n' ' ')"
}

compare() {
  mkdir -p "$work/ids"
  say "Waiting until all of it is in both stores"
  local end=$((SECONDS + 300))
  until all_arrived || [ "$SECONDS" -ge "$end" ]; do sleep 3; done
  check_numbers http "$(sent_http)"
  check_numbers file "$(sent_file)"
  [ -z "$(uniq -d "$work/ids/elasticsearch" | tee "$work/ids/doubled-elasticsearch")" ] || fail "ids are in Elasticsearch more than once"
  [ -z "$(uniq -d "$work/ids/lake" | tee "$work/ids/doubled-lake")" ] || fail "ids are in the lake more than once"
  comm -3 "$work/ids/elasticsearch" "$work/ids/lake" > "$work/ids/stores-differences"
  [ ! -s "$work/ids/stores-differences" ] ||
    fail "$(wc -l < "$work/ids/stores-differences") ids are only in Elasticsearch or (indented) only in the lake: $(head -5 "$work/ids/stores-differences" | tr '\n' ' ')"
}
