package dev.seenby.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where settings come from: a file, over it the environment, over that the flags. */
public final class Sources {
    private Sources() {}

    /**
     * What is set, by setting; an empty value counts as not set.
     *
     * @param flags values given on the command line
     * @param configFlag the file named on the command line, else {@code SEENBY_CONFIG} names it, else there is none
     * @throws ConfigException for a setting nobody knows, or a file that cannot be read
     */
    public static Map<Setting, String> merge(
            Map<Setting, String> flags, @Nullable Path configFlag, Map<String, String> environment) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        String named = environment.getOrDefault(Setting.CONFIG, "");
        if (configFlag != null) {
            put(values, file(configFlag, "--config"), "in " + configFlag);
        } else if (!named.isBlank()) {
            put(values, file(Path.of(named), Setting.CONFIG), "in " + named);
        }
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (!Setting.mayBeInEnvironment(variable)) {
                throw unknown(variable, "in the environment");
            }
            Setting.ofVariable(variable)
                    .ifPresent(setting -> put(values, setting, environment.getOrDefault(variable, "")));
        }
        flags.forEach((setting, value) -> put(values, setting, value));
        return values;
    }

    private static void put(Map<Setting, String> values, Properties file, String where) {
        for (String key : new TreeSet<>(file.stringPropertyNames())) {
            Setting setting = Setting.ofVariable(key).orElseThrow(() -> unknown(key, where));
            put(values, setting, file.getProperty(key, ""));
        }
    }

    private static void put(Map<Setting, String> values, Setting setting, String value) {
        if (!value.isBlank()) {
            values.put(setting, value.strip());
        }
    }

    private static Properties file(Path path, String named) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(named + " names " + path
                    + ", which cannot be read; legal: a UTF-8 file of lines like SEENBY_HTTP_PORT=8080");
        }
        return properties;
    }

    private static ConfigException unknown(String name, String where) {
        return new ConfigException(name + " " + where + " is not a setting; legal: "
                + Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.joining(", ")));
    }
}
