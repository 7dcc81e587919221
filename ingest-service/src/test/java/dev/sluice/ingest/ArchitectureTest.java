// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.ingest", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.sluice.ingest.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_RECEIVER_KNOWS_ANOTHER =
            slices().matching("dev.sluice.ingest.receiver.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule OF_OTHER_MODULES_ONLY_WHAT_ALL_SHARE_IS_KNOWN = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are another module's",
                    (JavaClass type) -> type.getPackageName().startsWith("dev.sluice.")
                            && !type.getPackageName().startsWith("dev.sluice.ingest")
                            && !type.getPackageName().startsWith("dev.sluice.model")
                            && !type.getPackageName().startsWith("dev.sluice.http")
                            && !type.getPackageName().startsWith("dev.sluice.tracing")
                            && !type.getPackageName().equals("dev.sluice.settings.topics")));
}
