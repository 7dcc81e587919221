// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import dev.sluice.model.ledger.LineTally;
import dev.sluice.model.ledger.LineTally.Term;
import dev.sluice.parser.ParserService;
import dev.sluice.parser.ledger.ChunkBook;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Classes of the parser with two faults that nobody has made yet, for the ledger to find: a dead letter is lost, and a repeat is taken for an event,
 * too.
 */
final class FaultyParser {

    private static final String OUTPUT = "dev.sluice.parser.chunk.TransactionOutput";
    private static final CodeTransform DOES_NOTHING = new CodeTransform() {

        @Override
        public void accept(CodeBuilder method, CodeElement instruction) {
            // Left out.
        }

        @Override
        public void atEnd(CodeBuilder method) {
            method.return_();
        }
    };

    private static final CodeTransform COUNTS_EVENTS_TOO = new CodeTransform() {

        @Override
        public void atStart(CodeBuilder method) {
            ClassDesc tally = describe(LineTally.class);
            ClassDesc term = describe(Term.class);
            method.aload(0)
                    .getfield(describe(ChunkBook.class), "lines", tally)
                    .getstatic(term, Term.EVENTS.name(), term)
                    .lload(1)
                    .invokevirtual(tally, "add", MethodTypeDesc.of(ConstantDescs.CD_void, term, ConstantDescs.CD_long));
        }

        @Override
        public void accept(CodeBuilder method, CodeElement instruction) {
            method.with(instruction);
        }
    };

    private FaultyParser() {}

    /** Writes the classes to {@code folder}, and returns it. */
    static Path write(Path folder) throws IOException {
        write(folder, OUTPUT, "deadLetter", DOES_NOTHING);
        write(folder, ChunkBook.class.getName(), "repeats", COUNTS_EVENTS_TOO);
        return folder;
    }

    private static void write(Path folder, String name, String methodName, CodeTransform fault) throws IOException {
        String file = name.replace('.', '/') + ".class";
        ClassFile format = ClassFile.of();
        byte[] faulty;
        try (InputStream build = ParserService.class.getResourceAsStream('/' + file)) {
            faulty = format.transformClass(
                    format.parse(build.readAllBytes()),
                    ClassTransform.transformingMethodBodies(
                            method -> method.methodName().equalsString(methodName), fault));
        }
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Files.write(target, faulty);
    }

    private static ClassDesc describe(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
