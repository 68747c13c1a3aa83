package dev.seenby.tencent;

import java.util.ArrayList;
import java.util.List;

/** The field {@code MsgSeqList}, as several calls have it. */
final class MsgSeqList {
    private MsgSeqList() {}

    /**
     * The numbers as they were given, twice what was given twice.
     *
     * @param max above it the list is refused with 10004
     */
    static List<Long> of(Fields body, int max) {
        List<Fields> items = body.objects("MsgSeqList", max, ErrorCode.PARAMETER);
        List<Long> numbers = new ArrayList<>(items.size());
        for (Fields item : items) {
            numbers.add(item.integer("MsgSeq", 0, Fields.UINT32));
        }
        return numbers;
    }
}
