package dev.seenby.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlameTest {
    @Test
    void oursAreMethodsAndLibrariesArePackages() {
        assertThat(Flame.frames("java/lang/Thread.run;io/netty/channel/A.b;io/netty/channel/epoll/C.d;"
                        + "dev/seenby/tencent/Pipeline$$Lambda$995.0x00007f.apply;dev/seenby/tencent/Pipeline.lambda$handle$7;"
                        + "/tmp/libnetty_transport_native_epoll_x86_643500.so (deleted);writev"))
                .containsExactly(
                        "java/lang/Thread",
                        "io/netty/channel",
                        "tencent/Pipeline",
                        "tencent/Pipeline.handle",
                        "libnetty_transport_native_epoll_x",
                        "writev");
    }

    @Test
    void aBoxIsAsWideAsItsShareAndCrumbsAreLeftOut() {
        String svg = Flame.svg("<calls>", List.of("a;b 600", "a;c 399", "d 1"));

        assertThat(svg)
                .contains(
                        "&lt;calls&gt;, 1000 samples",
                        "<title>a 99.9%</title><rect x=\"0.0\" y=\"55\" width=\"1398.6\"")
                .contains(
                        "<title>b 60.0%</title><rect x=\"0.0\" y=\"70\" width=\"840.0\"",
                        "<title>c 39.9%</title><rect x=\"840.0\"")
                .doesNotContain("<title>d ");
    }
}
