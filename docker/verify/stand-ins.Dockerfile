# SPDX-License-Identifier: Apache-2.0
# What docker-compose.yml and docker/Dockerfile take from a registry, made of what a machine without one has: one target an image. They do what the real
# images do as far as docker-compose.yml and docker/Dockerfile count on it, and no more. stand-ins.sh fills the build's context.

# eclipse-temurin:25-jre: bash and coreutils, no curl, Java in JAVA_HOME.
FROM scratch AS java
ADD base.tar /
COPY jre /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8

# maven:3-eclipse-temurin-25: takes what it needs from a copy of this machine's local repository.
FROM scratch AS maven
ADD tools.tar /
COPY jdk /opt/java/openjdk
COPY maven /usr/share/maven
COPY repository /repository
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/share/maven/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
RUN printf '<settings><mirrors><mirror><id>copy</id><mirrorOf>*</mirrorOf><url>file:///repository</url></mirror></mirrors></settings>' \
  > /usr/share/maven/conf/settings.xml

# apache/kafka: the real image's own wrapper turns KAFKA_* variables into server.properties and formats the storage.
FROM java AS kafka
RUN useradd --uid 1000 --create-home appuser \
  && mkdir -p /opt/kafka/config /etc/kafka/docker /mnt/shared/config /var/lib/kafka/data \
  && printf 'Configuration: {Properties: {}, Appenders: {}, Loggers: {Root: {level: INFO, AppenderRef: []}, Logger: []}}\n' | tee /etc/kafka/docker/log4j2.yaml > /etc/kafka/docker/tools-log4j2.yaml \
  && touch /etc/kafka/docker/server.properties \
  && chown -R appuser /opt/kafka /etc/kafka /mnt/shared/config /var/lib/kafka
COPY servers /opt/kafka/libs
COPY kafka.sh /etc/kafka/docker/run
USER appuser
VOLUME ["/var/lib/kafka/data", "/mnt/shared/config"]
CMD ["/etc/kafka/docker/run"]

# elasticsearch: variables named like settings become settings; curl is there for the health check.
FROM scratch AS elasticsearch
ADD tools.tar /
COPY jdk /usr/share/elasticsearch/jdk
COPY elasticsearch /usr/share/elasticsearch
COPY elasticsearch.sh /usr/local/bin/docker-entrypoint.sh
RUN useradd --uid 1000 --gid 0 --home-dir /usr/share/elasticsearch elasticsearch \
  && mkdir -p /usr/share/elasticsearch/data /usr/share/elasticsearch/logs \
  && chown -R elasticsearch:root /usr/share/elasticsearch/config /usr/share/elasticsearch/data /usr/share/elasticsearch/logs
ENV ES_JAVA_HOME=/usr/share/elasticsearch/jdk LANG=C.UTF-8 PATH=/usr/share/elasticsearch/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /usr/share/elasticsearch
USER 1000:0
ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]

# andrewgaul/s3proxy: settings come from S3PROXY_* and JCLOUDS_* variables.
FROM java AS s3proxy
COPY servers /opt/s3proxy/lib
COPY s3proxy.sh /opt/s3proxy/run-docker-container.sh
ENV S3PROXY_AUTHORIZATION=aws-v2-or-v4 S3PROXY_ENDPOINT=http://0.0.0.0:80 JCLOUDS_PROVIDER=filesystem JCLOUDS_FILESYSTEM_BASEDIR=/data
ENTRYPOINT ["/opt/s3proxy/run-docker-container.sh"]
