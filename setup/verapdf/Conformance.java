// What veraPDF says of files: one line each, `OK file flavour` or `NOT file flavour rule: description`.
//
//   java -cp … Conformance FLAVOUR[,FLAVOUR…] FILE…      flavours as veraPDF writes them: 2a, ua1

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public final class Conformance {
    private Conformance() {}

    public static void main(String[] arguments) throws Exception {
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        for (int number = 1; number < arguments.length; number++) {
            for (String flavour : arguments[0].split(",")) {
                judge(arguments[number], PDFAFlavour.byFlavourId(flavour));
            }
        }
    }

    private static void judge(String file, PDFAFlavour flavour) throws Exception {
        try (InputStream octets = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(octets, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            if (result.isCompliant()) {
                System.out.println("OK " + file + " " + flavour.getId());
            }
            TreeSet<String> broken = new TreeSet<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(assertion.getRuleId().getClause() + ": " + assertion.getMessage());
                }
            }
            for (String rule : broken) {
                System.out.println("NOT " + file + " " + flavour.getId() + " " + rule);
            }
        }
    }
}
