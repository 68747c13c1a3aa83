package dev.seenby.storage.postgres;

import dev.seenby.storage.Positions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Sets of whole numbers as lists of stretches: ascending, disjoint, not adjacent. */
final class Stretches {
    private Stretches() {}

    /** Any stretches, in any order, as one set. */
    static List<Positions> union(List<Positions> any) {
        List<Positions> sorted = new ArrayList<>(any);
        sorted.sort(Comparator.comparingLong(Positions::first));
        List<Positions> set = new ArrayList<>(sorted.size());
        for (Positions next : sorted) {
            int end = set.size() - 1;
            if (end >= 0 && next.first() - 1 <= set.get(end).last()) {
                if (next.last() > set.get(end).last()) {
                    set.set(end, new Positions(set.get(end).first(), next.last()));
                }
            } else {
                set.add(next);
            }
        }
        return set;
    }

    /** What is in both sets. */
    static List<Positions> intersection(List<Positions> a, List<Positions> b) {
        List<Positions> both = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() && j < b.size()) {
            long first = Math.max(a.get(i).first(), b.get(j).first());
            long last = Math.min(a.get(i).last(), b.get(j).last());
            if (first <= last) {
                both.add(new Positions(first, last));
            }
            if (a.get(i).last() < b.get(j).last()) {
                i++;
            } else {
                j++;
            }
        }
        return both;
    }

    /** What is in the first set and not in the second. */
    static List<Positions> difference(List<Positions> from, List<Positions> without) {
        List<Positions> rest = new ArrayList<>();
        int j = 0;
        for (Positions stretch : from) {
            long first = stretch.first();
            while (j < without.size() && without.get(j).last() < first) {
                j++;
            }
            for (int k = j; k < without.size() && without.get(k).first() <= stretch.last(); k++) {
                if (first < without.get(k).first()) {
                    rest.add(new Positions(first, without.get(k).first() - 1));
                }
                first = without.get(k).last() + 1;
            }
            if (first <= stretch.last()) {
                rest.add(new Positions(first, stretch.last()));
            }
        }
        return rest;
    }
}
