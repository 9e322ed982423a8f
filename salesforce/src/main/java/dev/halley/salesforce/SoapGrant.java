package dev.halley.salesforce;

import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.ReplyErrors;
import dev.halley.wire.Headers;
import java.io.CharArrayReader;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The SOAP call {@code login}: user and password without a connected app. */
record SoapGrant(URI loginUrl, String user, String password) implements Grant {
    /** The last version whose login() Salesforce keeps. */
    private static final String PATH = "/services/Soap/u/64.0";

    @Override
    public URI endpoint() {
        return loginUrl.resolve(PATH);
    }

    @Override
    public String contentType() {
        return "text/xml; charset=UTF-8";
    }

    @Override
    public Headers headers() {
        return Headers.empty().plus("SOAPAction", "login");
    }

    @Override
    public String body(Instant now) {
        return "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " xmlns:urn=\"urn:partner.soap.sforce.com\"><soapenv:Body><urn:login><urn:username>"
                + escaped(user) + "</urn:username><urn:password>" + escaped(password)
                + "</urn:password></urn:login></soapenv:Body></soapenv:Envelope>";
    }

    /** A password may hold any character; XML has no form for most control characters. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&apos;");
                default -> out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    @Override
    public Credentials read(HttpReply reply) {
        Map<String, String> texts;
        try {
            texts = texts(reply);
        } catch (XMLStreamException notXml) {
            throw ReplyErrors.of(reply, "login", OAuthGrant.WORDING);
        }
        String fault = texts.get("faultcode");
        if (fault != null) {
            String code = fault.substring(fault.indexOf(':') + 1);
            String text = texts.getOrDefault("faultstring", "");
            throw new LoginRefusedException(
                    reply.status(),
                    code,
                    text.startsWith(code + ": ") ? text.substring(code.length() + 2) : text,
                    null);
        }
        String token = texts.getOrDefault("sessionId", "");
        String server = texts.getOrDefault("serverUrl", "");
        if (token.isEmpty() || server.isEmpty()) {
            throw ReplyErrors.of(reply, "login", OAuthGrant.WORDING);
        }
        return new Credentials(
                token,
                SecureUrl.parse("serverUrl in the login's answer", server).resolve("/"));
    }

    /** The first text of each element, by local name. */
    private static Map<String, String> texts(HttpReply reply) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        XMLStreamReader reader = factory.createXMLStreamReader(new CharArrayReader(reply.text()));
        Map<String, String> texts = new HashMap<>();
        String element = "";
        while (reader.hasNext()) {
            int what = reader.next();
            if (what == XMLStreamConstants.START_ELEMENT) {
                element = reader.getLocalName();
            } else if (what == XMLStreamConstants.CHARACTERS && !reader.isWhiteSpace()) {
                texts.putIfAbsent(element, reader.getText().strip());
            }
        }
        return texts;
    }

    /** The password is a secret. */
    @Override
    public String toString() {
        return "SoapGrant[" + user + "]";
    }
}
