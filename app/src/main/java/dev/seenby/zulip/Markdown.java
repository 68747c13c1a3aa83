package dev.seenby.zulip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;
import org.jspecify.annotations.Nullable;

/**
 * Text as HTML, written as Zulip's server writes it: a line end is a line break, HTML is text, links lead only to {@code http},
 * {@code https} and {@code mailto}, pictures are links, since fetching them would tell others who reads.
 */
final class Markdown {
    /** More, which other dialects may allow, is shown as it is. */
    private static final int MOST_CHARACTERS = 20_000;
    /** Each may nest what follows one level deeper, and nesting takes stack; behind a {@code <} all that follows is searched. */
    private static final String COSTLY = "*_~[<";

    private static final int MOST_COSTLY = 1_000;
    /** Each row of a table is written with as many cells as its first. */
    private static final int MOST_CELLS = 20_000;

    private static final int MOST_OPEN_BLOCKS = 50;
    private static final Set<String> EVERYBODY = Set.of("all", "everyone", "channel", "stream");
    private static final String TOPIC = "topic";
    private static final String SILENT_SIGN = "@_";
    private static final String BEFORE_MENTION = " \t\n'\"({[/<";

    private static final List<Extension> EXTENSIONS =
            List.of(AutolinkExtension.create(), StrikethroughExtension.create(), TablesExtension.create());
    private static final Parser PARSER = Parser.builder()
            .extensions(EXTENSIONS)
            .maxOpenBlockParsers(MOST_OPEN_BLOCKS)
            .customInlineContentParserFactory(new SilentSigns())
            .build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .nodeRendererFactory(AsZulip::new)
            .escapeHtml(true)
            .softbreak("<br>\n")
            .build();

    private Markdown() {}

    /**
     * Somebody or everybody is spoken to.
     *
     * @param name as written between the stars
     * @param silent without telling them
     */
    record Mention(String name, boolean silent) {
        /** By which those who are meant are told to {@link #html}. */
        String key() {
            return name.toLowerCase(Locale.ROOT);
        }

        /** Everybody in the room or the topic. */
        boolean isWildcard() {
            return EVERYBODY.contains(name) || isOfTopic();
        }

        boolean isOfTopic() {
            return name.equals(TOPIC);
        }
    }

    /** In the order of the text, those in code left out. */
    static List<Mention> mentions(String text) {
        return isTooMuch(text)
                ? List.of()
                : found(PARSER.parse(text)).stream().map(Found::mention).toList();
    }

    /** @param people who is meant by what stands between the stars, in lower case: ids. Others are no mention */
    static String html(String text, Map<String, Integer> people) {
        if (isTooMuch(text)) {
            return "<p>" + escaped(text).replace("\n", "<br>\n") + "</p>";
        }
        Node document = PARSER.parse(text);
        found(document).forEach(found -> found.replace(people));
        return RENDERER.render(document).stripTrailing();
    }

    /** As text of HTML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#x27;");
    }

    /** Whether its time, its stack or its HTML would grow far beyond the text. */
    private static boolean isTooMuch(String text) {
        return text.length() > MOST_CHARACTERS
                || text.chars().filter(c -> COSTLY.indexOf(c) >= 0).count() > MOST_COSTLY
                || cells(text) > MOST_CELLS;
    }

    /** As many as there are at most if it is all one table. */
    private static long cells(String text) {
        long widest = text.lines()
                .mapToLong(line -> line.chars().filter(c -> c == '|').count())
                .max()
                .orElse(0);
        return widest == 0 ? 0 : (widest + 1) * text.lines().count();
    }

