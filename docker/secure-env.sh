#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes what docker-compose.secure.yml needs: passwords in .env, and in docker/secure an authority, a server's key and certificate, and a token for senders.
# All of it is random, and git ignores all of it. What is there is left as it is, so it can be run again; to begin anew, delete .env and docker/secure
# (and the volume of Elasticsearch, which remembers its first password).
#
#   docker/secure-env.sh [NAME...]     NAME: names or addresses, besides localhost, by which this machine is called
#
# Needs bash and openssl.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077
command -v openssl > /dev/null || { echo "secure-env.sh: openssl is needed" >&2; exit 1; }

secret() { openssl rand -hex "$1"; }

if [ ! -e .env ]; then
  printf '%s\n' "# Made by docker/secure-env.sh." "COMPOSE_FILE=docker-compose.yml:docker-compose.secure.yml" > .env
fi
# One that was made by an earlier release is given what this one asks for besides; one of the user's own is left alone.
if grep -q '^COMPOSE_FILE=.*docker-compose.secure.yml' .env; then
  for name in ELASTIC_PASSWORD KIBANA_PASSWORD SINK_PASSWORD KIBANA_ENCRYPTION_KEY CONSOLE_TOKEN CAPTURE_TOKEN PARSER_TOKEN SLUICE_S3_ACCESS_KEY SLUICE_S3_SECRET_KEY; do
    grep -q "^$name=" .env || echo "$name=$(secret 24)" >> .env
  done
  # 16 bytes in base64url.
  grep -q '^SLUICE_PARSER_IDSECRET=' .env || echo "SLUICE_PARSER_IDSECRET=$(openssl rand -base64 16 | tr '+/' '-_' | tr -d =)" >> .env
fi

# The folder is closed to others, what is in it is not: users in containers are strangers here, and they get single files of it.
mkdir -p docker/secure
chmod 700 docker/secure
cd docker/secure

if [ ! -e certs/server.crt ]; then
  mkdir -p certs
  names=DNS:localhost,IP:127.0.0.1,DNS:elasticsearch,DNS:kibana,DNS:ingest
  for name in "$@"; do
    if [[ $name =~ ^[0-9.]+$|: ]]; then names+=",IP:$name"; else names+=",DNS:$name"; fi
  done
  openssl req -x509 -newkey rsa:3072 -nodes -days 825 -subj '/CN=Sluice on one machine' -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout authority.key -out certs/ca.crt 2> /dev/null
  openssl req -newkey rsa:3072 -nodes -subj /CN=localhost -keyout certs/server.key -out server.csr 2> /dev/null
  openssl x509 -req -in server.csr -CA certs/ca.crt -CAkey authority.key -CAcreateserial -days 825 -out certs/server.crt \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$names") 2> /dev/null
  # Nobody signs with it again.
  rm -f server.csr authority.key certs/ca.srl
  chmod 755 certs
  chmod 644 certs/*
fi

if [ ! -e token ]; then
  # As ./sluice token new does: a salted hash for the server, the token itself for the sender.
  token=$(secret 32) salt=$(secret 16)
  hash=$({ printf "$(sed 's/../\\x&/g' <<< "$salt")"; printf '%s' "$token"; } | openssl dgst -sha256 -r | cut -d' ' -f1)
  printf 'tokens:\n  web:\n    hash: "sha256:%s:%s"\n' "$salt" "$hash" > tokens.yaml
  printf 'web.%s' "$token" > token
  chmod 644 token tokens.yaml
fi
echo "Passwords are in .env, certificates and the senders' token in docker/secure. Now: docker compose up --build --wait"
