# SPDX-License-Identifier: Apache-2.0
# Sourced by verify-compose.sh: Docker's engine, its compose plugin and the image builder of Debian, each only if it is not there. Packages come from where
# this machine's own apt gets them.

# The machine's own archive, as it is in its sources, with another suite: only the release itself, without its updates.
# Takes: suite. Prints sources in the form of the file that it found.
debian_sources() {
  local suite=$1 codename file
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] || continue
    awk -v codename="$codename" -v suite="$suite" 'BEGIN { RS = ""; ORS = "\n\n" }
      $0 ~ "(^|\n)Suites:( [^\n]*)* " codename "( |\n|$)" { gsub(/Suites:[^\n]*/, "Suites: " suite); print; exit }' "$file"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -e "$file" ] || continue
    awk -v codename="$codename" -v suite="$suite" '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i == codename) { $i = suite; print; exit } }' "$file"
  done
}

# Installs Debian packages for good: the machine's business, so say so.
install_packages() {
  say "Installing $* from Debian's packages"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" > /dev/null
}

# Leaves DOCKER_HOST pointing to an engine: the one that runs, else one of our own in $work/engine, which stop_engine ends.
start_engine() {
  docker info > /dev/null 2>&1 && return
  [ "$(id -u)" = 0 ] || fail "no Docker engine runs, and only root can start one"
  command -v dockerd > /dev/null || install_packages docker.io
  docker info > /dev/null 2>&1 && return
  say "Starting an engine of our own"
  mkdir -p "$work/engine"
  echo '{}' > "$work/engine/daemon.json"
  # In a session of its own: Ctrl-C here must leave it alive until its containers are gone.
  setsid dockerd --config-file "$work/engine/daemon.json" --host "unix://$work/engine/docker.sock" --pidfile "$work/engine/pid" \
    --data-root "$work/engine/data" --exec-root "$work/engine/run" > "$work/engine/log" 2>&1 < /dev/null &
  export DOCKER_HOST="unix://$work/engine/docker.sock"
  await 60 "the engine; see $work/engine/log" docker info
}

stop_engine() {
  [ -e "$work/engine/pid" ] || return 0
  local pid
  pid=$(cat "$work/engine/pid")
  kill "$pid"
  await 60 "the engine's end" not_running "$pid"
}

not_running() { ! kill -0 "$1" 2> /dev/null; }

# Compose files need Compose 2.20 or newer; Debian 12 has none, so it is taken from Debian 13, whose program runs there, too.
find_compose() {
  docker compose version > /dev/null 2>&1 && docker buildx version > /dev/null 2>&1 && return
  say "Fetching Docker's compose and build plugins from Debian's packages"
  local apt="$work/apt"
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/root" "$work/docker/cli-plugins"
  debian_sources trixie > "$apt/trixie.sources"
  grep -q '^deb ' "$apt/trixie.sources" && mv "$apt/trixie.sources" "$apt/trixie.list"
  local options=(-qq -o "Dir::State=$apt/state" -o "Dir::Cache=$apt/cache" -o Dir::Etc::sourcelist="$(echo "$apt"/trixie.*)"
    -o Dir::Etc::sourceparts=/dev/null -o APT::Sandbox::User=root)
  (cd "$apt" && apt-get "${options[@]}" update && apt-get "${options[@]}" download docker-compose docker-buildx)
  local package
  for package in "$apt"/*.deb; do dpkg -x "$package" "$apt/root"; done
  cp "$apt"/root/usr/libexec/docker/cli-plugins/* "$work/docker/cli-plugins/"
  export DOCKER_CONFIG="$work/docker"
  docker compose version
}
