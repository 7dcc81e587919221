// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.ingest.request.RequestParameters;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request of either API says, within the limits that AWS has.
 *
 * @param stream its name, taken from the ARN where only that is given
 * @param records empty for what only asks
 */
record PutRequest(String stream, List<AwsRecord> records) {

    private static final int MOST_RECORDS = 500;
    private static final int LONGEST_KINESIS_DATA = 10 << 20;
    private static final int LONGEST_FIREHOSE_DATA = 1000 << 10;
    private static final int LONGEST_KEY = 256;
    private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

    /** The form in which Kinesis Agent draws partition keys by lot: a number below a million with all digits that a double has. */
    private static final Pattern DRAWN_KEY = Pattern.compile("\\d{1,6}\\.\\d{9,20}");

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if anything is missing or over its limit */
    static PutRequest read(AwsOperation operation, ObjectNode request) {
        String stream = operation.isFirehose()
                ? text(request, "DeliveryStreamName")
                : nameOf(text(request, "StreamName"), text(request, "StreamARN"));
        if (stream == null || !STREAM.matcher(stream).matches()) {
            throw RequestParameters.bad(
                    operation.isFirehose() ? "DeliveryStreamName" : "StreamName or StreamARN",
                    "must name a stream by 1 to 128 of a-z A-Z 0-9 _ . -");
        }
        return new PutRequest(stream, operation.puts() ? records(operation, request) : List.of());
    }

    /** Whether every partition key was drawn by lot, so that the same ones come again only with the same records. */
    boolean hasDrawnKeys() {
        return !records.isEmpty()
                && records.stream()
                        .allMatch(one -> one.partitionKey() != null
                                && DRAWN_KEY.matcher(one.partitionKey()).matches());
    }

    private static List<AwsRecord> records(AwsOperation operation, ObjectNode request) {
        if (operation.putsOne()) {
            return List.of(operation.isFirehose() ? firehose(object(request, "Record")) : kinesis(request));
        }
        JsonNode list = request.path("Records");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_RECORDS) {
            throw RequestParameters.bad("Records", "must be a list of 1 to " + MOST_RECORDS + " records");
        }
        List<AwsRecord> records = new ArrayList<>(list.size());
        for (JsonNode element : list) {
            if (!(element instanceof ObjectNode one)) {
                throw JsonBodies.broken("an element of Records is not an object");
            }
            records.add(operation.isFirehose() ? firehose(one) : kinesis(one));
        }
        return records;
    }

    private static AwsRecord firehose(ObjectNode one) {
        return new AwsRecord(data(one, LONGEST_FIREHOSE_DATA), null, null);
    }

    private static AwsRecord kinesis(ObjectNode one) {
        String key = text(one, "PartitionKey");
        if (key == null || key.isEmpty() || key.length() > LONGEST_KEY) {
            throw RequestParameters.bad("PartitionKey", "must be 1 to " + LONGEST_KEY + " characters");
        }
        return new AwsRecord(data(one, LONGEST_KINESIS_DATA), key, hash(text(one, "ExplicitHashKey")));
    }

    private static BigInteger hash(String text) {
        if (text == null) {
            return null;
        }
        if (text.matches("0|[1-9]\\d{0,38}") && KinesisShards.isHash(new BigInteger(text))) {
            return new BigInteger(text);
        }
        throw RequestParameters.bad("ExplicitHashKey", "must be a number from 0 to 2^128 - 1");
    }

    private static byte[] data(ObjectNode one, int longest) {
        JsonNode data = one.path("Data");
        if (!data.isString() && !data.isBinary()) {
            throw RequestParameters.bad("Data", "must be there, in base64 if the request is JSON");
        }
        byte[] bytes;
        try {
            bytes = data.binaryValue();
        } catch (JacksonException e) {
            throw RequestParameters.bad("Data", "is not base64");
        }
        if (bytes.length > longest) {
            throw RequestParameters.bad("Data", "may have " + longest + " bytes, had " + bytes.length);
        }
        return bytes;
    }

    private static String nameOf(String name, String arn) {
        return name != null || arn == null ? name : arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static String text(ObjectNode owner, String name) {
        JsonNode value = owner.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw JsonBodies.broken(name + " is not a string");
        }
        return value.asString();
    }

    private static ObjectNode object(ObjectNode owner, String name) {
        if (owner.path(name) instanceof ObjectNode object) {
            return object;
        }
        throw JsonBodies.broken(name + " is not an object");
    }
}
