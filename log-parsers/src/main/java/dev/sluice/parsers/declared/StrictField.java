// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.IpAddress;

/** A field whose value has to fit its type for the line to be of the format. */
record StrictField(int slot, FieldType type, String expected) {

    static StrictField of(FieldDeclaration declaration, int slot) {
        FieldType type = declaration.type();
        if (type != FieldType.LONG && type != FieldType.DOUBLE && type != FieldType.IP) {
            throw declaration
                    .place()
                    .problem("'" + declaration.name() + "' is strict and of the type " + type.text()
                            + "; only long, double and ip can be strict");
        }
        return new StrictField(slot, type, declaration.name() + " of the type " + type.text());
    }

    boolean fits(Captures captures) {
        byte[] bytes = captures.bytes(slot);
        int from = captures.from(slot);
        int to = captures.to(slot);
        return switch (type) {
            case LONG -> Decimal.isLong(bytes, from, to);
            case DOUBLE -> Decimal.isNumber(bytes, from, to);
            default -> IpAddress.of(bytes, from, to) != IpAddress.NONE;
        };
    }
}
