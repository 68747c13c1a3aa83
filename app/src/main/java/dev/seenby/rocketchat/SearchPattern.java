package dev.seenby.rocketchat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which regular expressions a search takes: those that PostgreSQL and Java read alike, and that cannot grow large in
 * PostgreSQL's automaton, which never goes back over a text. So: literals, {@code . ^ $ |}, groups with and without
 * {@code ?:}, brackets, {@code \d \D \s \S \w \W \t \n \r \f}, escaped punctuation, and the quantifiers, lazy or not.
 * Not: back references, looking ahead or behind, named groups, flags, {@code \b}, POSIX and Unicode classes, classes in
 * classes, possessive quantifiers. The little that PostgreSQL alone refuses beyond that, such as a range after a range in
 * brackets, fails the search as {@link dev.seenby.storage.StorageException.BadSearch}.
 */
final class SearchPattern {
    private static final int CHARACTERS = 256;
    /** PostgreSQL's own bound for a number in braces. */
    private static final int REPEATS = 255;
    /** Characters and classes once everything in braces is written out. */
    private static final int WRITTEN_OUT = 1_000;

    private static final String LETTERS_TO_ESCAPE = "dDsSwWtnrf";

    private final String pattern;
    private int at;

    private SearchPattern(String pattern) {
        this.pattern = pattern;
    }

    /** Whether it is one, of at most {@value #CHARACTERS} characters. */
    static boolean accepts(String pattern) {
        if (pattern.length() > CHARACTERS) {
            return false;
        }
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException malformed) {
            return false;
        }
        return new SearchPattern(pattern).isPortable();
    }

    private boolean isPortable() {
        Deque<Integer> outside = new ArrayDeque<>();
        int size = 0;
        // Of what a quantifier here would repeat; 0 = nothing, or something that has a quantifier already.
        int last = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            switch (c) {
                case '(' -> {
                    if (next() == '?') {
                        if (!pattern.startsWith("?:", at)) {
                            return false;
                        }
                        at += 2;
                    }
                    outside.push(size);
                    size = 0;
                    last = 0;
                }
                case ')' -> {
                    last = Math.max(size, 1);
                    size = outside.pop() + last;
                }
                case '|', '^', '$' -> last = 0;
                case '*', '+', '?', '{' -> {
                    int times = c == '{' ? braces() : 1;
                    if (last == 0 || times > REPEATS) {
                        return false;
                    }
                    size += last * (Math.max(times, 1) - 1);
                    last = 0;
                    if (next() == '?') {
                        at++;
                    }
                }
                default -> {
                    if (c == '\\' && !escape() || c == '[' && !bracket()) {
                        return false;
                    }
                    last = 1;
                    size++;
                }
            }
            if (size > WRITTEN_OUT) {
                return false;
            }
        }
        return true;
    }

    /** The character that comes; 0 at the end. */
    private char next() {
        return at < pattern.length() ? pattern.charAt(at) : 0;
    }

    private boolean escape() {
        char c = next();
        at++;
        return LETTERS_TO_ESCAPE.indexOf(c) >= 0 || c < 128 && !Character.isLetterOrDigit(c);
    }

    /** After the bracket that opens. */
    private boolean bracket() {
        if (next() == '^') {
            at++;
        }
        if (next() == ']') {
            return false;
        }
        while (next() != ']') {
            char c = next();
            at++;
            if (c == 0 || c == '[' || c == '&' && next() == '&' || c == '\\' && !escape()) {
                return false;
            }
        }
        at++;
        return true;
    }

    /** The larger number in braces, after the one that opens; more than {@link #REPEATS} for what is not one. */
    private int braces() {
        int number = 0;
        int larger = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c >= '0' && c <= '9') {
                number = Math.min(number * 10 + (c - '0'), REPEATS + 1);
                larger = Math.max(larger, number);
            } else if (c == ',') {
                number = 0;
            } else {
                return c == '}' ? larger : REPEATS + 1;
            }
        }
        return REPEATS + 1;
    }
}
