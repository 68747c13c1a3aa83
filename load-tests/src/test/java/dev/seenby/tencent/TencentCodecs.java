package dev.seenby.tencent;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Counts;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a call of {@code get_group_msg_receipt} computes: the signature, the request's body, the answer's. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class TencentCodecs {
    private static final long APP = 1_400_000_000L;
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String ACCOUNT = "administrator";

    /** Of a call. */
    @State(Scope.Benchmark)
    public static class Messages {
        @Param({"2", "100"})
        public int messages = 2;

        private byte[] body = {};
        private List<Long> asked = List.of();
        private final Map<Long, Counts> counts = new HashMap<>();

        /** Before the first call. */
        @Setup
        public void make() {
            asked = LongStream.rangeClosed(1, messages).boxed().toList();
            asked.forEach(message -> counts.put(message, new Counts(57, 42)));
            body = asked.stream()
                    .map(message -> "{\"MsgSeq\":" + message + "}")
                    .collect(Collectors.joining(",", "{\"GroupId\":\"@TGS#2TTV7VSII\",\"MsgSeqList\":[", "]}"))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private final long now = Instant.now().getEpochSecond();
    private final String signature = UserSig.sign(APP, KEY, ACCOUNT, now, 86_400);
    private final TLSSigAPIv2 official = new TLSSigAPIv2(APP, KEY);

    @Benchmark
    public long verifySignature() {
        return UserSig.verify(APP, KEY, ACCOUNT, signature, now);
    }

    @Benchmark
    public String sign() {
        return UserSig.sign(APP, KEY, ACCOUNT, now, 86_400);
    }

    /** The same by Tencent's own library. */
    @Benchmark
    public String signOfficially() {
        return official.genUserSig(ACCOUNT, 86_400);
    }

    @Benchmark
    public List<Long> parseRequest(Messages of) {
        return MsgSeqList.of(Fields.of(StrictJson.object(of.body).orElseThrow(), Service.GROUP), 500);
    }

    @Benchmark
    public Buffer writeAnswer(Messages of) {
        return GetGroupMsgReceipt.write(of.asked, of.counts);
    }
}
