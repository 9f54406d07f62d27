import java.io.ByteArrayInputStream;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.xml.crypto.Data;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What the JDK's own XML signatures ({@code javax.xml.crypto}) say of files.
 *
 * <p>Usage: {@code XmlVerify}, then a line for each file on the standard input, with tabs between the parts:
 * {@code file=PATH authority=CERTIFICATE [folder=PATH]}. References to files are looked for in the folder. The answer is
 * {@code {"signatures": N}} when every signature, counter-signatures included, is valid and made with a certificate of the
 * authority, or {@code {"error": …}}.
 */
public final class XmlVerify {
    private XmlVerify() {}

    public static void main(String[] arguments) throws Exception {
        Line.serve(XmlVerify::answer);
    }

    private static Map<String, Object> answer(Map<String, String> request) throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        builders.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = builders.newDocumentBuilder().parse(new File(request.get("file")));
        X509Certificate authority = certificate(Files.readAllBytes(Path.of(request.get("authority"))));
        NodeList signatures = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        for (int index = 0; index < signatures.getLength(); index++) {
            verify(document, (Element) signatures.item(index), authority, request.get("folder"));
        }
        return Map.of("signatures", signatures.getLength());
    }

    private static void verify(Document document, Element element, X509Certificate authority, String folder)
            throws Exception {
        String text = element.getElementsByTagNameNS(XMLSignature.XMLNS, "X509Certificate").item(0).getTextContent();
        X509Certificate signer = certificate(Base64.getMimeDecoder().decode(text));
        signer.verify(authority.getPublicKey());
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        DOMValidateContext context =
            new DOMValidateContext(KeySelector.singletonKeySelector(signer.getPublicKey()), element);
        URIDereferencer usual = factory.getURIDereferencer();
        context.setURIDereferencer((reference, where) -> {
            String name = reference.getURI();
            if (name == null || name.isEmpty() || name.startsWith("#")) {
                return usual.dereference(reference, where);
            }
            return file(folder, name);
        });
        NodeList elements = document.getElementsByTagName("*");
        for (int index = 0; index < elements.getLength(); index++) {
            Attr id = ((Element) elements.item(index)).getAttributeNode("Id");
            if (id != null) {
                context.setIdAttributeNS((Element) elements.item(index), null, "Id");
            }
        }
        XMLSignature signature = factory.unmarshalXMLSignature(context);
        if (!signature.validate(context)) {
            StringBuilder reason = new StringBuilder("value " + signature.getSignatureValue().validate(context));
            for (Reference reference : signature.getSignedInfo().getReferences()) {
                reason.append(", ").append(reference.getURI()).append(' ').append(reference.validate(context));
            }
            throw new IllegalStateException(reason.toString());
        }
    }

    private static Data file(String folder, String name) {
        try {
            Path path = Path.of(folder, URI.create(name).getPath());
            return new OctetStreamData(new ByteArrayInputStream(Files.readAllBytes(path)), name, null);
        } catch (java.io.IOException problem) {
            throw new IllegalStateException(name, problem);
        }
    }

    private static X509Certificate certificate(byte[] octets) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(octets));
    }
}
