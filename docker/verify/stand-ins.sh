# SPDX-License-Identifier: Apache-2.0
# Sourced by verify-compose.sh: images under the names of docker-compose.yml and docker/Dockerfile, made of what this machine and Maven Central have.

stood_in=()

# Makes an image unless the engine has one of that name. Takes: target in stand-ins.Dockerfile, name.
stand_in() {
  docker image inspect "$2" > /dev/null 2>&1 && return
  [ -e "$work/context/base.tar" ] || fill_context
  say "Standing in for $2"
  docker build -q -f "$home/docker/verify/stand-ins.Dockerfile" --target "$1" -t "$2" "$work/context" > /dev/null
  stood_in+=("$2")
}

# The name of the image that docker-compose.yml has for a service, or that docker/Dockerfile has for an argument.
image_of() { docker compose config --images | grep -m1 "^$1"; }
image_argument() { sed -n "s/^ARG $1=//p" "$home/docker/Dockerfile"; }

find_jdk() {
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk*; do
    if [ -x "$candidate/bin/jlink" ] && grep -qE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$candidate/release" 2> /dev/null; then
      echo "$candidate"
      return
    fi
  done
  fail "no JDK 25 or newer found; set JAVA_HOME to it"
}

fill_context() {
  local context="$work/context" jdk
  mkdir -p "$context"
  jdk=$(find_jdk)
  command -v mmdebstrap > /dev/null || install_packages mmdebstrap

  say "Building a minimal Debian"
  local suite sources packages=ca-certificates,tzdata,passwd,bash
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  sources="$work/debian.$(debian_sources "$suite" | grep -q '^deb ' && echo list || echo sources)"
  debian_sources "$suite" > "$sources"
  mmdebstrap --quiet --variant=essential --include="$packages" "$suite" "$context/base.tar" "$sources"
  mmdebstrap --quiet --variant=essential --include="$packages,curl,libstdc++6" "$suite" "$context/tools.tar" "$sources"

  # The modules of Temurin's own JRE.
  "$jdk/bin/jlink" --output "$context/jre" --strip-java-debug-attributes --no-man-pages --no-header-files --generate-cds-archive --add-modules \
java.se,jdk.accessibility,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.dynalink,jdk.httpserver,jdk.incubator.vector,jdk.jdwp.agent,jdk.jfr,\
jdk.jsobject,jdk.localedata,jdk.management,jdk.management.agent,jdk.management.jfr,jdk.naming.dns,jdk.naming.rmi,jdk.net,jdk.nio.mapmode,jdk.sctp,\
jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.xml.dom,jdk.zipfs > /dev/null
  cp -aL "$jdk" "$context/jdk"

  say "Collecting servers and libraries with Maven"
  # embedded-stack has the very Kafka, Elasticsearch and S3Proxy of the compose file; and after this, all that the images' own build needs is in Maven's
  # local repository.
  (cd "$home" && mvn -B -ntp -q package -Prelease -DskipTests -pl ingest-service,parser-service,detector-service,sink-service,console-service,tail-agent -am)
  (cd "$home" && mvn -B -ntp -q dependency:copy-dependencies -pl embedded-stack -DincludeScope=runtime -DoutputDirectory="$context/servers")
  cp -a "$home"/embedded-stack/.distribution/elasticsearch-* "$context/elasticsearch"
  local repository maven
  # By way of a file: on the standard output there may be colours.
  (cd "$home" && mvn -B -q help:evaluate -Dexpression=settings.localRepository -Doutput="$work/repository" -N)
  repository=$(cat "$work/repository")
  (cd "$repository" && tar -c --exclude=./org/elasticsearch/distribution --exclude=./dev/sluice .) | (mkdir "$context/repository" && tar -x -C "$context/repository")
  maven=$(dirname "$(dirname "$(readlink -f "$(command -v mvn)")")")
  (cd "$maven" && tar -ch .) | (mkdir "$context/maven" && tar -x -C "$context/maven")
  cp "$home"/docker/verify/{kafka,elasticsearch,s3proxy}.sh "$context/"
}

stand_in_for_all() {
  stand_in java "$(image_argument JAVA_IMAGE)"
  stand_in maven "$(image_argument MAVEN_IMAGE)"
  stand_in kafka "$(image_of apache/kafka)"
  stand_in elasticsearch "$(image_of elasticsearch)"
  stand_in s3proxy "$(image_of andrewgaul/s3proxy)"
}
