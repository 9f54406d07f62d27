import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What EU DSS says of files, with its own policy.
 *
 * <p>Usage: {@code Validate}, then a line for each file on the standard input:
 * {@code file=PATH trust=FOLDER [detached=PATH|PATH…] [time=RFC3339]} with tabs between the parts. The answer is a line of
 * JSON: {@code signatures} and {@code timestamps} with what the simple report says, or {@code error}.
 */
public final class Validate {
    private static final Map<String, CommonCertificateVerifier> MATERIAL = new HashMap<>();

    private Validate() {}

    public static void main(String[] arguments) throws Exception {
        Line.serve(Validate::answer);
    }

    private static Map<String, Object> answer(Map<String, String> request) {
        SignedDocumentValidator validator =
            SignedDocumentValidator.fromDocument(new FileDocument(request.get("file")));
        validator.setCertificateVerifier(MATERIAL.computeIfAbsent(request.get("trust"), Material::of));
        if (request.containsKey("detached")) {
            validator.setDetachedContents(Material.documents(request, "detached"));
        }
        if (request.containsKey("time")) {
            validator.setValidationTime(Date.from(Instant.parse(request.get("time"))));
        }
        validator.setEnableEtsiValidationReport(false);
        Reports reports = validator.validateDocument();
        SimpleReport simple = reports.getSimpleReport();
        DiagnosticData diagnostic = reports.getDiagnosticData();

        List<Object> signatures = new ArrayList<>();
        for (String id : simple.getSignatureIdList()) {
            SignatureWrapper signature = diagnostic.getSignatureById(id);
            Map<String, Object> said = verdict(simple, id);
            said.put("level", simple.getSignatureFormat(id));
            said.put("by", simple.getSignedBy(id));
            said.put("counter", signature.isCounterSignature());
            said.put("intact", signature.isSignatureIntact());
            said.put("errors", texts(simple.getAdESValidationErrors(id)));
            said.put("warnings", texts(simple.getAdESValidationWarnings(id)));
            List<Object> stamps = new ArrayList<>();
            for (TimestampWrapper stamp : signature.getTimestampList()) {
                stamps.add(stamp(simple, stamp));
            }
            said.put("timestamps", stamps);
            signatures.add(said);
        }
        List<Object> stamps = new ArrayList<>();
        for (TimestampWrapper stamp : diagnostic.getTimestampList()) {
            stamps.add(stamp(simple, stamp));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("signatures", signatures);
        document.put("timestamps", stamps);
        document.put("container", simple.getContainerType());
        return document;
    }

    private static Map<String, Object> verdict(SimpleReport simple, String id) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("indication", simple.getIndication(id));
        said.put("sub_indication", simple.getSubIndication(id));
        return said;
    }

    private static Map<String, Object> stamp(SimpleReport simple, TimestampWrapper stamp) {
        Map<String, Object> said = verdict(simple, stamp.getId());
        said.put("kind", stamp.getType());
        said.put("imprint", stamp.isMessageImprintDataFound() && stamp.isMessageImprintDataIntact());
        said.put("errors", texts(simple.getAdESValidationErrors(stamp.getId())));
        return said;
    }

    private static List<Object> texts(List<Message> messages) {
        List<Object> texts = new ArrayList<>();
        for (Message message : messages) {
            texts.add(message.getValue());
        }
        return texts;
    }
}
