#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes docker-compose.digests.yml, which names others' images by digest: a tag can be moved to another image, a digest cannot. The digests are those of
# the images that are here, as their registry gave them, so pull them first and look at them. To use it, name it behind the other files:
#
#   docker compose pull kafka elasticsearch s3 kibana && docker/pin-images.sh
#   docker compose -f docker-compose.yml -f docker-compose.digests.yml up --build --wait
#
# Needs bash, awk and docker.
set -euo pipefail
cd "$(dirname "$0")/.."
out=docker-compose.digests.yml

# Prints SERVICE IMAGE for each service whose image is not built here.
images() {
  awk '/^[^ #]/ { inside = $1 == "services:" }
       inside && /^  [a-z0-9-]+:/ { service = $1; sub(":", "", service) }
       inside && /^    image:/ && $2 !~ /^sluice\// { print service, $2 }' docker-compose.yml
}

(
  echo "# Made by docker/pin-images.sh."
  echo "services:"
  while read -r service image; do
    digest=$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image" | sed -n 's/.*@\(sha256:[0-9a-f]\{64\}\)$/\1/p' | head -n 1)
    [ -n "$digest" ] || { echo "pin-images.sh: $image came from no registry, which alone gives a digest; docker compose pull $service" >&2; exit 1; }
    printf '  %s:\n    image: %s@%s\n' "$service" "$image" "$digest"
  done < <(images)
) > "$out.new" || { rm -f "$out.new"; exit 1; }
mv "$out.new" "$out"
echo "$out names $(grep -c image: "$out") images by digest."