    private static List<Found> found(Node document) {
        List<Found> all = new ArrayList<>();
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(StrongEmphasis strong) {
                Found found = Found.at(strong);
                if (found == null) {
                    visitChildren(strong);
                } else {
                    all.add(found);
                }
            }
        });
        return all;
    }

    /** @param at the sign, the last of the text before the stars */
    private record Found(StrongEmphasis stars, Text before, int at, Mention mention) {
        static @Nullable Found at(StrongEmphasis strong) {
            boolean isText = strong.getFirstChild() instanceof Text && strong.getFirstChild() == strong.getLastChild();
            if (!isText || !"**".equals(strong.getOpeningDelimiter()) || !(strong.getPrevious() instanceof Text text)) {
                return null;
            }
            String before = text.getLiteral();
            boolean silent = before.endsWith(SILENT_SIGN);
            int at = before.length() - (silent ? 2 : 1);
            if (at < 0 || before.charAt(at) != '@' || at > 0 && BEFORE_MENTION.indexOf(before.charAt(at - 1)) < 0) {
                return null;
            }
            return new Found(strong, text, at, new Mention(((Text) strong.getFirstChild()).getLiteral(), silent));
        }

        void replace(Map<String, Integer> people) {
            Span span = span(people);
            if (span != null) {
                before.setLiteral(before.getLiteral().substring(0, at));
                stars.insertBefore(span);
                stars.unlink();
            }
        }

        private @Nullable Span span(Map<String, Integer> people) {
            String name = mention.name();
            String shown = (mention.silent() ? "" : "@") + name.replaceFirst("\\|[0-9]+$", "");
            String more = mention.silent() ? " silent" : "";
            if (mention.isOfTopic()) {
                return new Span("topic-mention" + more, null, shown);
            }
            if (mention.isWildcard()) {
                return new Span("user-mention channel-wildcard-mention" + more, "*", shown);
            }
            Integer id = people.get(mention.key());
            return id == null ? null : new Span("user-mention" + more, id.toString(), shown);
        }
    }

    /** Takes the sign of a silent mention as text, so that those of two mentions do not emphasise what is between them. */
    private static final class SilentSigns implements InlineContentParserFactory, InlineContentParser {
        @Override
        public Set<Character> getTriggerCharacters() {
            return Set.of('@');
        }

        @Override
        public InlineContentParser create() {
            return this;
        }

        @Override
        public @Nullable ParsedInline tryParse(InlineParserState state) {
            Scanner scanner = state.scanner();
            if (!scanner.next(SILENT_SIGN)) {
                return null;
            }
            Position end = scanner.position();
            return scanner.next("**") ? ParsedInline.of(new Text(SILENT_SIGN), end) : null;
        }
    }

    /** A mention in the tree. */
    private static final class Span extends CustomNode {
        private final Map<String, String> attributes = new LinkedHashMap<>();
        private final String text;

        Span(String classes, @Nullable String id, String text) {
            this.text = text;
            attributes.put("class", classes);
            if (id != null) {
                attributes.put("data-user-id", id);
            }
        }
    }

    /** Writes what Zulip writes in another way than CommonMark. */
    private static final class AsZulip implements NodeRenderer {
        private static final DefaultUrlSanitizer URLS = new DefaultUrlSanitizer(Set.of("http", "https", "mailto"));

        private final HtmlNodeRendererContext context;
        private final HtmlWriter html;

        AsZulip(HtmlNodeRendererContext context) {
            this.context = context;
            this.html = context.getWriter();
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(
                    Span.class,
                    HardLineBreak.class,
                    FencedCodeBlock.class,
                    IndentedCodeBlock.class,
                    Link.class,
                    Image.class);
        }

        @Override
        public void render(Node node) {
            if (node instanceof Span span) {
                html.tag("span", span.attributes);
                html.text(span.text);
                html.tag("/span");
            } else if (node instanceof Link link) {
                link(link, link.getDestination());
            } else if (node instanceof Image image) {
                link(image, image.getDestination());
            } else if (node instanceof FencedCodeBlock code) {
                code(code.getLiteral(), code.getInfo());
            } else if (node instanceof IndentedCodeBlock code) {
                code(code.getLiteral(), "");
            } else {
                html.raw("<br>\n");
            }
        }

        private void link(Node node, String destination) {
            String url = URLS.sanitizeLinkUrl(destination);
            if (url.isEmpty()) {
                children(node);
            } else {
                html.tag("a", Map.of("href", context.encodeUrl(url)));
                children(node);
                html.tag("/a");
            }
        }

        private void children(Node node) {
            for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
                context.render(child);
            }
        }

        private void code(String text, @Nullable String info) {
            Map<String, String> attributes = new LinkedHashMap<>(Map.of("class", "codehilite"));
            String language = info == null ? "" : info.strip().split("\\s", 2)[0];
            if (!language.isEmpty()) {
                attributes.put("data-code-language", language);
            }
            html.line();
            html.tag("div", attributes);
            html.raw("<pre><span></span><code>");
            html.text(text);
            html.raw("</code></pre></div>");
            html.line();
        }
    }
}
