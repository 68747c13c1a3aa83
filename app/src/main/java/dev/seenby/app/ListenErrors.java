package dev.seenby.app;

import dev.seenby.config.Config;
import dev.seenby.config.Setting;
import java.util.Locale;

/** Says in one line why a port cannot be listened on. */
final class ListenErrors {
    private ListenErrors() {}

    static StartException of(Throwable failure, Config config, int port, Setting setting) {
        String cause = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        String where = "cannot listen on " + config.host() + ":" + port + ": ";
        if (cause.contains("in use")) {
            return new StartException(
                    where + "the port is taken; stop who has it, or choose another with " + setting.variable() + " or "
                            + setting.flag(),
                    failure);
        }
        if (cause.contains("denied")) {
            return new StartException(
                    where + "this user may not use that port; choose one above 1023 with " + setting.variable() + " or "
                            + setting.flag(),
                    failure);
        }
        if (cause.contains("assign")) {
            return new StartException(
                    where + "this machine does not have that address; choose one of its own with "
                            + Setting.HOST.variable() + " or " + Setting.HOST.flag(),
                    failure);
        }
        return new StartException(where + failure.getMessage(), failure);
    }
}
