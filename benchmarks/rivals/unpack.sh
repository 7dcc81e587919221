#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Unpacks rivals from Debian's packages into a folder of their own, .unpacked/NAME, without installing them: Debian lets only one syslog daemon be
# installed. ./sluice bench finds them there. Usage: unpack.sh [rsyslog] [syslog-ng]
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD

declare -A packages=(
  [rsyslog]="rsyslog rsyslog-kafka libestr0 libfastjson4 liblognorm5 librdkafka1"
  [syslog-ng]="syslog-ng-core syslog-ng-scl syslog-ng-mod-rdkafka libivykis0 libnet1 libpcre3 libwrap0 librdkafka1"
)
for name in "${@:-rsyslog syslog-ng}"; do
  for rival in $name; do
    [ -n "${packages[$rival]:-}" ] || { echo "unpack.sh: no packages are known for '$rival', only for ${!packages[*]}" >&2; exit 2; }
    folder=$(mktemp -d)
    # shellcheck disable=SC2086
    (cd "$folder" && apt-get download -q ${packages[$rival]})
    rm -rf "$here/.unpacked/$rival"
    mkdir -p "$here/.unpacked/$rival"
    for package in "$folder"/*.deb; do
      dpkg -x "$package" "$here/.unpacked/$rival"
    done
    rm -rf "$folder"
    echo "$rival: $here/.unpacked/$rival"
  done
done
