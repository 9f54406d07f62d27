import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.Store;

/**
 * Says whether BouncyCastle accepts a CAdES signature.
 *
 * <p>Usage: {@code CmsVerify SIGNED CA.pem [DETACHED_CONTENT]}. Checks, for every signer: the
 * signature value, exactly one content-type, message-digest and signing-certificate-v2 attribute,
 * the ESS hash and issuer serial against the certificate (RFC 5035), and the path to the CA. Prints
 * {@code valid} and exits 0, or the reason and exits 1. Without arguments it reads them from lines of the standard
 * input, with tabs between them, and answers each with a line.
 */
public final class CmsVerify {
    private CmsVerify() {}

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        if (args.length == 0) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(verdict(line.split("\t")));
            }
            return;
        }
        String verdict = verdict(args);
        System.out.println(verdict);
        System.exit(verdict.equals("valid") ? 0 : 1);
    }

    private static String verdict(String[] args) {
        try {
            verify(args);
            return "valid";
        } catch (Exception problem) {
            return ("not valid: " + problem).replaceAll("\\s+", " ");
        }
    }

    private static void verify(String[] args) throws Exception {
        byte[] signed = Files.readAllBytes(Path.of(args[0]));
        CMSSignedData cms = args.length > 2
            ? new CMSSignedData(new CMSProcessableByteArray(Files.readAllBytes(Path.of(args[2]))), signed)
            : new CMSSignedData(signed);
        X509Certificate anchor = readCertificate(Path.of(args[1]));
        CMSTypedData content = cms.getSignedContent();
        require(content != null, "no content");
        Collection<SignerInformation> signers = cms.getSignerInfos().getSigners();
        require(!signers.isEmpty(), "no signer");
        for (SignerInformation signer : signers) {
            X509CertificateHolder holder = certificateOf(cms.getCertificates(), signer);
            require(
                signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(holder)),
                "signature value");
            checkAttributes(signer, holder);
            checkPath(holder, cms.getCertificates(), anchor);
        }
    }

    private static void checkAttributes(SignerInformation signer, X509CertificateHolder holder) throws Exception {
        AttributeTable table = signer.getSignedAttributes();
        require(table != null, "no signed attributes");
        only(table, CMSAttributes.contentType, "content-type");
        only(table, CMSAttributes.messageDigest, "message-digest");
        Attribute ess = only(table, PKCSObjectIdentifiers.id_aa_signingCertificateV2, "signing-certificate-v2");
        ESSCertIDv2 id = SigningCertificateV2.getInstance(ess.getAttrValues().getObjectAt(0)).getCerts()[0];
        String hash = MessageDigestNames.of(id.getHashAlgorithm().getAlgorithm());
        byte[] digest = MessageDigest.getInstance(hash, "BC").digest(holder.getEncoded());
        require(Arrays.equals(digest, id.getCertHash()), "ESS certificate hash");
        IssuerSerial serial = id.getIssuerSerial();
        if (serial != null) {
            require(serial.getSerial().getValue().equals(holder.getSerialNumber()), "ESS serial");
            require(
                serial.getIssuer().getNames()[0].getName().toASN1Primitive()
                    .equals(holder.getIssuer().toASN1Primitive()),
                "ESS issuer");
        }
    }

    private static Attribute only(AttributeTable table, ASN1ObjectIdentifier type, String name) throws Exception {
        require(table.getAll(type).size() == 1, "not exactly one " + name);
        Attribute attribute = table.get(type);
        require(attribute.getAttrValues().size() == 1, "not exactly one value in " + name);
        return attribute;
    }

    private static void checkPath(
            X509CertificateHolder signer, Store<X509CertificateHolder> others, X509Certificate anchor)
            throws Exception {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter().setProvider("BC");
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(converter.getCertificate(signer));
        PKIXBuilderParameters parameters =
            new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor, null)), target);
        parameters.setRevocationEnabled(false);
        parameters.setDate(new Date());
        java.util.List<X509Certificate> candidates = new java.util.ArrayList<>();
        for (X509CertificateHolder other : others.getMatches(null)) {
            candidates.add(converter.getCertificate(other));
        }
        parameters.addCertStore(java.security.cert.CertStore.getInstance(
            "Collection", new java.security.cert.CollectionCertStoreParameters(candidates)));
        CertPathBuilder.getInstance("PKIX", "BC").build(parameters);
    }

    private static X509CertificateHolder certificateOf(
            Store<X509CertificateHolder> certificates, SignerInformation signer) {
        @SuppressWarnings("unchecked")
        Collection<X509CertificateHolder> found = certificates.getMatches(signer.getSID());
        require(found.size() == 1, "signer certificate not included");
        return found.iterator().next();
    }

    private static X509Certificate readCertificate(Path file) throws Exception {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509", "BC").generateCertificate(in);
        }
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw new IllegalStateException(reason);
        }
    }

    /** Digest names for the object identifiers a signature may use. */
    private static final class MessageDigestNames {
        static String of(ASN1ObjectIdentifier algorithm) {
            return switch (algorithm.getId()) {
                case "2.16.840.1.101.3.4.2.1" -> "SHA-256";
                case "2.16.840.1.101.3.4.2.2" -> "SHA-384";
                case "2.16.840.1.101.3.4.2.3" -> "SHA-512";
                default -> throw new IllegalStateException("digest " + algorithm);
            };
        }
    }
}
