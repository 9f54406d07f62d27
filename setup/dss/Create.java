import eu.europa.esig.dss.asic.cades.ASiCWithCAdESSignatureParameters;
import eu.europa.esig.dss.asic.cades.signature.ASiCWithCAdESService;
import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESCounterSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.EncryptionAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SerializableCounterSignatureParameters;
import eu.europa.esig.dss.model.SerializableSignatureParameters;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.service.http.commons.TimestampDataLoader;
import eu.europa.esig.dss.service.tsp.OnlineTSPSource;
import eu.europa.esig.dss.signature.AbstractSignatureParameters;
import eu.europa.esig.dss.signature.CounterSignatureService;
import eu.europa.esig.dss.signature.DocumentSignatureService;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESCounterSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import java.io.File;
import java.security.KeyStore.PasswordProtection;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Signatures that EU DSS makes.
 *
 * <p>Usage: {@code Create PASSWORD}, then a line for each file on the standard input, with tabs between the parts:
 * {@code do=sign|counter|extend format=cades|pades|xades|asic-s-cades|asic-s-xades|asic-e-cades|asic-e-xades level=b|t|lt|lta
 * packaging=enveloping|enveloped|detached key=FILE.p12 [padding=pss] tsa=FILE.p12|URL trust=FOLDER file=PATH
 * [detached=PATH|PATH…] output=PATH}. PASSWORD opens every key file. A stamp comes from a key of the file or from an
 * authority over HTTP. The answer is an empty document, or one with {@code error}.
 */
public final class Create {
    private static final Map<String, CommonCertificateVerifier> MATERIAL = new HashMap<>();
    private static final Map<String, Pkcs12SignatureToken> KEYS = new HashMap<>();
    private static final Map<String, TSPSource> AUTHORITIES = new HashMap<>();
    private static char[] password;

    private Create() {}

    public static void main(String[] arguments) throws Exception {
        password = arguments[0].toCharArray();
        Line.serve(Create::answer);
    }

    private static Map<String, Object> answer(Map<String, String> request) throws Exception {
        DSSDocument file = new FileDocument(request.get("file"));
        DSSDocument made = switch (request.get("do")) {
            case "sign" -> sign(request, file);
            case "extend" -> extend(request, file);
            case "counter" -> counter(request, file);
            default -> throw new IllegalArgumentException("do=" + request.get("do"));
        };
        made.save(request.get("output"));
        return Map.of();
    }

    private static DSSDocument sign(Map<String, String> request, DSSDocument file) throws Exception {
        var parameters = parameters(request);
        sign(parameters, request);
        DocumentSignatureService<SerializableSignatureParameters, ?> service = service(request);
        ToBeSigned data = service.getDataToSign(file, parameters);
        return service.signDocument(file, parameters, value(data, parameters, request));
    }

    private static DSSDocument extend(Map<String, String> request, DSSDocument file) throws Exception {
        DocumentSignatureService<SerializableSignatureParameters, ?> service = service(request);
        return service.extendDocument(file, parameters(request));
    }

    /** Counter-signs the first signature, and in a container the first of it. */
    private static DSSDocument counter(Map<String, String> request, DSSDocument file) throws Exception {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(file);
        validator.setCertificateVerifier(material(request));
        if (request.containsKey("detached")) {
            validator.setDetachedContents(Material.documents(request, "detached"));
        }
        String id = validator.getSignatures().get(0).getId();
        AbstractSignatureParameters<?> parameters;
        if (request.get("format").endsWith("xades")) {
            var counter = new XAdESCounterSignatureParameters();
            counter.setSignatureIdToCounterSign(id);
            parameters = counter;
        } else {
            var counter = new CAdESCounterSignatureParameters();
            counter.setSignatureIdToCounterSign(id);
            parameters = counter;
        }
        parameters.setSignatureLevel(level(request));
        parameters.setDetachedContents(Material.documents(request, "detached"));
        sign(parameters, request);
        @SuppressWarnings("unchecked")
        var service = (CounterSignatureService<SerializableCounterSignatureParameters>) (Object) service(request);
        var counter = (SerializableCounterSignatureParameters) (Object) parameters;
        ToBeSigned data = service.getDataToBeCounterSigned(file, counter);
        return service.counterSignSignature(file, counter, value(data, parameters, request));
    }

