package dev.seenby.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;

/** Arrows go one way: dialect → receipts → storage-spi ← storage-*; only the wiring knows them all. */
@AnalyzeClasses(packages = "dev.seenby", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String APP = "dev.seenby.app..";
    private static final String RECEIPTS = "dev.seenby.receipts..";
    private static final String TENCENT = "dev.seenby.tencent..";
    private static final String ZULIP = "dev.seenby.zulip..";
    private static final String ROCKETCHAT = "dev.seenby.rocketchat..";
    private static final String POSTGRES = "dev.seenby.storage.postgres..";
    private static final String REDIS = "dev.seenby.storage.redis..";

    @ArchTest
    static final ArchRule theWiringAloneKnowsTheBackEnds = noClasses()
            .that()
            .resideOutsideOfPackages(APP, POSTGRES, REDIS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(POSTGRES, REDIS, "io.vertx.pgclient..", "io.vertx.sqlclient..", "io.vertx.redis..");

    @ArchTest
    static final ArchRule aBackEndKnowsTheSpiAlone = noClasses()
            .that()
            .resideInAPackage("dev.seenby.storage..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of the server",
                    type -> type.getPackageName().startsWith("dev.seenby.")
                            && !type.getPackageName().startsWith("dev.seenby.storage")));

    @ArchTest
    static final ArchRule theBackEndsDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage(POSTGRES)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(REDIS);

    @ArchTest
    static final ArchRule norTheOtherWayRound = noClasses()
            .that()
            .resideInAPackage(REDIS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(POSTGRES);

    @ArchTest
    static final ArchRule theUseCasesKnowNeitherDialectNorHttp = classes()
            .that()
            .resideInAPackage(RECEIPTS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    RECEIPTS,
                    "dev.seenby.storage",
                    "java..",
                    "io.vertx.core..",
                    "com.github.benmanes.caffeine..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule dialectsDoNotKnowEachOther = slices().matching("dev.seenby.(tencent|zulip|rocketchat)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule aDialectKnowsNoOtherPartOfTheServerThanTheUseCases = noClasses()
            .that()
            .resideInAnyPackage(TENCENT, ZULIP, ROCKETCHAT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    APP,
                    "dev.seenby.admin..",
                    "dev.seenby.config..",
                    "dev.seenby.demo..",
                    "dev.seenby.observability..");

    @ArchTest
    static final ArchRule nobodyKnowsTheWiring = noClasses()
            .that()
            .resideOutsideOfPackage(APP)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(APP);

    @ArchTest
    static final ArchRule nobodySleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule nobodyIsSynchronized = noCodeUnits().should().haveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule onlyWiringAndEmbeddedServersBlock = noClasses()
            .that()
            .resideOutsideOfPackages(APP, "dev.seenby.storage..embedded..")
            .should()
            .callMethod(CompletableFuture.class, "get")
            .orShould()
            .callMethod(CompletableFuture.class, "join")
            .orShould()
            .callMethod(Future.class, "await");
}
