package io.kernelgraft.lab.fault;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.kernelgraft.contract.event.FailureKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * One {@code @Reproduces} as it stands in a test's source. Read from sources, with the compiler's own parser, because no
 * module sees the test classes of all the others.
 *
 * @param said strings in the test's own code, where it does not take what it expects from the annotation
 */
record Reproduction(Path source, String test, Map<String, List<String>> values, Set<String> said) {
    static List<Reproduction> in(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Reproduction> found = new ArrayList<>();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                Path source = Path.of(unit.getSourceFile().toUri());
                unit.accept(new Methods(source, found), "");
            }
        }
        return found;
    }

    List<String> rows() {
        return values.getOrDefault("rows", List.of());
    }

    List<LabFault> faults() {
        return values.getOrDefault("faults", List.of()).stream()
                .map(LabFault::valueOf)
                .toList();
    }

    String stage() {
        return one("stage");
    }

    /** How it ends, for the page. */
    String ending() {
        if (one("kind").isEmpty() == one("prevented").isEmpty()
                || one("kind").isEmpty() != one("reason").isEmpty()) {
            throw new IllegalStateException(this + " needs a kind with a reason, or what is prevented");
        }
        return one("prevented").isEmpty()
                ? FailureKind.valueOf(one("kind")) + " `" + one("reason") + "`"
                : "prevented: " + one("prevented");
    }

    /** Whether the test checks the reason that it is listed with. */
    boolean isHeld() {
        return one("reason").isEmpty() || said.contains(one("reason")) || said.contains("TestInfo");
    }

    private String one(String name) {
        return String.join("", values.getOrDefault(name, List.of()));
    }

    @Override
    public String toString() {
        return source.getFileName() + " " + test + " " + values;
    }

    /** Goes through a source; its argument is the method it is in. */
    private static final class Methods extends TreeScanner<Void, String> {
        private final Path source;
        private final List<Reproduction> found;
        private Set<String> said = Set.of();

        Methods(Path source, List<Reproduction> found) {
            this.source = source;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, String method) {
            return super.visitClass(type, "");
        }

        @Override
        public Void visitMethod(MethodTree method, String outer) {
            said = new HashSet<>();
            method.getParameters()
                    .forEach(parameter -> said.add(parameter.getType().toString()));
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitLiteral(LiteralTree literal, Void nothing) {
                    said.add(String.valueOf(literal.getValue()));
                    return null;
                }
            }.scan(method.getBody(), null);
            return super.visitMethod(method, method.getName().toString());
        }

        @Override
        public Void visitAnnotation(AnnotationTree annotation, String method) {
            if (annotation.getAnnotationType().toString().equals("Reproduces")) {
                Map<String, List<String>> values = new HashMap<>();
                for (ExpressionTree argument : annotation.getArguments()) {
                    AssignmentTree assignment = (AssignmentTree) argument;
                    values.put(assignment.getVariable().toString(), texts(assignment.getExpression()));
                }
                found.add(new Reproduction(source, method, values, said));
            }
            return super.visitAnnotation(annotation, method);
        }

        /** Strings as they are, constants by their last name. */
        private static List<String> texts(Tree expression) {
            return switch (expression) {
                case LiteralTree literal -> List.of(String.valueOf(literal.getValue()));
                case BinaryTree sum ->
                    List.of(String.join("", texts(sum.getLeftOperand()))
                            + String.join("", texts(sum.getRightOperand())));
                case MemberSelectTree constant ->
                    List.of(constant.getIdentifier().toString());
                case IdentifierTree constant -> List.of(constant.getName().toString());
                case NewArrayTree array ->
                    array.getInitializers().stream()
                            .flatMap(each -> texts(each).stream())
                            .toList();
                default ->
                    throw new IllegalArgumentException("in @Reproduces, only literals and constants: " + expression);
            };
        }
    }
}
