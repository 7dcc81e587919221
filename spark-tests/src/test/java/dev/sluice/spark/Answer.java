// SPDX-License-Identifier: Apache-2.0
package dev.sluice.spark;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a query gave, and what Spark opened for it.
 *
 * @param rows values, with {@code |} between them
 * @param filter what the physical plan chooses folders by, e.g. {@code isnotnull(dt#4),(dt#4 = 2026-03-01)}; empty if it takes all
 * @param files how many objects it read
 */
record Answer(List<String> rows, String filter, long files) {

    /** Asks for one table: what of a plan with several scans would be meant by {@code files}? */
    static Answer to(String query, SparkSession spark) {
        Dataset<Row> result = spark.sql(query);
        List<String> rows = result.collectAsList().stream().map(Answer::text).toList();
        FileSourceScanExec scan = scan(result.queryExecution().executedPlan());
        return new Answer(
                rows,
                scan.partitionFilters().mkString(","),
                scan.metrics().apply("numFiles").value());
    }

    private static FileSourceScanExec scan(SparkPlan plan) {
        List<SparkPlan> leaves = CollectionConverters.asJava(plan.collectLeaves());
        if (leaves.size() == 1 && leaves.getFirst() instanceof FileSourceScanExec scan) {
            return scan;
        }
        throw new IllegalArgumentException("not one scan of files: " + plan);
    }

    private static String text(Row row) {
        return String.join(
                "|",
                IntStream.range(0, row.length())
                        .mapToObj(i -> String.valueOf(row.get(i)))
                        .toList());
    }
}
