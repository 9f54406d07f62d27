import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The conversation with a judge: a request is a line of {@code key=value} parts between tabs, an answer a line of JSON.
 */
final class Line {
    /** What answers a request. */
    interface Answer {
        Map<String, Object> to(Map<String, String> request) throws Exception;
    }

    private Line() {}

    /** Answers every line of the standard input; what goes wrong is an answer with an {@code error}. */
    static void serve(Answer answer) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // What a library prints must not come between the answers.
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, Object> document;
            try {
                document = answer.to(parts(line));
            } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError problem) {
                document = Map.of("error", String.valueOf(problem));
            }
            StringBuilder text = new StringBuilder();
            write(text, document);
            out.println(text);
        }
    }

    private static Map<String, String> parts(String line) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : line.split("\t")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return parts;
    }

    private static void write(StringBuilder text, Object value) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(separator);
                write(text, String.valueOf(entry.getKey()));
                text.append(':');
                write(text, entry.getValue());
                separator = ",";
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object item : list) {
                text.append(separator);
                write(text, item);
                separator = ",";
            }
            text.append(list.isEmpty() ? "[]" : "]");
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            text.append(value);
        } else {
            quote(text, value.toString());
        }
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        for (char letter : value.toCharArray()) {
            if (letter == '"' || letter == '\\') {
                text.append('\\').append(letter);
            } else if (letter < ' ') {
                text.append(String.format("\\u%04x", (int) letter));
            } else {
                text.append(letter);
            }
        }
        text.append('"');
    }
}
