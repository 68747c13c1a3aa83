package dev.seenby.app;

import dev.seenby.tencent.UserSig;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a signature with which Tencent's API can be called by hand. */
@Command(
        name = "usersig",
        mixinStandardHelpOptions = true,
        description = "Prints a UserSig, which a call of the Tencent IM API needs.")
final class UserSigCommand implements Callable<Integer> {
    @Option(names = "--sdkappid", required = true, paramLabel = "ID", description = "the app's sdkAppId")
    private long sdkAppId;

    @Option(
            names = "--identifier",
            required = true,
            paramLabel = "ACCOUNT",
            description = "the account to sign for: administrator, to call the REST API")
    private String identifier = "";

    @Option(names = "--key", required = true, paramLabel = "KEY", description = "the app's secretKey")
    private String key = "";

    @Option(
            names = "--expire",
            defaultValue = "86400",
            paramLabel = "SECONDS",
            description = "how long it is valid (default: ${DEFAULT-VALUE})")
    private long expire;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        String sig = UserSig.sign(sdkAppId, key, identifier, Instant.now().getEpochSecond(), expire);
        spec.commandLine().getOut().println(sig);
        return 0;
    }
}
