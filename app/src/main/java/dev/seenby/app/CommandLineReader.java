package dev.seenby.app;

import dev.seenby.config.Config;
import dev.seenby.config.ConfigException;
import dev.seenby.config.ConfigReader;
import dev.seenby.config.Setting;
import dev.seenby.config.Sources;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What {@code seenby} was asked to do. The flags are made from the list of settings. */
final class CommandLineReader {
    private static final String CONFIG_FLAG = "--config";

    private static CommandLine commandLine() {
        CommandSpec spec = CommandSpec.create()
                .name("seenby")
                .mixinStandardHelpOptions(true)
                .version("seenby " + version());
        spec.usageMessage(new UsageMessageSpec()
                .width(110)
                .description(
                        "Answers who has read a message, when, and who has not yet.",
                        "Each setting is a flag, else a variable of the environment, else a line of a file.")
                .sortOptions(false));
        spec.addOption(OptionSpec.builder(CONFIG_FLAG)
                .type(Path.class)
                .paramLabel("FILE")
                .description("file of lines like SEENBY_HTTP_PORT=8080 (" + Setting.CONFIG + ")")
                .build());
        for (Setting setting : Setting.values()) {
            spec.addOption(OptionSpec.builder(setting.flag())
                    .type(String.class)
                    .paramLabel(setting.name())
                    .description(
                            setting.meaning().replace("`", "") + " (" + setting.variable() + ")",
                            "  default: " + setting.byDefault(),
                            "  legal: " + setting.legal())
                    .build());
        }
        return new CommandLine(spec).addSubcommand(new UserSigCommand());
    }

    /**
     * What is to be done.
     *
     * @param config how to serve; null = everything is done already
     * @param exitCode of what is done already
     */
    record Outcome(@Nullable Config config, int exitCode) {}

    /**
     * Does what needs no server, like printing the help, and else reads the configuration.
     *
     * @throws ConfigException for a flag or a setting that is unknown or impossible
     */
    Outcome read(String[] arguments, Map<String, String> environment) {
        if (arguments.length == 0) {
            // Nothing to parse, and the parser would take a tenth of the whole start.
            return new Outcome(ConfigReader.read(Sources.merge(Map.of(), null, environment)), 0);
        }
        CommandLine commandLine = commandLine();
        ParseResult parsed;
        try {
            parsed = commandLine.parseArgs(arguments);
        } catch (UnmatchedArgumentException e) {
            throw new ConfigException(e.getUnmatched().get(0) + " is not known; legal: " + flags());
        } catch (ParameterException e) {
            throw new ConfigException(Objects.requireNonNullElse(e.getMessage(), "wrong arguments")
                    .lines()
                    .collect(Collectors.joining("; ")));
        }
        if (parsed.hasSubcommand() || parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()) {
            return new Outcome(null, commandLine.execute(arguments));
        }
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = parsed.matchedOptionValue(setting.flag(), "");
            if (!value.isEmpty()) {
                flags.put(setting, value);
            }
        }
        @Nullable Path file = parsed.matchedOptionValue(CONFIG_FLAG, (Path) null);
        return new Outcome(ConfigReader.read(Sources.merge(flags, file, environment)), 0);
    }

    private static String flags() {
        return CONFIG_FLAG + ", "
                + Arrays.stream(Setting.values()).map(Setting::flag).collect(Collectors.joining(", "))
                + ", --help, --version, or the command usersig";
    }

    private static String version() {
        return Objects.requireNonNullElse(
                CommandLineReader.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
