// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the client of the object store. */
public final class LakeClient {

    private LakeClient() {}

    /** A client as the settings say; what they leave open is found by the SDK's own chain. */
    public static S3Client open(LakeSettings.Client client) {
        S3ClientBuilder builder = S3Client.builder()
                .forcePathStyle(client.pathStyle())
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(client.attemptTimeout()));
        if (client.endpoint() != null) {
            builder.endpointOverride(client.endpoint());
        }
        if (client.region() != null) {
            builder.region(Region.of(client.region()));
        }
        if (client.accessKey() != null) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(client.accessKey(), client.secretKey())));
        }
        return builder.build();
    }
}
