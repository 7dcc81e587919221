// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a format's own fields below {@code apache.access}, those of a group in one object. */
final class NamedFields {

    private record Member(int field, Key key, boolean number) {}

    private record Group(Key key, Member[] members) {}

    private final Group[] groups;

    NamedFields(List<NamedField> named) {
        Map<String, List<Member>> byGroup = new LinkedHashMap<>();
        Map<String, Integer> used = new LinkedHashMap<>();
        for (int i = 0; i < named.size(); i++) {
            NamedField field = named.get(i);
            // The same directive twice: names in one object must differ.
            int times = used.merge(field.group() + '.' + field.name(), 1, Integer::sum);
            String name = times == 1 ? field.name() : field.name() + '_' + times;
            byGroup.computeIfAbsent(field.group(), group -> new ArrayList<>())
                    .add(new Member(AccessField.COUNT + i, Key.of(name), field.number()));
        }
        groups = byGroup.entrySet().stream()
                .map(group -> new Group(
                        group.getKey() == null ? null : Key.of(group.getKey()),
                        group.getValue().toArray(Member[]::new)))
                .toArray(Group[]::new);
    }

    boolean isEmpty() {
        return groups.length == 0;
    }

    void write(JsonBuffer json, AccessWriter fields, byte[] bytes) {
        for (Group group : groups) {
            int start = group.key == null ? -1 : json.open(group.key);
            for (Member member : group.members) {
                if (fields.has(bytes, member.field)) {
                    if (member.number) {
                        json.number(member.key, fields.number(bytes, member.field));
                    } else {
                        fields.text(json, member.key, bytes, member.field);
                    }
                }
            }
            if (start >= 0) {
                json.close(start);
            }
        }
    }
}