    private static AbstractSignatureParameters<?> parameters(Map<String, String> request) {
        String format = request.get("format");
        AbstractSignatureParameters<?> parameters = switch (format) {
            case "cades" -> new CAdESSignatureParameters();
            case "pades" -> new PAdESSignatureParameters();
            case "xades" -> new XAdESSignatureParameters();
            case "asic-s-cades", "asic-e-cades" -> {
                var asic = new ASiCWithCAdESSignatureParameters();
                asic.aSiC().setContainerType(container(format));
                yield asic;
            }
            case "asic-s-xades", "asic-e-xades" -> {
                var asic = new ASiCWithXAdESSignatureParameters();
                asic.aSiC().setContainerType(container(format));
                yield asic;
            }
            default -> throw new IllegalArgumentException("format=" + format);
        };
        parameters.setSignatureLevel(level(request));
        String packaging = request.get("packaging");
        if (packaging != null) {
            parameters.setSignaturePackaging(SignaturePackaging.valueOf(packaging.toUpperCase()));
        }
        List<DSSDocument> detached = Material.documents(request, "detached");
        if (!detached.isEmpty()) {
            parameters.setDetachedContents(detached);
        }
        return parameters;
    }

    private static ASiCContainerType container(String format) {
        return format.startsWith("asic-s") ? ASiCContainerType.ASiC_S : ASiCContainerType.ASiC_E;
    }

    private static SignatureLevel level(Map<String, String> request) {
        String format = request.get("format");
        String family = format.endsWith("xades") ? "XAdES" : format.endsWith("pades") ? "PAdES" : "CAdES";
        return SignatureLevel.valueByName(family + "-BASELINE-" + request.get("level").toUpperCase());
    }

    @SuppressWarnings("unchecked")
    private static DocumentSignatureService<SerializableSignatureParameters, ?> service(Map<String, String> request)
            throws Exception {
        CommonCertificateVerifier material = material(request);
        String format = request.get("format");
        DocumentSignatureService<?, ?> service = switch (format) {
            case "cades" -> new CAdESService(material);
            case "pades" -> new PAdESService(material);
            case "xades" -> new XAdESService(material);
            case "asic-s-cades", "asic-e-cades" -> new ASiCWithCAdESService(material);
            default -> new ASiCWithXAdESService(material);
        };
        if (request.containsKey("tsa")) {
            service.setTspSource(authority(request.get("tsa")));
        }
        return (DocumentSignatureService<SerializableSignatureParameters, ?>) service;
    }

    private static TSPSource authority(String where) throws Exception {
        if (!AUTHORITIES.containsKey(where)) {
            TSPSource authority;
            if (where.startsWith("http")) {
                authority = new OnlineTSPSource(where, new TimestampDataLoader());
            } else {
                var local = new KeyEntityTSPSource(new File(where), "PKCS12", password, "tsa", password);
                local.setTsaPolicy("1.3.6.1.4.1.32473.5");
                authority = local;
            }
            AUTHORITIES.put(where, authority);
        }
        return AUTHORITIES.get(where);
    }

    private static CommonCertificateVerifier material(Map<String, String> request) {
        return MATERIAL.computeIfAbsent(request.get("trust"), Material::of);
    }

    private static DSSPrivateKeyEntry key(Map<String, String> request) throws Exception {
        return token(request).getKeys().get(0);
    }

    private static Pkcs12SignatureToken token(Map<String, String> request) throws Exception {
        String file = request.get("key");
        if (!KEYS.containsKey(file)) {
            KEYS.put(file, new Pkcs12SignatureToken(new File(file), new PasswordProtection(password)));
        }
        return KEYS.get(file);
    }

    /** Who signs, and with which algorithm. */
    private static void sign(AbstractSignatureParameters<?> parameters, Map<String, String> request) throws Exception {
        DSSPrivateKeyEntry key = key(request);
        parameters.setSigningCertificate(key.getCertificate());
        parameters.setCertificateChain(Arrays.asList(key.getCertificateChain()));
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        if ("pss".equals(request.get("padding"))) {
            parameters.setEncryptionAlgorithm(EncryptionAlgorithm.RSASSA_PSS);
        }
    }

    private static SignatureValue value(
            ToBeSigned data, AbstractSignatureParameters<?> parameters, Map<String, String> request) throws Exception {
        return token(request).sign(data, parameters.getSignatureAlgorithm(), key(request));
    }
}
