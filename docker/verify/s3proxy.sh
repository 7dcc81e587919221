#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Stands in for the start script of S3Proxy's image.
set -euo pipefail
mkdir -p "$JCLOUDS_FILESYSTEM_BASEDIR"
# shellcheck disable=SC2086
exec java ${S3PROXY_JAVA_OPTS:-} -cp '/opt/s3proxy/lib/*' \
  -Ds3proxy.endpoint="$S3PROXY_ENDPOINT" -Ds3proxy.authorization="$S3PROXY_AUTHORIZATION" \
  -Ds3proxy.identity="$S3PROXY_IDENTITY" -Ds3proxy.credential="$S3PROXY_CREDENTIAL" \
  -Djclouds.provider="$JCLOUDS_PROVIDER" -Djclouds.filesystem.basedir="$JCLOUDS_FILESYSTEM_BASEDIR" \
  -Djclouds.identity=unused -Djclouds.credential=unused \
  org.gaul.s3proxy.Main --properties /dev/null
